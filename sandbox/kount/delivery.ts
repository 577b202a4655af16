import type { Pauses } from '../shared/pauses';
import type { Outgoing } from '../shared/webhookSender';
import type { DeliveryRecord, EventRecord } from './records';
import type { KountSettings } from './settings';
import { type KeyName, type SigningKeys, signEvent, timestampOf } from './signature';
import type { KountState } from './state';

export const FORGERIES = ['pkcs1', 'changedByte', 'missingSignature', 'missingTimestamp'] as const;

/** How a signed event is signed. */
export interface SigningOrder {
	/** Left out: the key of the settings. */
	key?: KeyName;
	/** Makes it wrong in one way, so that a receiver must refuse it. */
	forge?: (typeof FORGERIES)[number];
	/** How old its timestamp is; negative: in the future. */
	ageSeconds?: number;
}

/** What proves the sender: the static headers of alert events, or the order to sign. */
export type Proof = { headers: Record<string, string> } | { signing: SigningOrder };

export interface Sending {
	event: EventRecord;
	/** Resolves when it has been tried once; never rejects. */
	tried: Promise<void>;
	/** Resolves when it was delivered or has failed for good; never rejects. */
	settled: Promise<void>;
}

/** Sends the events of both webhook systems, and again after a pause when no 2xx came back in time (contract 3). */
export class EventDelivery {
	private readonly proofs = new WeakMap<EventRecord, Proof>();

	constructor(
		private readonly state: KountState,
		private readonly settings: KountSettings,
		private readonly keys: SigningKeys,
		private readonly outgoing: Outgoing,
		private readonly pauses: Pauses,
	) {}

	/** Notes an event and sends it; `text` is its exact body. */
	announce(given: Pick<EventRecord, 'kind' | 'eventTypes' | 'ids'>, text: string, proof: Proof, url: string): Sending {
		const event = this.state.addEvent({
			...given,
			createdAt: new Date().toISOString(),
			body: Buffer.from(text, 'utf8'),
		});
		this.proofs.set(event, proof);
		return this.send(event, url);
	}

	/** Sends an event, for the first time or once more. */
	send(event: EventRecord, url: string): Sending {
		const delivery: DeliveryRecord = { url, attempts: [], state: 'sending' };
		event.deliveries.push(delivery);
		const first = this.attempt(event, delivery);
		return {
			event,
			tried: first.then(() => undefined),
			settled: first.then((delivered) => (delivered ? undefined : this.retry(event, delivery))),
		};
	}

	/** Tries until one attempt succeeds, no delay is left, or the data are gone. */
	private async retry(event: EventRecord, delivery: DeliveryRecord): Promise<void> {
		const { generation } = this.state;
		const { alertRetryDelays, signedRetryDelays } = this.settings;
		for (const delay of event.kind === 'signed' ? signedRetryDelays : alertRetryDelays) {
			delivery.state = 'retrying';
			await this.pauses.wait(delay);
			if (generation !== this.state.generation) break;
			if (await this.attempt(event, delivery)) return;
		}
		delivery.state = 'failed';
	}

	/** Sends once; true when the reply was a 2xx. */
	private async attempt(event: EventRecord, delivery: DeliveryRecord): Promise<boolean> {
		const { body, headers } = await this.compose(event, delivery);
		const at = new Date().toISOString();
		const reply = await this.outgoing.post(delivery.url, body, headers, this.settings.webhookTimeout);
		const { status, text, milliseconds, error } = reply;
		delivery.attempts.push({
			number: delivery.attempts.length + 1,
			at,
			headers,
			status,
			body: text,
			milliseconds,
			...(error === undefined ? {} : { error }),
		});
		const delivered = status !== null && status >= 200 && status < 300;
		if (delivered) delivery.state = 'delivered';
		return delivered;
	}

	private async compose(
		event: EventRecord,
		{ attempts }: DeliveryRecord,
	): Promise<{ body: Buffer; headers: Record<string, string> }> {
		const proof = this.proofs.get(event) ?? { headers: {} };
		const basic = { 'content-type': 'application/json', 'user-agent': 'kount-sandbox' };
		if ('headers' in proof) return { body: event.body, headers: { ...basic, ...proof.headers } };
		const { forge } = proof.signing;
		const body = forge === 'changedByte' ? withChangedByte(event.body) : event.body;
		const repeatsFirst = attempts.length > 0 && !this.settings.signRetriesAfresh;
		if (repeatsFirst) return { body, headers: attempts[0].headers };
		return { body, headers: { ...basic, ...(await this.signed(event.body, proof.signing)) } };
	}

	private async signed(body: Buffer, { key, forge, ageSeconds = 0 }: SigningOrder): Promise<Record<string, string>> {
		const pair = await this.keys.pair(key ?? this.settings.signingKey);
		const timestamp = timestampOf(Date.now() - ageSeconds * 1000);
		const signature = signEvent(timestamp, body, pair, forge === 'pkcs1' ? 'pkcs1' : 'pss');
		return {
			...(forge === 'missingSignature' ? {} : { 'X-Event-Signature': signature }),
			...(forge === 'missingTimestamp' ? {} : { 'X-Event-Timestamp': timestamp }),
		};
	}
}

/** Another letter or digit in the last value, so that the JSON stays valid. */
function withChangedByte(body: Buffer): Buffer {
	const changed = Buffer.from(body);
	const position = changed.findLastIndex((byte) => /[0-9A-Za-z]/.test(String.fromCharCode(byte)));
	if (position >= 0) changed[position] = changed[position] === 0x31 ? 0x32 : 0x31;
	return changed;
}
