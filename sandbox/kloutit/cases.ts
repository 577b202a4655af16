import type { JsonObject } from '../shared/jsonBody';
import { type CaseStatus, caseFields, FINAL_STATUSES } from './catalogue';
import type { CaseRecord } from './records';
import { caseNotFound, ServiceError } from './serviceError';
import type { KloutitState } from './state';

/** A case as create, update and update-status return it (Contract: 2.2); fields that were never given are left out. */
export function caseBody({ id, fields, status, createdAt, updatedAt }: CaseRecord): JsonObject {
	const returned = Object.entries(fields).filter(([name]) => !caseFields[name].notReturned);
	return {
		id,
		...Object.fromEntries(returned),
		status,
		active: true,
		isDeleted: false,
		createdAt,
		updatedAt,
	};
}

/**
 * The case of a path.
 * @throws ServiceError 404
 */
export function findCase(state: KloutitState, params: unknown): CaseRecord {
	const { expedientNumber } = params as { expedientNumber: string };
	const found = state.cases.get(expedientNumber);
	if (found === undefined) throw caseNotFound(expedientNumber);
	return found;
}

/** @throws ServiceError 400 when the case is resolved */
export function refuseResolved({ status, fields }: CaseRecord): void {
	if (FINAL_STATUSES.includes(status)) {
		throw new ServiceError(400, `Case ${fields.expedientNumber} is ${status} and cannot be changed any more`);
	}
}

/** Sets the status and the time of the change. */
export function moveTo(record: CaseRecord, status: CaseStatus): void {
	record.status = status;
	record.updatedAt = new Date().toISOString();
}

/** Keeps the case as it is for the document, whatever is changed later. */
export function keepDefense(record: CaseRecord, at: string): void {
	const files = record.files.map(({ file, sha256 }) => ({ ...file, sha256 }));
	record.defense = { at, fields: structuredClone(record.fields), files };
}
