import type { Sending } from '../shared/eventControl';
import type { DeliveryPlan, DeliveryRecord, WebhookSender } from '../shared/webhookSender';
import type { EventRecord } from './records';
import type { KountSettings } from './settings';
import { type KeyName, type SigningKeys, signEvent, timestampOf } from './signature';
import type { KountState } from './state';

export const FORGERIES = ['pkcs1', 'changedByte', 'missingSignature', 'missingTimestamp'] as const;

/** How a signed event is signed. */
export interface SigningOptions {
	/** Left out: the key of the settings. */
	key?: KeyName;
	/** Forges it in one way, so that a receiver must reject it. */
	forge?: (typeof FORGERIES)[number];
	/** How old its timestamp is; negative: in the future. */
	ageSeconds?: number;
}

/** What proves the sender: the static headers of alert events, or the order to sign. */
export type Proof = { headers: Record<string, string> } | { signing: SigningOptions };

/** Sends the events of both webhook systems, and again after a pause when no 2xx came back in time (Contract: 3). */
export class EventDelivery {
	private readonly proofs = new WeakMap<EventRecord, Proof>();

	constructor(
		private readonly state: KountState,
		private readonly settings: KountSettings,
		private readonly keys: SigningKeys,
		private readonly webhooks: WebhookSender,
	) {}

	/** Notes an event and sends it; `text` is its exact body. */
	announce(
		given: Pick<EventRecord, 'kind' | 'eventTypes' | 'ids'>,
		text: string,
		proof: Proof,
		url: string,
	): Sending<EventRecord> {
		const event = this.state.addEvent({
			...given,
			createdAt: new Date().toISOString(),
			body: Buffer.from(text, 'utf8'),
		});
		this.proofs.set(event, proof);
		return this.send(event, url);
	}

	/** Sends an event, for the first time or once more. */
	send(event: EventRecord, url: string): Sending<EventRecord> {
		const delivery: DeliveryRecord = { url, attempts: [], state: 'sending' };
		event.deliveries.push(delivery);
		return { event, ...this.webhooks.deliver(delivery, this.plan(event, delivery)) };
	}

	private plan(event: EventRecord, delivery: DeliveryRecord): DeliveryPlan {
		const { generation } = this.state;
		return {
			request: async () => ({
				...(await this.compose(event, delivery)),
				timeout: this.settings.webhookTimeout,
			}),
			retryDelays: () => (event.kind === 'signed' ? this.settings.signedRetryDelays : this.settings.alertRetryDelays),
			isGone: () => generation !== this.state.generation,
			keep: ({ headers }) => ({ headers }),
		};
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
		const first = attempts[0]?.headers;
		if (first !== undefined && !this.settings.signRetriesAfresh) return { body, headers: first };
		return { body, headers: { ...basic, ...(await this.signed(event.body, proof.signing)) } };
	}

	private async signed(body: Buffer, { key, forge, ageSeconds = 0 }: SigningOptions): Promise<Record<string, string>> {
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
