import { type JsonRecord, textOrNull } from '../../../common/values/json';

/** Nothing changes any more after these. Any other status, even an unknown one, may change. Contract: 2.12 */
const TERMINAL = new Set(['PAYMENT_COMPLETED', 'PAYMENT_REJECTED', 'CONSENT_REJECTED', 'ERROR', 'CANCELED', 'EXPIRED']);
const COMPLETED = 'PAYMENT_COMPLETED';

// CONSENT_AUTHORIED is a spelling in Klavi's samples. PAYMENT_PARTIALLY_ACCEPTED still waits for approvers. Contract: 2.12, 6.18
const AUTHORIZED = new Set([
	'CONSENT_AUTHORIZED',
	'CONSENT_AUTHORIED',
	'PAYMENT_PENDING',
	'PAYMENT_READY_FOR_SETTLEMENT',
	'PAYMENT_SCHEDULED',
	'PAYMENT_SETTLEMENT_PROCESSING',
	'PAYMENT_SETTLEMENT_DEBTOR_ACCOUNT',
	COMPLETED,
]);

/** Statuses that a token's payment may have before its create has arrived. Contract: 2.12 */
const BEFORE_CREATE = new Set(['STARTED', 'PREPARING', 'EXPIRED']);

/** The status of a payment; empty text if it has none. */
export const statusIn = (payment: JsonRecord): string => textOrNull(payment.status) ?? '';

export const isFinished = (payment: JsonRecord): boolean => TERMINAL.has(statusIn(payment));
export const isCompleted = (payment: JsonRecord): boolean => statusIn(payment) === COMPLETED;
/** The payer has approved. */
export const isAuthorized = (payment: JsonRecord): boolean => AUTHORIZED.has(statusIn(payment));

/** False if the status alone does not show that the create has arrived. */
export function isUnderWay(payment: JsonRecord): boolean {
	const status = statusIn(payment);
	return status !== '' && !BEFORE_CREATE.has(status);
}

/** The link to the payer's bank, unchanged; null if there is none. It opens only once, so the node never fetches it. Contract: 2.3 */
export function bankLinkIn(payment: JsonRecord): string | null {
	return textOrNull(payment.redirectConsentURL) ?? textOrNull(payment.redirectConsentUrl);
}
