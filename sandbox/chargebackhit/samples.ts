/**
 * The ids that the templates' sample data and the fields of this package name. They exist from the start, so that what a
 * person tries first works.
 */
export const SAMPLE_IDS = {
	refundAlert: '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b',
	/** A refund request that arrives without the merchant's order number. */
	alertWithoutOrder: '6d9b2e71-4c8f-4a35-b0e6-51f7a3c2d894',
	disputeAlert: '8d1e6f20-7b3a-4c95-9e48-2f5a6b7c8d9e',
	dispute: 'a1b2c3d4-e5f6-4789-8abc-def012345678',
	caid: 'c2d4f6a8-1b3d-4e5f-8a7c-9e0b2d4f6a81',
	merchant: '5b1e7c2a-9d34-4c86-b1f0-7a2d8e6c4f10',
};

/** Of which a cardholder complains to the issuer. */
const FRAUD = {
	acquirer_bin: '412345',
	descriptor: 'KESTREL & THYME',
	reason_code: '10.4',
	reason_group: 'fraud',
} as const;
const CARD = { card_brand: 'visa', bin: '411111', last_four: '1111' } as const;

/** What the sample alerts are about, beside what is invented for every alert. */
export const SAMPLE_ALERTS = {
	'init-refund': {
		id: SAMPLE_IDS.refundAlert,
		product: 'ethoca',
		alert: {
			amount: '15.50',
			currency: 'USD',
			...FRAUD,
		},
		transaction: {
			transaction_merchant_id: 'ORDER-1003',
			transaction_id: '481516234200815',
			arn: '24123456324000123456789',
			amount: '15.50',
			currency: 'USD',
			...CARD,
		},
	},
	'dispute-notification': {
		id: SAMPLE_IDS.disputeAlert,
		product: 'visa-dispute',
		alert: {
			amount: '120.00',
			currency: 'EUR',
			acquirer_bin: '412345',
			descriptor: 'NORDLICHT*SHOP',
			reason_code: '13.1',
			reason_group: 'consumer-dispute',
		},
		transaction: {
			transaction_merchant_id: 'ORDER-1002',
			transaction_id: '481516234200999',
			arn: '24123456324000123456780',
			amount: '120.00',
			currency: 'EUR',
			...CARD,
		},
	},
} as const;

/** The refund request without an order number: what template 21 finds the order of. */
export const SAMPLE_WITHOUT_ORDER = {
	alert: {
		id: SAMPLE_IDS.alertWithoutOrder,
		product: 'ethoca',
		provider: 'ethoca',
		amount: '49.90',
		currency: 'USD',
		...FRAUD,
	},
	transaction: {
		transaction_id: '481516234200816',
		arn: '24123456324000123456797',
		amount: '49.90',
		currency: 'USD',
		...CARD,
	},
} as const;
