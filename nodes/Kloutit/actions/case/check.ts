import type { ItemOperation } from '../../../common/operation';
import { caseCall, expedientNumberField } from '../expedientNumber';
import { MISSING_REQUIRED, missingFields, missingInWords } from './missing';

/** What these statuses say of a case; with any other, it is complete. */
const WORDS: Record<number, string> = { 206: 'MISSING_OPTIONAL', [MISSING_REQUIRED]: 'MISSING_REQUIRED' };

/** Contract: 2.3: 206 and 406 are results; the status decides. */
export const checkCase: ItemOperation = {
	value: 'check',
	name: 'Check',
	action: 'Check case',
	description: 'Find out which details a case still lacks, and whether its defense requires them',
	effect: 'read',
	fields: [expedientNumberField],
	identifiedBy: ['expedientNumber'],
	sample: { parameters: { expedientNumber: '{generatedCase}' } },
	prepare: (item) => {
		const expedientNumber = item.requiredText(expedientNumberField);
		return {
			request: caseCall(expedientNumber, 'check-case', { expect: 'emptyOrAny', accept: [MISSING_REQUIRED] }),
			output: ({ status, body }) => ({
				expedientNumber,
				complete: status !== MISSING_REQUIRED,
				status: WORDS[status] ?? 'COMPLETE',
				missingFields: missingFields(body),
				...missingInWords(missingFields(body), status === MISSING_REQUIRED),
			}),
		};
	},
};
