import type { FastifyInstance } from 'fastify';

import { ControlError, ControlFields } from '../shared/controlFields';
import { eventReports, findEvent, readWait, report, requireTarget } from '../shared/eventControl';
import type { ServiceContext } from './context';
import type { SendOptions } from './delivery';
import type { KlaviState } from './state';

const SEND_MEMBERS = ['url', 'timestamp', 'ageSeconds', 'signature', 'wrongSignature', 'wait'];

/** Sends events about instant payments, and shows every attempt. */
export function eventControl(app: FastifyInstance, { state, settings, delivery, lifecycle }: ServiceContext): void {
	const requireUrl = ({ url }: SendOptions): string =>
		requireTarget(url ?? settings.webhookUrl, 'event', 'klavi.webhookUrl');

	eventReports(app, state);

	app.post('/events', async (request) => {
		const fields = new ControlFields(request.body, ['paymentId', 'eventName', 'payload', 'body', ...SEND_MEMBERS]);
		const id = fields.required('paymentId', fields.text('paymentId'));
		const options = readSendOptions(fields, state);
		requireUrl(options);
		const record = state.payments.get(id);
		if (record === undefined) throw new ControlError(`There is no payment ${id}.`, 404);
		if (record.revision !== 'instant') throw new ControlError('Only instant payments have events.', 409);
		lifecycle.settle(record);
		const event = delivery.create(record, {
			eventName: fields.text('eventName'),
			payload: fields.object('payload'),
			body: fields.text('body'),
		});
		return await report(delivery.send(event, options), readWait(fields));
	});

	app.post('/events/:number/resend', async (request) => {
		const fields = new ControlFields(request.body, SEND_MEMBERS);
		const options = readSendOptions(fields, state);
		requireUrl(options);
		const event = findEvent(state.events, request.params);
		return await report(delivery.send(event, options), readWait(fields));
	});
}

/** `timestamp` is sent unchanged; `ageSeconds` makes it that much older than now; `null` omits a header. */
function readSendOptions(fields: ControlFields, { clock }: KlaviState): SendOptions {
	const ageSeconds = fields.integer('ageSeconds', -100_000_000, 100_000_000);
	if (ageSeconds !== undefined && fields.has('timestamp')) {
		throw new ControlError('timestamp and ageSeconds cannot be combined.');
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
