import type { FastifyInstance } from 'fastify';

import { ControlError, ControlFields } from '../shared/controlFields';
import { eventReports, findEvent, readWait, report } from '../shared/eventControl';
import type { JsonObject } from '../shared/jsonBody';
import { caseBody, keepDefense, moveTo } from './cases';
import { CASE_STATUSES, type CaseStatus, caseFields, EVENT_TYPES, SECTORS } from './catalogue';
import type { ServiceContext } from './context';
import type { CaseRecord } from './records';
import { subscriptionBody } from './routes/subscriptions';
import { openCase } from './seed';
import type { KloutitState } from './state';

const WITH_DEFENSE: CaseStatus[] = ['GENERATED', 'ALLEGING', 'ALLEGED', 'WON', 'LOST'];

/** Control API of this service: send events and see every attempt; see, open and move cases. */
export function kloutitControl(app: FastifyInstance, context: ServiceContext): void {
	eventControl(app, context);
	caseControl(app, context);
	app.get('/subscriptions', async () => ({
		subscriptions: [...context.state.subscriptions.values()].map(subscriptionBody),
	}));
	app.get('/verifications', async () => ({ verifications: context.state.verifications }));
}

function eventControl(app: FastifyInstance, { state, delivery }: ServiceContext): void {
	app.post('/events', async (request) => {
		const known = ['event', 'expedientNumber', 'sector', 'fields', 'url', 'body', 'forged', 'wait'];
		const fields = new ControlFields(request.body, known);
		const eventType = fields.required('event', fields.text('event'));
		const options = { url: fields.address('url'), body: fields.text('body'), forged: fields.flag('forged') };
		const wait = readWait(fields);
		const record = concernedCase(state, fields);
		fitStatus(record, eventType);
		return await report(delivery.announce(record, eventType, options), wait);
	});

	eventReports(app, state);

	app.post('/events/:number/resend', async (request) => {
		const fields = new ControlFields(request.body, ['url', 'wait']);
		const event = findEvent(state.events, request.params);
		return await report(delivery.send(event, fields.address('url')), readWait(fields));
	});
}

function caseControl(app: FastifyInstance, { state, defenses }: ServiceContext): void {
	const find = (params: unknown): CaseRecord => {
		const { expedientNumber } = params as { expedientNumber: string };
		const record = state.cases.get(expedientNumber);
		if (record === undefined) throw new ControlError(`There is no case ${expedientNumber}.`, 404);
		return record;
	};

	app.get('/cases', async (request) => {
		const fields = new ControlFields(request.query, ['status', 'sector']);
		const status = fields.choice('status', CASE_STATUSES);
		const sector = fields.choice('sector', SECTORS);
		const cases = [...state.cases.values()].filter(
			(record) =>
				(status === undefined || record.status === status) && (sector === undefined || record.fields.sector === sector),
		);
		return { cases: cases.map(caseSummary) };
	});

	app.get('/cases/:expedientNumber', async (request) => caseSummary(find(request.params)));

	app.patch('/cases/:expedientNumber', async (request) => {
		const fields = new ControlFields(request.body, ['status', 'connected']);
		const status = fields.choice('status', CASE_STATUSES);
		const connected = fields.flag('connected');
		const record = find(request.params);
		if (connected !== undefined) record.connected = connected;
		if (status !== undefined) forceStatus(record, status);
		return caseSummary(record);
	});

	app.post('/cases/:expedientNumber/advance', async (request) => {
		const fields = new ControlFields(request.body, ['wait']);
		const wait = readWait(fields);
		return await report(defenses.finish(find(request.params)), wait);
	});

	app.get('/cases/:expedientNumber/files/:index', async (request, reply) => {
		const { index } = request.params as { index: string };
		const { files, fields } = find(request.params);
		const content = files[Number(index)]?.content;
		if (content === undefined) {
			throw new ControlError(`Case ${fields.expedientNumber} has no file ${index} in memory.`, 404);
		}
		return reply.header('content-type', files[Number(index)].file.mimetype).send(content);
	});
}

/** The case an event is about: the one named, or a new one as a connected payment processor would open it. */
function concernedCase(state: KloutitState, fields: ControlFields): CaseRecord {
	const expedientNumber = fields.text('expedientNumber');
	const sector = fields.choice('sector', SECTORS);
	const given = fields.object('fields') ?? {};
	for (const name of Object.keys(given)) {
		if (!Object.hasOwn(caseFields, name)) throw new ControlError(`fields.${name} is not a field of a case.`);
	}
	const existing = expedientNumber === undefined ? undefined : state.cases.get(expedientNumber);
	if (existing === undefined) {
		return openCase(state, { expedientNumber, sector: sector ?? 'FASHION', fields: given });
	}
	if (sector !== undefined) throw new ControlError(`sector is only for a new case; ${expedientNumber} exists.`);
	for (const [name, value] of Object.entries(given)) {
		if (value === null) delete existing.fields[name];
		else existing.fields[name] = value;
	}
	return existing;
}

/** Gives the case the status that the event announces. */
function fitStatus(record: CaseRecord, eventType: string): void {
	const [, generated, won] = EVENT_TYPES;
	if (eventType === generated) forceStatus(record, 'GENERATED');
	if (eventType === won) forceStatus(record, 'WON');
}

/** Any status from any other; there is a defense to download exactly when the status implies one. */
function forceStatus(record: CaseRecord, status: CaseStatus): void {
	moveTo(record, status);
	if (status === 'PENDING' || status === 'GENERATING') record.defense = undefined;
	else if (WITH_DEFENSE.includes(status) && record.defense === undefined) keepDefense(record, record.updatedAt);
}

function caseSummary(record: CaseRecord): JsonObject {
	const { connected, submittedAt, defense, files } = record;
	return {
		...caseBody(record),
		connected,
		submittedAt: submittedAt ?? null,
		defenseAt: defense?.at ?? null,
		files: files.map(({ file, kind, declaredType, sha256 }) => ({ ...file, kind, declaredType, sha256 })),
	};
}
