import type { FastifyInstance } from 'fastify';

import { ControlError, ControlFields } from '../shared/controlFields';
import type { JsonObject } from '../shared/jsonBody';
import type { ServiceContext } from './context';
import type { Sending, SendOptions } from './delivery';
import type { EventRecord } from './records';
import type { KlaviState } from './state';

const SEND_MEMBERS = ['url', 'timestamp', 'ageSeconds', 'signature', 'wrongSignature', 'wait'];
const WAITS = ['first', 'all', 'none'] as const;

/** Sends events about instant payments, and shows every attempt. */
export function eventControl(app: FastifyInstance, { state, settings, delivery, course }: ServiceContext): void {
	const demandAddress = ({ url }: SendOptions): void => {
		if (url === undefined && settings.webhookUrl === null) {
			throw new ControlError('There is nowhere to send the event: set klavi.webhookUrl or give url.', 409);
		}
	};

	app.get('/events', async () => ({ events: state.events.map(summary) }));

	app.get('/events/:number', async (request) => summary(findEvent(state, request.params)));

	app.post('/events', async (request) => {
		const fields = new ControlFields(request.body, ['paymentId', 'eventName', 'payload', 'body', ...SEND_MEMBERS]);
		const id = fields.required('paymentId', fields.text('paymentId'));
		const options = readSendOptions(fields, state);
		demandAddress(options);
		const record = state.payments.get(id);
		if (record === undefined) throw new ControlError(`There is no payment ${id}.`, 404);
		if (record.revision !== 'instant') throw new ControlError('Only instant payments have events.', 409);
		course.settle(record);
		const event = delivery.create(record, {
			eventName: fields.text('eventName'),
			payload: fields.object('payload'),
			body: fields.text('body'),
		});
		return await report(delivery.send(event, options), fields.choice('wait', WAITS));
	});

	app.post('/events/:number/resend', async (request) => {
		const fields = new ControlFields(request.body, SEND_MEMBERS);
		const options = readSendOptions(fields, state);
		demandAddress(options);
		const event = findEvent(state, request.params);
		return await report(delivery.send(event, options), fields.choice('wait', WAITS));
	});
}

/** `timestamp` stands as it is; `ageSeconds` makes it that much older than now; `null` leaves a header out. */
function readSendOptions(fields: ControlFields, { clock }: KlaviState): SendOptions {
	const ageSeconds = fields.integer('ageSeconds', -100_000_000, 100_000_000);
	if (ageSeconds !== undefined && fields.has('timestamp')) {
		throw new ControlError('timestamp and ageSeconds exclude each other.');
	}
	const old = ageSeconds === undefined ? undefined : String(Math.floor(clock.now() / 1000) - ageSeconds);
	return {
		url: fields.address('url'),
		timestamp: old ?? readHeader(fields, 'timestamp'),
		signature: readHeader(fields, 'signature'),
		wrongSignature: fields.flag('wrongSignature'),
	};
}

function readHeader(fields: ControlFields, name: string): string | null | undefined {
	const value = fields.any(name);
	if (value === undefined || value === null) return value;
	if (typeof value === 'string' && /^[\x20-\x7e]*$/.test(value)) return value;
	throw new ControlError(`${name} must be a string of printable ASCII characters, or null to leave it out.`);
}

async function report({ event, tried, settled }: Sending, wait: (typeof WAITS)[number] = 'first'): Promise<JsonObject> {
	if (wait === 'first') await tried;
	if (wait === 'all') await settled;
	return summary(event);
}

/** @throws ControlError 404 */
function findEvent(state: KlaviState, params: unknown): EventRecord {
	const { number } = params as { number: string };
	const event = state.events.find((one) => String(one.number) === number);
	if (event === undefined) throw new ControlError(`There is no event ${number}.`, 404);
	return event;
}

const summary = ({ body, ...event }: EventRecord): JsonObject => ({ ...event, body: body.toString('utf8') });
