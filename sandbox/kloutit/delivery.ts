import type { Sending } from '../shared/eventControl';
import type { DeliveryPlan, WebhookSender } from '../shared/webhookSender';
import { eventBody } from './events';
import type { CaseRecord, DeliveryRecord, EventRecord } from './records';
import type { KloutitSettings } from './settings';
import type { KloutitState } from './state';

export interface SendOptions {
	/** The only address to send to; left out: every fitting subscription and the address of the dashboard. */
	url?: string;
	/** The exact text to send instead of the event made from the case. */
	body?: string;
	/** Verify-event will not find it. */
	forged?: boolean;
}

const HEADERS = { 'content-type': 'application/json', 'user-agent': 'kloutit-sandbox' };

/** Sends events, and again after a pause when no 2xx came back in time (Contract: 6). */
export class EventDelivery {
	constructor(
		private readonly state: KloutitState,
		private readonly settings: KloutitSettings,
		private readonly webhooks: WebhookSender,
	) {}

	/** Makes an event about a case and sends it. */
	announce(record: CaseRecord, eventType: string, options: SendOptions = {}): Sending<EventRecord> {
		const text = options.body ?? JSON.stringify(eventBody(record, eventType));
		const event = this.state.addEvent({
			eventType,
			expedientNumber: record.fields.expedientNumber,
			createdAt: new Date().toISOString(),
			body: Buffer.from(text, 'utf8'),
			forged: options.forged ?? false,
		});
		return this.send(event, options.url);
	}

	/** Sends an event, for the first time or once more with the same bytes. */
	send(event: EventRecord, url?: string): Sending<EventRecord> {
		const deliveries = url === undefined ? this.addressesFor(event) : [newDelivery(url, null)];
		event.deliveries.push(...deliveries);
		const progress = deliveries.map((delivery) => this.webhooks.deliver(delivery, this.plan(event, delivery)));
		return {
			event,
			tried: Promise.all(progress.map(({ tried }) => tried)).then(() => undefined),
			settled: Promise.all(progress.map(({ settled }) => settled)).then(() => undefined),
		};
	}

	private addressesFor({ eventType }: EventRecord): DeliveryRecord[] {
		const fitting = [...this.state.subscriptions.values()].filter(
			({ event }) => event === undefined || event === eventType,
		);
		const deliveries = fitting.map(({ id, targetUrl }) => newDelivery(targetUrl, id));
		if (this.settings.webhookUrl !== null) deliveries.push(newDelivery(this.settings.webhookUrl, null));
		return deliveries;
	}

	private plan(event: EventRecord, { subscriptionId }: DeliveryRecord): DeliveryPlan {
		const { generation } = this.state;
		return {
			request: () => ({ body: event.body, headers: HEADERS, timeout: this.settings.webhookTimeout }),
			retryDelays: () => this.settings.retryDelays,
			isGone: () =>
				generation !== this.state.generation ||
				(subscriptionId !== null && !this.state.subscriptions.has(subscriptionId)),
		};
	}
}

const newDelivery = (url: string, subscriptionId: string | null): DeliveryRecord => ({
	url,
	subscriptionId,
	attempts: [],
	state: 'sending',
});
