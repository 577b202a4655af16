import type { PageContext, ServiceName } from './context';
import type { Tone } from './pieces';

export interface Attempt {
	/** ISO 8601 UTC. */
	at: string;
	/** `null`: no reply. */
	status: number | null;
	milliseconds: number;
	body: string;
	error?: string;
}

/** One event on its way to one address, whichever service sent it. */
export interface Sent {
	/** Unique on the page, and the same as long as the delivery exists. */
	key: string;
	service: ServiceName;
	/** ISO 8601 UTC. */
	at: string;
	what: string;
	/** Id of the alert, case or payment. */
	about: string;
	url: string;
	state: { tone: Tone; text: string };
	attempts: Attempt[];
	body: string;
	/** How the receiver can verify the sender. */
	proof: string;
	/** How the service judges the reply, if it does. */
	judgment?: string;
}

const STATES: Record<string, Sent['state']> = {
	sending: { tone: 'waiting', text: 'waiting for the reply' },
	retrying: { tone: 'waiting', text: 'failed so far, will retry' },
	delivered: { tone: 'good', text: 'delivered' },
	failed: { tone: 'bad', text: 'failed' },
};
const SHOWN = 30;

/** The latest events of all services that went to an address, newest first. */
export function latestSent({ state, settings }: PageContext): Sent[] {
	const { webhookHeaderName } = settings.kount;
	return [
		...fromChargebackhit(state),
		...fromKloutit(state),
		...fromKount(state, webhookHeaderName),
		...fromKlavi(state),
	]
		.sort((left, right) => (left.at < right.at ? 1 : -1))
		.slice(0, SHOWN);
}

/** What to do when no 2xx came back; `undefined` when nothing needs to be done. */
export function adviceFor({ status, error, body }: Attempt): string | undefined {
	if (error !== undefined && /ECONNREFUSED|ENOTFOUND/.test(error))
		return 'Nothing listens at this URL. Is n8n running?';
	if (error !== undefined) return 'The URL was reached, but the reply did not arrive in time or the connection broke.';
	if (status === 404 && /not registered|webhook/i.test(body)) {
		return 'n8n is not listening at this URL now. Test URL: click "Execute workflow" in n8n first, once for each event. Production URL: click "Publish" in n8n.';
	}
	if (status === 401 || status === 403)
		return 'The trigger could not verify the sender. Do the keys in its credential match those on this page?';
	return undefined;
}

function fromChargebackhit({ chargebackhit }: PageContext['state']): Sent[] {
	return chargebackhit.deliveries
		.slice(-SHOWN)
		.map(({ number, id, type, url, sentAt, reply, verdict, reason, wrongSignature, sent }) => ({
			key: `chargebackhit-${number}`,
			service: 'chargebackhit',
			at: sentAt,
			what: type,
			about: id,
			url,
			state: verdictState(reply === null ? null : verdict),
			attempts:
				reply === null
					? []
					: [{ ...reply, at: sentAt, body: typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body) }],
			body: JSON.stringify(sent),
			proof: wrongSignature
				? 'The signature header was made with a wrong key on purpose, so n8n must reject it.'
				: 'The headers public_key and signature, as in requests to Chargebackhit.',
			judgment: verdict === 'right' ? 'The reply is correct.' : reason,
		}));
}

function verdictState(verdict: string | null): Sent['state'] {
	if (verdict === null) return STATES.sending;
	if (verdict === 'right') return { tone: 'good', text: 'answered correctly' };
	return verdict === 'allowed'
		? { tone: 'good', text: 'answered, with data missing' }
		: { tone: 'bad', text: 'not answered correctly' };
}

function fromKloutit({ kloutit }: PageContext['state']): Sent[] {
	return kloutit.events
		.slice(-SHOWN)
		.flatMap(({ number, eventType, expedientNumber, createdAt, forged, body, deliveries }) => {
			const common = {
				service: 'kloutit' as const,
				what: eventType,
				about: expedientNumber,
				body: body.toString('utf8'),
				proof: forged
					? 'None. This event is forged: when n8n asks Kloutit (verify-event), the answer is that it was never sent.'
					: 'None in the event itself. n8n asks Kloutit (verify-event) whether it was sent.',
			};
			return listed(`kloutit-${number}`, createdAt, common, deliveries);
		});
}

function fromKount({ kount }: PageContext['state'], headerName: string): Sent[] {
	return kount.events.slice(-SHOWN).flatMap(({ number, kind, eventTypes, ids, createdAt, body, deliveries }) => {
		const common = {
			service: 'kount' as const,
			what: eventTypes.join(', '),
			about: ids.join(', '),
			body: body.toString('utf8'),
			proof:
				kind === 'signed'
					? 'The header X-Event-Signature (RSA-PSS over timestamp and body), which the public key verifies.'
					: `The header ${headerName} with the secret.`,
		};
		return listed(`kount-${number}`, createdAt, common, deliveries);
	});
}

function fromKlavi({ klavi }: PageContext['state']): Sent[] {
	return klavi.events.slice(-SHOWN).flatMap(({ number, eventName, paymentId, body, deliveries }) => {
		const common = {
			service: 'klavi' as const,
			what: eventName,
			about: paymentId,
			body: body.toString('utf8'),
			proof:
				'The headers X-Klavi-Timestamp and X-Klavi-Signature (HMAC-SHA256 of the body with the secret key, in hexadecimal).',
		};
		// Until its first reply an event is one of now.
		return listed(`klavi-${number}`, new Date().toISOString(), common, deliveries);
	});
}

interface Delivery {
	url: string;
	state: string;
	attempts: Attempt[];
}

function listed(
	key: string,
	createdAt: string,
	common: Omit<Sent, 'key' | 'at' | 'url' | 'state' | 'attempts'>,
	deliveries: Delivery[],
): Sent[] {
	return deliveries.map(({ url, state, attempts }, index) => ({
		...common,
		key: `${key}-${index + 1}`,
		at: attempts[0]?.at ?? createdAt,
		url,
		state: STATES[state],
		attempts,
	}));
}
