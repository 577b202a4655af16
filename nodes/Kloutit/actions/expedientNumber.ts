import type { INodeProperties } from 'n8n-workflow';

/** The case number. Kloutit has no call that lists cases, so it cannot be chosen from a list. */
export const expedientNumberField: INodeProperties = {
	displayName: 'Expedient Number',
	name: 'expedientNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. EXP-2026-0117',
	description: 'The case number: your reference for the dispute',
};
