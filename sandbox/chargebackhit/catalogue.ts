/**
 * The closed lists of the service. Contract: 6; `paypal`, `duplicate` and `error` are the newer, readable additions.
 */

/** Outcomes a merchant may send (Contract: 6.1). */
export const SETTABLE_OUTCOMES = [
	'reversed',
	'previously-reversed',
	'decline',
	'reverse-error',
	'not-found',
	'acknowledged',
	'pending',
	'shipped',
] as const;

/** Outcomes that can be read and filtered by. */
export const READABLE_OUTCOMES = [...SETTABLE_OUTCOMES, 'duplicate', 'error'] as const;

export const ALERT_TYPES = [
	'inquiry',
	'prevented',
	'init-refund',
	'resolved',
	'fraud-notification',
	'dispute-notification',
] as const;
export type AlertType = (typeof ALERT_TYPES)[number];

/** The products a CAID can be disenrolled from (Contract: 2.8; seven). */
export const DISENROLLABLE_PRODUCTS = [
	'ethoca',
	'rdr',
	'oi',
	'cdrn',
	'consumer-clarity',
	'visa-dispute',
	'visa-fraud',
] as const;

export const PRODUCTS = [...DISENROLLABLE_PRODUCTS, 'paypal'] as const;
export type Product = (typeof PRODUCTS)[number];

/** Which products raise an alert of a type, the usual one first (Contract: 4). */
export const PRODUCTS_BY_TYPE: Record<AlertType, readonly Product[]> = {
	inquiry: ['oi', 'consumer-clarity'],
	prevented: ['oi', 'consumer-clarity'],
	'init-refund': ['ethoca', 'cdrn', 'paypal'],
	resolved: ['rdr'],
	'fraud-notification': ['visa-fraud'],
	'dispute-notification': ['visa-dispute'],
};

/** Who delivers a product's alerts. That of PayPal is not documented (Contract: 6.4; open string). */
export const PROVIDER_BY_PRODUCT: Record<Product, string> = {
	ethoca: 'ethoca',
	'consumer-clarity': 'ethoca',
	rdr: 'verifi',
	oi: 'verifi',
	cdrn: 'verifi',
	'visa-dispute': 'verifi',
	'visa-fraud': 'verifi',
	paypal: 'paypal',
};

/**
 * The outcomes allowed for an alert (Contract: 4); all eight outcomes for `init-refund`, `acknowledged` for
 * everything else.
 */
export function allowedOutcomes(alertType: string): readonly string[] {
	return alertType === 'init-refund' ? SETTABLE_OUTCOMES : ['acknowledged'];
}

export const ENROLLMENT_STATUSES = ['new', 'accepted', 'success', 'error', 'rejected'] as const;
export const MATCHING_INTEGRATIONS = ['stripe', 'checkoutchamp', '29next'] as const;

/** Stages in which a product on a CAID is enrolled, so that it can be disenrolled. */
export const ENROLLED_STATUSES: readonly string[] = ['enrolled', 'active', 'paused'];

export const DISPUTE_STATUSES = ['needs-response', 'processing', 'under-review', 'resolved'] as const;
export const DISPUTE_STAGES = ['inquiry', 'chargeback', 'pre-arbitration', 'arbitration'] as const;
export const DISPUTE_PROVIDERS = ['stripe', 'paypal', 'adyen', 'checkout'] as const;
export const DISPUTE_OUTCOMES = ['won', 'lost', 'rdr'] as const;
export const REPRESENTMENT_STATUSES = [
	'evidence-generation',
	'waiting-for-enrichment',
	'submission-in-progress',
	'submission-failed',
	'submitted',
] as const;
