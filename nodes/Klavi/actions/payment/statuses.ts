import { type JsonRecord, textOrNull } from '../../../common/values/json';

/** Nothing changes any more after these; whatever is not known goes on. Contract: 2.12 */
const TERMINAL = new Set(['PAYMENT_COMPLETED', 'PAYMENT_REJECTED', 'CONSENT_REJECTED', 'ERROR', 'CANCELED', 'EXPIRED']);
const COMPLETED = 'PAYMENT_COMPLETED';

/**
 * The payer has approved. CONSENT_AUTHORIED is how one of Klavi's samples spells it. PAYMENT_PARTIALLY_ACCEPTED is not among them: it
 * waits for further approvers. Contract: 2.12, 6.18
 */
const AUTHORISED = new Set([
	'CONSENT_AUTHORIZED',
	'CONSENT_AUTHORIED',
	'PAYMENT_PENDING',
	'PAYMENT_READY_FOR_SETTLEMENT',
	'PAYMENT_SCHEDULED',
	'PAYMENT_SETTLEMENT_PROCESSING',
	'PAYMENT_SETTLEMENT_DEBTOR_ACCOUNT',
	COMPLETED,
]);

/** What a token's payment may be before its create has arrived. Contract: 2.12 */
const BEFORE_CREATE = new Set(['STARTED', 'PREPARING', 'EXPIRED']);

/** The status of a payment; empty text where it has none. */
export function statusIn(payment: JsonRecord): string {
	return textOrNull(payment.status) ?? '';
}

export function isFinished(payment: JsonRecord): boolean {
	return TERMINAL.has(statusIn(payment));
}

export function isCompleted(payment: JsonRecord): boolean {
	return statusIn(payment) === COMPLETED;
}

export function isAuthorised(payment: JsonRecord): boolean {
	return AUTHORISED.has(statusIn(payment));
}

/** False where the status alone does not show that the create has arrived. */
export function isUnderWay(payment: JsonRecord): boolean {
	const status = statusIn(payment);
	return status !== '' && !BEFORE_CREATE.has(status);
}

/** The link to the payer's bank, untouched; null where there is none. It opens once: it is never fetched here. Contract: 2.3 */
export function bankLinkIn(payment: JsonRecord): string | null {
	return textOrNull(payment.redirectConsentURL) ?? textOrNull(payment.redirectConsentUrl);
}
