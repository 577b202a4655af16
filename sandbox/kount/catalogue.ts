/** Event types of chargeback alerts (Contract: 3.1); Verifi's six, Ethoca's two. */
export const EVENT_TYPES = [
	'ORDER_INQUIRY',
	'DISPUTE',
	'DISPUTE_NOTICE',
	'CANCEL',
	'FRAUD_NOTICE',
	'RDR',
	'ETHOCA_FRAUD',
	'ETHOCA_DISPUTE',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The status codes of alert actions that could be read; more are likely (Contract: 4.1). */
export const STATUS_CODES: readonly string[] = [
	'REFUNDED',
	'PARTIALLY_REFUNDED',
	'NOT_REFUNDED',
	'PREVIOUSLY_REFUNDED',
	'DUPLICATE',
	'DISPUTE_RECEIVED',
	'TRANSACTION_DECLINED',
];

export const DECISIONS = ['APPROVE', 'REVIEW', 'DECLINE'] as const;
