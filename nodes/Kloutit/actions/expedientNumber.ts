import type { INodeProperties } from 'n8n-workflow';

import { path } from '../../common/http/url';
import type { ServiceRequest } from '../../common/operation';

/** The case number. Kloutit has no call that lists cases, so it cannot be chosen from a list. */
export const expedientNumberField: INodeProperties = {
	displayName: 'Case Number (Expedient Number)',
	name: 'expedientNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. EXP-2026-0117',
	description:
		'The number under which Kloutit keeps the case. For a new case, it is yours to choose, such as the number of the dispute or the order.',
};

type Details = Pick<ServiceRequest, 'expect'> & Partial<ServiceRequest>;

/** A call about one case. @param call the last part of its path. Contract: 2 */
export function caseCall(expedientNumber: string, call: string, details: Details): ServiceRequest {
	const subject = `case ${expedientNumber}`;
	return { method: 'POST', path: path`/case/${expedientNumber}/${call}`, subject, ...details };
}
