import type { IDataObject } from 'n8n-workflow';

import { isRecord, recordOr, type Json } from '../../../common/json';
import type { ItemOperation } from '../../../common/operation';
import { readReply, replyFields } from '../../reply';

/** True where a member says that something is wrong: anything but nothing at all. */
function isComplaint(value: Json | undefined): boolean {
	if (value === undefined || value === null || value === '' || value === false) return false;
	if (Array.isArray(value)) return value.length > 0;
	return !isRecord(value) || Object.keys(value).length > 0;
}

/**
 * The result of a check: a 2xx may still list errors, so the outcome is valid only where the answer holds none.
 *
 * Contract: 2.3.
 */
function verdict(body: Json | undefined): IDataObject {
	const record = recordOr(body);
	const inner = recordOr(record.data);
	const complaints = ['error', 'errors', 'constraints'].flatMap((name) => [record[name], inner[name]]).filter(isComplaint);
	const refused = record.valid === false || inner.valid === false;
	return { valid: complaints.length === 0 && !refused, ...(body === undefined ? {} : { result: body }) };
}

export const validateOutcome: ItemOperation = {
	value: 'validateOutcome',
	name: 'Validate Outcome',
	action: 'Validate outcome',
	description: 'Check a reply before going live: Chargebackhit says whether it would accept it',
	retryClass: 'read',
	fields: replyFields,
	sample: {
		parameters: {
			outcome: 'acknowledged',
			orderId: 'ORDER-1001',
			customer: { customerId: 'C-77', email: 'ada@example.com' },
			products: { entries: [{ name: 'Blue kettle', sku: 'KET-01', quantity: '1' }] },
		},
	},
	plan: (item) => ({
		request: {
			method: 'POST',
			path: '/api/v2/integration/alerts/validate',
			body: readReply(item),
			expect: 'emptyOrAny',
		},
		output: (answer) => verdict(answer.body),
	}),
};
