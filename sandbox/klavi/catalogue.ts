/** The two revisions of the customer API: `participants` is Customer API v1, `instant` is Instant payments. */
export const REVISIONS = ['participants', 'instant'] as const;
export type RevisionName = (typeof REVISIONS)[number];

/**
 * The statuses of a payment that succeeds, in the documented order (Contract: 2.12); some steps depend on the
 * payment.
 */
export const STATUS_SEQUENCES: Record<RevisionName, readonly string[]> = {
	participants: [
		'STARTED',
		'ENQUEUED',
		'CONSENT_AWAITING_AUTHORIZATION',
		'CONSENT_AUTHORIZED',
		'PAYMENT_PENDING',
		'PAYMENT_PARTIALLY_ACCEPTED',
		'PAYMENT_SETTLEMENT_PROCESSING',
		'PAYMENT_SETTLEMENT_DEBTOR_ACCOUNT',
		'PAYMENT_COMPLETED',
	],
	instant: [
		'STARTED',
		'CONSENT_AWAITING_AUTHORIZATION',
		'CONSENT_AUTHORIZED',
		'PAYMENT_PARTIALLY_ACCEPTED',
		'PAYMENT_PENDING',
		'PAYMENT_READY_FOR_SETTLEMENT',
		'PAYMENT_SCHEDULED',
		'PAYMENT_SETTLEMENT_PROCESSING',
		'PAYMENT_COMPLETED',
	],
};

export const AWAITING = 'CONSENT_AWAITING_AUTHORIZATION';

/** A payment that is there does not change any more (Contract: 2.12). */
export const TERMINAL_STATUSES: readonly string[] = [
	'PAYMENT_COMPLETED',
	'PAYMENT_REJECTED',
	'CONSENT_REJECTED',
	'ERROR',
	'CANCELED',
	'EXPIRED',
];

/** Statuses a payment can stay in for a set time. */
export const PASSING_STATUSES: readonly string[] = [
	...new Set(
		[...STATUS_SEQUENCES.participants, ...STATUS_SEQUENCES.instant].filter(
			(status) => !TERMINAL_STATUSES.includes(status),
		),
	),
];

/** Where a planned failure happens: the payment leaves this status for it. */
export const FAILURE_AFTER: Record<string, string> = {
	ERROR: 'STARTED',
	EXPIRED: 'STARTED',
	CONSENT_REJECTED: AWAITING,
	PAYMENT_REJECTED: 'PAYMENT_PENDING',
	CANCELED: 'PAYMENT_PENDING',
};

/** Statuses a payment may be cancelled in (Contract: 2.6; only while scheduled or pending). */
export const CANCELLABLE_STATUSES: readonly string[] = ['PAYMENT_PENDING', 'PAYMENT_SCHEDULED'];

/** Why a payment failed (Contract: 2.4, 5.2, 5.4). */
export interface Failure {
	code: string;
	title: string;
	detail: string;
}

const FAILURES: Record<string, Omit<Failure, 'code'>> = {
	NAO_INFORMADO: { title: 'Não informado', detail: 'Neither the initiator nor the account holder gave a reason.' },
	REJEITADO_USUARIO: { title: 'Rejeitado pelo usuário', detail: 'The payer refused the payment at the bank.' },
	TEMPO_EXPIRADO_AUTORIZACAO: {
		title: 'Tempo expirado para autorização',
		detail: 'The payer did not authorize the payment in time.',
	},
	SALDO_INSUFICIENTE: { title: 'Saldo insuficiente', detail: 'The account does not hold the amount.' },
	VALOR_ACIMA_LIMITE: { title: 'Valor acima do limite', detail: 'The amount exceeds the limit of the account.' },
};

const USUAL_CODES: Record<string, string> = {
	CONSENT_REJECTED: 'REJEITADO_USUARIO',
	PAYMENT_REJECTED: 'SALDO_INSUFICIENTE',
	ERROR: 'NAO_INFORMADO',
};

/** The failure that goes with a status: with the given code or the usual one; `undefined` if there is none. */
export function failureFor(status: string, code = USUAL_CODES[status]): Failure | undefined {
	if (code === undefined) return undefined;
	return { code, ...(FAILURES[code] ?? { title: code, detail: code }) };
}
