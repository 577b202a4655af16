import { isObject, type JsonObject } from '../shared/jsonBody';
import type { WebhookReply, WebhookSender } from '../shared/webhookSender';
import type { AlertRecord, Delivery, DeliveryReply } from './records';
import { outcomeError, recordOutcome } from './rules/outcomes';
import { judgeReply } from './rules/verdict';
import type { ChargebackhitSettings } from './settings';
import { sign } from './signature';
import type { ChargebackhitState } from './state';

const KEPT_DELIVERIES = 1000;

export interface SendOptions {
	url: string;
	/** Signs with another key, so that the receiver must reject. */
	wrongSignature?: boolean;
	/** The body to send when it differs from what is stored. */
	body?: JsonObject;
}

/** Sends alerts to the webhook URL, once each, and treats the synchronous reply as the answer (Contract: 4). */
export class AlertDelivery {
	private sent = 0;

	constructor(
		private readonly state: ChargebackhitState,
		private readonly settings: ChargebackhitSettings,
		private readonly webhooks: WebhookSender,
	) {}

	/** Resolves with the complete record when the reply is there or has failed; never rejects. */
	async send(record: AlertRecord, options: SendOptions): Promise<Delivery> {
		const { alert, transaction, merchant } = record;
		const sent = structuredClone(options.body ?? { alert, transaction, merchant });
		this.sent += 1;
		const delivery: Delivery = {
			id: alert.id,
			number: this.sent,
			type: alert.type,
			url: options.url,
			sentAt: new Date().toISOString(),
			wrongSignature: options.wrongSignature ?? false,
			sent,
			reply: null,
			verdict: null,
			reason: '',
		};
		this.state.deliveries.push(delivery);
		if (this.state.deliveries.length > KEPT_DELIVERIES) this.state.deliveries.shift();

		const body = Buffer.from(JSON.stringify(sent), 'utf8');
		const reply = await this.webhooks.post(
			options.url,
			body,
			this.headers(body, delivery),
			this.settings.webhookTimeout,
		);
		delivery.reply = toDeliveryReply(reply);
		Object.assign(delivery, judgeReply(alert.type, delivery.reply));
		this.apply(record, delivery);
		return delivery;
	}

	private headers(body: Buffer, delivery: Delivery): Record<string, string> {
		const { publicKey, secretKey } = this.settings;
		const key = delivery.wrongSignature ? `${secretKey}-of-somebody-else` : secretKey;
		return {
			'content-type': 'application/json',
			'user-agent': 'chargebackhit-sandbox',
			public_key: publicKey,
			signature: sign(body, { publicKey, secretKey: key }),
		};
	}

	/**
	 * A right or allowed reply answers the alert, unless it was answered before; a forged alert cannot be
	 * answered.
	 */
	private apply(record: AlertRecord, { reply, verdict, wrongSignature }: Delivery): void {
		if (wrongSignature || verdict === 'wrong' || !isObject(reply?.body)) return;
		if (outcomeError(record, String(reply.body.outcome)) === undefined) recordOutcome(record, reply.body, 'reply');
	}
}

function toDeliveryReply({ status, headers, text, milliseconds, error }: WebhookReply): DeliveryReply {
	let body: unknown = text;
	try {
		body = JSON.parse(text);
	} catch {
		// Not JSON: the text itself is what was received.
	}
	return { status, body, headers, milliseconds, ...(error === undefined ? {} : { error }) };
}
