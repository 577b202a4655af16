import type { JsonObject } from '../shared/jsonBody';
import type { CaseRecord } from './records';

/** The fields of `details`, in the order of the contract's sample (Contract: 6). */
const DETAILS = [
	'sector',
	'chargebackReason',
	'deadline',
	'orderNumber',
	'transactionId',
	'transactionDate',
	'bankName',
	'cardBrand',
	'last4Digits',
	'is3DSPurchase',
	'disputeAmount',
	'purchaseDate',
	'purchaseAmount',
	'isChargeRefundable',
	'customerName',
	'customerEmail',
	'customerPhone',
];

/** An event about a case (Contract: 6). */
export function eventBody({ fields }: CaseRecord, eventType: string): JsonObject {
	const { expedientNumber, paymentProcessor } = fields;
	const details = DETAILS.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]);
	return {
		eventType,
		expedientNumber,
		...(paymentProcessor === undefined ? {} : { paymentProcessor }),
		details: Object.fromEntries(details),
	};
}
