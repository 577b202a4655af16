import type { INodeProperties } from 'n8n-workflow';

/** The number of the case. Kloutit has no call to list cases, so it cannot be chosen from a list. */
export const expedientNumberField: INodeProperties = {
	displayName: 'Expedient Number',
	name: 'expedientNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. EXP-2026-0117',
	description: 'The number of the case: the reference of the dispute',
};
