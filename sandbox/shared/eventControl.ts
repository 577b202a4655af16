import type { FastifyInstance } from 'fastify';

import { ControlError, type ControlFields } from './controlFields';
import type { JsonObject } from './jsonBody';
import type { DeliveryProgress } from './webhookSender';

/** An event as the control API numbers it. */
interface NumberedEvent {
	number: number;
	/** The exact bytes of the body. */
	body: Buffer;
}

/** An event that is being delivered. */
export interface Sending<Event> extends DeliveryProgress {
	event: Event;
}

/** What a control call waits for: the first attempt at every address, the end of all retries, or nothing. */
const WAITS = ['first', 'all', 'none'] as const;
type Wait = (typeof WAITS)[number];

/** The field `wait` of a control call; default: `first`. */
export const readWait = (fields: ControlFields): Wait => fields.choice('wait', WAITS) ?? 'first';

/** Lists the events sent, and shows one with every attempt. */
export function eventReports(app: FastifyInstance, state: { events: NumberedEvent[] }): void {
	app.get('/events', async () => ({ events: state.events.map(eventSummary) }));
	app.get('/events/:number', async (request) => eventSummary(findEvent(state.events, request.params)));
}

/**
 * The event of a path.
 * @throws ControlError 404
 */
export function findEvent<Event extends NumberedEvent>(events: readonly Event[], params: unknown): Event {
	const { number } = params as { number: string };
	const event = events.find((one) => String(one.number) === number);
	if (event === undefined) throw new ControlError(`There is no event ${number}.`, 404);
	return event;
}

/** The event as far as it has come when the wait is over. */
export async function report({ event, tried, settled }: Sending<NumberedEvent>, wait: Wait): Promise<JsonObject> {
	if (wait === 'first') await tried;
	if (wait === 'all') await settled;
	return eventSummary(event);
}

const eventSummary = ({ body, ...event }: NumberedEvent): JsonObject => ({ ...event, body: body.toString('utf8') });

/**
 * The address to send to.
 * @throws ControlError 409 naming the setting when there is none
 */
export function requireTarget(url: string | null, what: string, setting: string): string {
	if (url !== null) return url;
	throw new ControlError(`There is no URL to send the ${what} to: set ${setting} or url.`, 409);
}
