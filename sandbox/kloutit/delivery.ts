import type { Pauses } from '../shared/pauses';
import type { Outgoing } from '../shared/webhookSender';
import { eventBody } from './events';
import type { CaseRecord, DeliveryRecord, EventRecord } from './records';
import type { KloutitSettings } from './settings';
import type { KloutitState } from './state';

export interface SendOptions {
	/** The only address to send to; left out: every fitting subscription and the address of the dashboard. */
	url?: string;
	/** The exact text to send in place of the event made from the case. */
	body?: string;
	/** Verify-event will not know it. */
	forged?: boolean;
}

export interface Sending {
	event: EventRecord;
	/** Resolves when every address has been tried once; never rejects. */
	tried: Promise<void>;
	/** Resolves when every delivery has succeeded or failed for good; never rejects. */
	settled: Promise<void>;
}

/** Sends events, and again after a pause when no 2xx came back in time (contract 6). */
export class EventDelivery {
	constructor(
		private readonly state: KloutitState,
		private readonly settings: KloutitSettings,
		private readonly outgoing: Outgoing,
		private readonly pauses: Pauses,
	) {}

	/** Makes an event about a case and sends it. */
	announce(record: CaseRecord, eventType: string, options: SendOptions = {}): Sending {
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
	send(event: EventRecord, url?: string): Sending {
		const deliveries = url === undefined ? this.addressesFor(event) : [newDelivery(url, null)];
		event.deliveries.push(...deliveries);
		const runs = deliveries.map((delivery) => {
			const first = this.attempt(event, delivery);
			return { first, all: first.then((delivered) => (delivered ? undefined : this.retry(event, delivery))) };
		});
		return {
			event,
			tried: Promise.all(runs.map(({ first }) => first)).then(() => undefined),
			settled: Promise.all(runs.map(({ all }) => all)).then(() => undefined),
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

	/** Tries until one attempt succeeds, no delay is left, or the subscription or the data are gone. */
	private async retry(event: EventRecord, delivery: DeliveryRecord): Promise<void> {
		const { generation } = this.state;
		for (const delay of this.settings.retryDelays) {
			delivery.state = 'retrying';
			await this.pauses.wait(delay);
			const { subscriptionId } = delivery;
			const isGone = subscriptionId !== null && !this.state.subscriptions.has(subscriptionId);
			if (isGone || generation !== this.state.generation) break;
			if (await this.attempt(event, delivery)) return;
		}
		delivery.state = 'failed';
	}

	/** Sends once; true when the reply was a 2xx. */
	private async attempt(event: EventRecord, delivery: DeliveryRecord): Promise<boolean> {
		const at = new Date().toISOString();
		const headers = { 'content-type': 'application/json', 'user-agent': 'kloutit-sandbox' };
		const reply = await this.outgoing.post(delivery.url, event.body, headers, this.settings.webhookTimeout);
		const { status, text, milliseconds, error } = reply;
		delivery.attempts.push({
			number: delivery.attempts.length + 1,
			at,
			status,
			body: text,
			milliseconds,
			...(error === undefined ? {} : { error }),
		});
		const delivered = status !== null && status >= 200 && status < 300;
		if (delivered) delivery.state = 'delivered';
		return delivered;
	}
}

const newDelivery = (url: string, subscriptionId: string | null): DeliveryRecord => ({
	url,
	subscriptionId,
	attempts: [],
	state: 'sending',
});
