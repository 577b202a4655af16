import { randomUUID } from 'node:crypto';

import type { JsonObject } from '../shared/jsonBody';
import type { Pauses } from '../shared/pauses';
import type { Outgoing, WebhookReply } from '../shared/webhookSender';
import type { DeliveryRecord, EventRecord, PaymentRecord } from './records';
import { instantRevision } from './revisions/instant';
import { isoTime } from './revisions/revision';
import type { KlaviSettings } from './settings';
import { reserialised, sign, spaced } from './signature';
import type { KlaviState } from './state';

const EVENT_NAME = 'payment_status_changed';

const LARGEST_REDIRECTS = 3;

export interface EventOptions {
	eventName?: string;
	/** Goes over the payload made from the payment. */
	payload?: JsonObject;
	/** The exact text to send in place of the event. */
	body?: string;
}

export interface SendOptions {
	/** The address to send to; left out: the one in the settings. */
	url?: string;
	/** X-Klavi-Timestamp in place of the current Unix second; `null` leaves the header out. */
	timestamp?: string | null;
	/** X-Klavi-Signature in place of the right one; `null` leaves the header out. */
	signature?: string | null;
	/** Signs with another key, so that the receiver must refuse. */
	wrongSignature?: boolean;
}

export interface Sending {
	event: EventRecord;
	/** Resolves after the first attempt; never rejects. */
	tried: Promise<unknown>;
	/** Resolves when the delivery has succeeded or failed for good; never rejects. */
	settled: Promise<unknown>;
}

/** Sends the events of instant payments, and again while no 2xx comes back (contract 3). */
export class EventDelivery {
	constructor(
		private readonly state: KlaviState,
		private readonly settings: KlaviSettings,
		private readonly outgoing: Outgoing,
		private readonly pauses: Pauses,
	) {}

	/** Makes an event about a payment as it is now. */
	create(record: PaymentRecord, options: EventOptions = {}): EventRecord {
		const eventId = randomUUID();
		const eventName = options.eventName ?? EVENT_NAME;
		const event = {
			partnerAppId: 'sandbox-app',
			eventId,
			eventType: 'api',
			eventName,
			eventTime: isoTime(this.state.clock.now()),
			payload: { ...instantRevision.status(record), ...options.payload },
			externalInfo: record.given.externalInfo ?? null,
		};
		const { webhookEnvelope, webhookFormat } = this.settings;
		const content = webhookEnvelope === 'array' ? [event] : event;
		const written = webhookFormat === 'spaced' ? spaced(content) : JSON.stringify(content);
		const body = Buffer.from(options.body ?? written, 'utf8');
		return this.state.addEvent({ eventId, eventName, paymentId: record.id, body });
	}

	/** Sends an event, for the first time or once more; without an address it is only kept. */
	send(event: EventRecord, options: SendOptions = {}): Sending {
		const url = options.url ?? this.settings.webhookUrl;
		if (url === null) return { event, tried: Promise.resolve(), settled: Promise.resolve() };
		const delivery: DeliveryRecord = {
			url,
			timestamp:
				options.timestamp === undefined ? String(Math.floor(this.state.clock.now() / 1000)) : options.timestamp,
			signature: this.signatureFor(event, options),
			attempts: [],
			state: 'sending',
		};
		event.deliveries.push(delivery);
		const tried = this.attempt(event, delivery);
		return { event, tried, settled: tried.then((isDone) => (isDone ? undefined : this.retry(event, delivery))) };
	}

	private signatureFor({ body }: EventRecord, { signature, wrongSignature }: SendOptions): string | null {
		if (signature !== undefined) return signature;
		const { secretKey, webhookSigning } = this.settings;
		const key = wrongSignature ? `${secretKey}-of-somebody-else` : secretKey;
		return sign(webhookSigning === 'raw' ? body : reserialised(body), key);
	}

	/** Tries until one attempt succeeds, no delay is left, or the data are gone. */
	private async retry(event: EventRecord, delivery: DeliveryRecord): Promise<void> {
		const { generation } = this.state;
		for (const delay of this.settings.retryDelays) {
			delivery.state = 'retrying';
			await this.pauses.wait(delay);
			if (generation !== this.state.generation) break;
			if (await this.attempt(event, delivery)) return;
		}
		delivery.state = 'failed';
	}

	/** Sends once, along three redirects at most; true when the reply was a 2xx. */
	private async attempt(event: EventRecord, delivery: DeliveryRecord): Promise<boolean> {
		const at = new Date().toISOString();
		let { url } = delivery;
		let reply = await this.post(url, event, delivery);
		for (let count = 0; count < LARGEST_REDIRECTS && isRedirect(reply); count += 1) {
			url = new URL(reply.headers.location, url).toString();
			reply = await this.post(url, event, delivery);
		}
		const { status, text, milliseconds, error } = reply;
		const number = delivery.attempts.length + 1;
		const failure = error === undefined ? {} : { error };
		delivery.attempts.push({ number, url, at, status, body: text, milliseconds, ...failure });
		const isDelivered = status !== null && status >= 200 && status < 300;
		if (isDelivered) delivery.state = 'delivered';
		return isDelivered;
	}

	private async post(url: string, event: EventRecord, delivery: DeliveryRecord): Promise<WebhookReply> {
		const headers = {
			'content-type': 'application/json',
			'user-agent': 'klavi-sandbox',
			...(delivery.timestamp === null ? {} : { 'X-Klavi-Timestamp': delivery.timestamp }),
			...(delivery.signature === null ? {} : { 'X-Klavi-Signature': delivery.signature }),
		};
		return await this.outgoing.post(url, event.body, headers, this.settings.webhookTimeout);
	}
}

const isRedirect = ({ status, headers }: WebhookReply): boolean =>
	status !== null && status >= 300 && status < 400 && URL.canParse(headers.location ?? '', 'http://127.0.0.1');
