import type { JsonObject } from '../../shared/jsonBody';
import type { RevisionName } from '../catalogue';
import type { PaymentRecord } from '../records';
import type { FieldRules } from '../rules/fields';
import type { KlaviState } from '../state';

/** What the payer's pages show, and where they redirect. */
export interface PayerView {
	participantId: string;
	/** As it is shown, such as `R$ 48.00`. */
	amount: string;
	payer: string;
	payee: string;
	redirect?: string;
	redirectOnError?: string;
}

/** What differs between the two revisions of the customer API. */
export interface Revision {
	name: RevisionName;
	/** Below the prefix of the customer API. */
	paymentsPath: string;
	checkoutPath: string;
	/** The field with the caller's own id. */
	clientIdField: string;
	participantField: string;
	methodField: string;
	/** The rules of create, field by field. */
	rules(body: JsonObject, state: KlaviState): FieldRules;
	/** Status of a hosted checkout whose data are not complete. */
	incompleteStatus: string;
	/** The whole payment. */
	detail(record: PaymentRecord, state: KlaviState): JsonObject;
	/** The response of the status call, without the consent URL. */
	status(record: PaymentRecord): JsonObject;
	view(record: PaymentRecord): PayerView;
	/** What the hosted page adds to the data given, from its form. */
	complete(given: JsonObject, form: URLSearchParams, id: string): JsonObject;
}

/** A rule for the id of an active institution. */
export const activeParticipant = (state: KlaviState): { rule: string; isValid(value: unknown): boolean } => ({
	rule: 'the id of an active participant',
	isValid: (value) => state.participants.get(value as string)?.status === 'ACTIVE',
});

/** ISO 8601 UTC with milliseconds. */
export const isoTime = (moment: number): string => new Date(moment).toISOString();

export const createdAt = ({ history }: PaymentRecord): string => isoTime(history[0].at);

export const updatedAt = ({ history }: PaymentRecord): string => isoTime(history[history.length - 1].at);

/** All but the last characters as asterisks. */
export const masked = (value: unknown, shown = 2): string => {
	const whole = String(value ?? '');
	return whole.slice(-shown).padStart(whole.length, '*');
};

/** Drops fields without a value. */
export const withoutMissing = (members: JsonObject): JsonObject =>
	Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** Whether the payer has authorized the payment. Only then are the account and the bank's ids known. */
export const isAuthorized = ({ history }: PaymentRecord): boolean =>
	history.some(({ status }) => status === 'CONSENT_AUTHORIZED');

/** The account behind `PIX_MANU_AUTO` and `PIX_INIC`, registered with the service earlier. */
export const REGISTERED_PAYEE = {
	name: 'Kestrel & Thyme Retail',
	taxId: '11222333000181',
	ispb: '12345678',
	issuer: '0001',
	number: '00123456',
	accountType: 'CACC',
	pixKey: '11222333000181',
};

/** The payer's account once authorized, as the bank reports it. */
export const PAYER_ACCOUNT = { issuer: '0042', number: '00987654', accountType: 'CACC' };

/** Who gets the money, as the bank's page names them: by name, or by their Pix key. */
export function payeeInWords(name: unknown, pixKey: unknown): string {
	if (name !== undefined) return String(name);
	const isOther = pixKey !== undefined && pixKey !== null && pixKey !== '' && pixKey !== REGISTERED_PAYEE.pixKey;
	return isOther ? `the holder of the Pix key ${String(pixKey)}` : REGISTERED_PAYEE.name;
}
