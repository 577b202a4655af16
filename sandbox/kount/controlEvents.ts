import type { FastifyInstance } from 'fastify';

import { ControlError, ControlFields } from '../shared/controlFields';
import { eventReports, findEvent, readWait, report, requireTarget } from '../shared/eventControl';
import type { JsonObject } from '../shared/jsonBody';
import type { ServiceContext } from './context';
import { FORGERIES } from './delivery';
import { alertEventBody, signedEventBody, spacedJson } from './events';
import type { AlertRecord } from './records';
import { inventAlert } from './seed';
import type { KountState } from './state';

/** Control calls that send events of the two webhook systems, and show every try. */
export function eventControl(app: FastifyInstance, context: ServiceContext): void {
	sendingControl(app, context);
	const { state, settings, delivery } = context;

	eventReports(app, state);

	app.post('/events/:number/resend', async (request) => {
		const fields = new ControlFields(request.body, ['url', 'wait']);
		const wait = readWait(fields);
		const event = findEvent(state.events, request.params);
		const setting = event.kind === 'signed' ? 'signedWebhookUrl' : 'webhookUrl';
		const url = fields.address('url') ?? event.deliveries.at(-1)?.url ?? settings[setting];
		return await report(delivery.send(event, requireTarget(url, 'event', `kount.${setting}`)), wait);
	});
}

function sendingControl(app: FastifyInstance, { state, settings, delivery }: ServiceContext): void {
	app.post('/events', async (request) => {
		const fields = new ControlFields(request.body, [
			'event',
			'events',
			'shape',
			'fields',
			'headerName',
			'headerValue',
			'withoutHeader',
			'spaced',
			'body',
			'url',
			'wait',
		]);
		const eventTypes = readEventTypes(fields);
		const shape = fields.choice('shape', ['flat', 'nested']) ?? 'nested';
		if (shape === 'flat' && eventTypes.length > 1) {
			throw new ControlError('A flat body contains one event: set event, or set shape to nested.');
		}
		const url = requireTarget(fields.address('url') ?? settings.webhookUrl, 'event', 'kount.webhookUrl');
		const name = fields.text('headerName') ?? settings.webhookHeaderName;
		const value = fields.text('headerValue') ?? settings.webhookHeaderValue;
		const headers: Record<string, string> = fields.flag('withoutHeader') ? {} : { [name]: value };
		const overrides = fields.object('fields') ?? {};
		const spaced = fields.flag('spaced');
		const [body, wait] = [fields.text('body'), readWait(fields)];
		const alert = concernedAlert(state, eventTypes[0], overrides);
		const made = alertEventBody(alert, eventTypes, shape, overrides);
		const text = body ?? (spaced ? spacedJson(made) : JSON.stringify(made));
		const given = { kind: 'alert' as const, eventTypes, ids: [alert.id] };
		return await report(delivery.announce(given, text, { headers }, url), wait);
	});

	app.post('/signed-events', async (request) => {
		const fields = new ControlFields(request.body, [
			'event',
			'fields',
			'key',
			'forge',
			'ageSeconds',
			'spaced',
			'body',
			'url',
			'wait',
		]);
		const eventType = fields.text('event') ?? 'Order.StatusChange';
		const signing = {
			key: fields.choice('key', ['first', 'second'] as const),
			forge: fields.choice('forge', FORGERIES),
			ageSeconds: fields.integer('ageSeconds', -86_400, 86_400),
		};
		const url = requireTarget(fields.address('url') ?? settings.signedWebhookUrl, 'event', 'kount.signedWebhookUrl');
		const overrides = fields.object('fields') ?? {};
		const spaced = fields.flag('spaced');
		const [body, wait] = [fields.text('body'), readWait(fields)];
		const made = signedEventBody(state, eventType, overrides);
		const text = body ?? (spaced ? spacedJson(made) : JSON.stringify(made));
		const given = { kind: 'signed' as const, eventTypes: [eventType], ids: [String(made.id)] };
		return await report(delivery.announce(given, text, { signing }, url), wait);
	});
}

/** `event` for one, `events` for several in one body. */
function readEventTypes(fields: ControlFields): string[] {
	const several = fields.any('events');
	if (several === undefined) return [fields.required('event', fields.text('event'))];
	const isList = Array.isArray(several) && several.every((one) => typeof one === 'string' && one !== '');
	if (!isList || several.length === 0) throw new ControlError('events must be a list of event types.');
	if (fields.has('event')) throw new ControlError('event and events cannot be combined.');
	return several;
}

/** The alert whose id is given as `requestID`, or a new one that can be answered from now on. */
function concernedAlert(state: KountState, eventType: string, overrides: JsonObject): AlertRecord {
	const known = state.alerts.get(String(overrides.requestID));
	return known ?? inventAlert(state, eventType, Date.now(), overrides);
}
