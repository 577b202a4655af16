import type { FastifyInstance } from 'fastify';

import type { JsonObject } from '../../shared/jsonBody';
import { caseBody, findCase, moveTo, refuseResolved } from '../cases';
import { type CaseStatus, STATUS_UPDATES, SUBMITTABLE_STATUSES } from '../catalogue';
import type { ServiceContext } from '../context';
import { readJsonObject } from '../requestBody';
import { readCaseFields } from '../rules/caseFields';
import { missingFields } from '../rules/requirements';
import { Incomplete, ServiceError } from '../serviceError';
import type { KloutitState } from '../state';

/** Create, update, check, submit, update status (Contract: 2.2 to 2.5). */
export function caseRoutes(app: FastifyInstance, { state, settings, defenses }: ServiceContext): void {
	app.post('/case', async (request, reply) => {
		const fields = readCaseFields(readJsonObject(request.received), 'create', undefined, settings);
		const expedientNumber = String(fields.expedientNumber);
		if (state.cases.has(expedientNumber)) {
			throw new ServiceError(409, `A case with expedientNumber ${expedientNumber} already exists`);
		}
		noteOrganization(state, fields);
		const createdAt = new Date().toISOString();
		const record = state.addCase({ ...fields, expedientNumber }, { connected: false, createdAt });
		return reply.code(201).send(caseBody(record));
	});

	app.post('/case/:expedientNumber/update-case', async (request) => {
		const record = findCase(state, request.params);
		const sector = record.fields.sector as string | undefined;
		const fields = readCaseFields(readJsonObject(request.received), 'update', sector, settings);
		refuseResolved(record);
		noteOrganization(state, fields);
		if (Object.keys(fields).length > 0) {
			Object.assign(record.fields, fields);
			record.updatedAt = new Date().toISOString();
		}
		return caseBody(record);
	});

	app.post('/case/:expedientNumber/check-case', async (request, reply) => {
		const missing = missingFields(findCase(state, request.params).fields);
		if (missing.some(({ required }) => required)) throw new Incomplete(missing);
		if (missing.length > 0) return reply.code(206).send({ missingFields: missing });
		return reply.code(204).send();
	});

	app.post('/case/:expedientNumber/submit-completed-case', async (request, reply) => {
		const record = findCase(state, request.params);
		if (!SUBMITTABLE_STATUSES.includes(record.status)) {
			throw new ServiceError(
				400,
				`A case can be submitted while it is ${SUBMITTABLE_STATUSES.join(', ')}; this one is ${record.status}`,
			);
		}
		const missing = missingFields(record.fields);
		if (missing.some(({ required }) => required)) throw new Incomplete(missing);
		record.submittedAt = new Date().toISOString();
		if (settings.automaticDefense) defenses.begin(record);
		return reply.code(204).send();
	});
}

/** Update case status (Contract: 2.5); API 2.2. */
export function statusRoutes(app: FastifyInstance, { state }: ServiceContext): void {
	app.post('/case/:expedientNumber/update-status', async (request) => {
		const record = findCase(state, request.params);
		const { status, ...others } = readJsonObject(request.received);
		const complaints = Object.keys(others).map((name) => `property ${name} should not exist`);
		const targets = Object.keys(STATUS_UPDATES);
		if (!targets.includes(status as string)) {
			complaints.push(`status must be one of the following values: ${targets.join(', ')}`);
		}
		if (complaints.length > 0) throw new ServiceError(400, complaints);
		if (record.connected) {
			throw new ServiceError(403, 'The status of this case is managed by the connected payment processor');
		}
		const target = status as CaseStatus;
		if (!STATUS_UPDATES[target].includes(record.status)) {
			const allowed = STATUS_UPDATES[target].join(', ');
			throw new ServiceError(400, `${target} may follow ${allowed}; this case is ${record.status}`);
		}
		moveTo(record, target);
		return caseBody(record);
	});
}

/**
 * A new sales channel needs its terms; a new subsidiary is created (Contract: 2.2).
 * @throws ServiceError 400
 */
function noteOrganization(state: KloutitState, fields: JsonObject): void {
	const { salesChannelCode: code, salesChannelTermsUrl: terms, filialIdentifier: filial, filialName } = fields;
	if (code !== undefined && !state.salesChannels.has(String(code)) && !terms) {
		throw new ServiceError(400, [`salesChannelTermsUrl should not be empty: sales channel ${code} is not known yet`]);
	}
	if (code !== undefined) state.salesChannels.add(String(code));
	if (filial !== undefined && !state.filials.has(String(filial))) {
		state.filials.set(String(filial), String(filialName ?? filial));
	}
}
