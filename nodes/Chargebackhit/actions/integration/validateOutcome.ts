import type { IDataObject } from 'n8n-workflow';

import type { ItemOperation } from '../../../common/operation';
import { type Json, recordOr } from '../../../common/values/json';
import { readReply, replyFields } from '../alert/reply';
import { reportsErrors } from '../reportedErrors';

/** The result of a check: a 2xx may still list errors, and a list is one of errors. Contract: 2.3. */
function verdict(body: Json | undefined): IDataObject {
	const record = recordOr(body);
	const refused =
		record.valid === false || recordOr(record.data).valid === false || (Array.isArray(body) && body.length > 0);
	return { valid: !refused && !reportsErrors(body), ...(body === undefined ? {} : { result: body }) };
}

export const validateOutcome: ItemOperation = {
	value: 'validateOutcome',
	name: 'Validate Outcome',
	action: 'Validate outcome',
	description: 'Check a reply before going live. Chargebackhit reports whether it would accept the reply.',
	effect: 'read',
	identifiedBy: ['orderId'],
	fields: replyFields,
	sample: {
		parameters: {
			outcome: 'acknowledged',
			orderId: 'ORDER-1001',
			customer: { customerId: 'C-77', email: 'ada@example.com' },
			products: { entries: [{ name: 'Blue kettle', sku: 'KET-01', quantity: '1' }] },
		},
	},
	prepare: (item) => ({
		request: {
			method: 'POST',
			path: '/api/v2/integration/alerts/validate',
			body: readReply(item),
			expect: 'emptyOrAny',
		},
		output: (response) => verdict(response.body),
	}),
};
