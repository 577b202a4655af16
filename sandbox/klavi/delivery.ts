import { randomUUID } from 'node:crypto';

import type { Sending } from '../shared/eventControl';
import type { JsonObject } from '../shared/jsonBody';
import type { DeliveryPlan, WebhookSender } from '../shared/webhookSender';
import type { DeliveryRecord, EventRecord, PaymentRecord } from './records';
import { instantRevision } from './revisions/instant';
import { isoTime } from './revisions/revision';
import type { KlaviSettings } from './settings';
import { reserialized, sign, spaced } from './signature';
import type { KlaviState } from './state';

const EVENT_NAME = 'payment_status_changed';

const MAX_REDIRECTS = 3;

export interface EventOptions {
	eventName?: string;
	/** Goes over the payload made from the payment. */
	payload?: JsonObject;
	/** The exact text to send instead of the event. */
	body?: string;
}

export interface SendOptions {
	/** The address to send to; left out: the one in the settings. */
	url?: string;
	/** X-Klavi-Timestamp instead of the current Unix second; `null` leaves the header out. */
	timestamp?: string | null;
	/** X-Klavi-Signature instead of the right one; `null` leaves the header out. */
	signature?: string | null;
	/** Signs with another key, so that the receiver must reject. */
	wrongSignature?: boolean;
}

/** Sends the events of instant payments, and again while no 2xx comes back (Contract: 3). */
export class EventDelivery {
	constructor(
		private readonly state: KlaviState,
		private readonly settings: KlaviSettings,
		private readonly webhooks: WebhookSender,
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
	send(event: EventRecord, options: SendOptions = {}): Sending<EventRecord> {
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
		return { event, ...this.webhooks.deliver(delivery, this.plan(event, delivery)) };
	}

	private signatureFor({ body }: EventRecord, { signature, wrongSignature }: SendOptions): string | null {
		if (signature !== undefined) return signature;
		const { secretKey, webhookSigning } = this.settings;
		const key = wrongSignature ? `${secretKey}-of-somebody-else` : secretKey;
		return sign(webhookSigning === 'raw' ? body : reserialized(body), key);
	}

	private plan({ body }: EventRecord, { timestamp, signature }: DeliveryRecord): DeliveryPlan {
		const { generation } = this.state;
		const headers = {
			'content-type': 'application/json',
			'user-agent': 'klavi-sandbox',
			...(timestamp === null ? {} : { 'X-Klavi-Timestamp': timestamp }),
			...(signature === null ? {} : { 'X-Klavi-Signature': signature }),
		};
		return {
			request: () => ({ body, headers, timeout: this.settings.webhookTimeout }),
			retryDelays: () => this.settings.retryDelays,
			isGone: () => generation !== this.state.generation,
			redirects: MAX_REDIRECTS,
			keep: (_request, url) => ({ url }),
		};
	}
}
