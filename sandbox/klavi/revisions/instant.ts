import { isObject, type JsonObject } from '../../shared/jsonBody';
import type { Failure } from '../catalogue';
import { dayInBrasilia } from '../clock';
import type { PaymentRecord } from '../records';
import {
	accountMembers,
	anyOf,
	CNPJ,
	CPF,
	day,
	type FieldRule,
	type FieldRules,
	ibge,
	matching,
	object,
	pixKey,
	qrCode,
	redirect,
	required,
	text,
} from '../rules/fields';
import type { KlaviState } from '../state';
import {
	activeParticipant,
	createdAt,
	isAuthorized,
	masked,
	PAYER_ACCOUNT,
	payeeInWords,
	REGISTERED_PAYEE,
	type Revision,
	updatedAt,
	withoutMissing,
} from './revision';

export const INIT_TYPES = ['PIX_INIC', 'PIX_MANU', 'PIX_DICT', 'PIX_QRCODE'];
const IDENTIFIER_TYPES = ['CPF', 'CNPJ'];
const DAY = 24 * 60 * 60 * 1000;
const FURTHEST_DAYS = 730;

/** Instant payments (Contract: 2.5, 2.6, and 2.3 and 2.4 for the objects, which are those of the older revision). */
export const instantRevision: Revision = {
	name: 'instant',
	paymentsPath: '/instant/payments',
	checkoutPath: '/instant/payment-links',
	clientIdField: 'clientRequestId',
	participantField: 'institutionId',
	methodField: 'initType',
	incompleteStatus: 'STARTED',
	rules,
	detail,
	status(record) {
		const { id, given, status, failure } = record;
		return withoutMissing({
			id,
			clientRequestId: given.clientRequestId ?? null,
			amount: given.amount ?? null,
			currency: given.currency ?? 'BRL',
			status,
			statusReason: reason(failure),
			statusUpdateAt: updatedAt(record),
		});
	},
	view({ given }) {
		const { customer, creditorAccount, redirectUrl } = given;
		const holder = isObject(creditorAccount) ? creditorAccount.holder : undefined;
		return {
			participantId: String(given.institutionId),
			amount: `R$ ${String(given.amount)}`,
			payer: isObject(customer) ? String(customer.name ?? customer.identifier) : '',
			payee: payeeInWords(isObject(holder) ? holder.name : undefined, given.proxy),
			redirect: redirectUrl as string | undefined,
			redirectOnError: redirectUrl as string | undefined,
		};
	},
	complete(given, form, id) {
		const customer = {
			identifierType: 'CPF',
			identifier: form.get('taxId') ?? '',
			name: form.get('name') ?? '',
		};
		return {
			clientRequestId: id,
			institutionId: form.get('participantId') ?? undefined,
			initType: 'PIX_INIC',
			customer,
			amount: (form.get('amount') ?? '').replace(',', '.'),
			currency: 'BRL',
			// The key of the account that was registered earlier (Contract: 2.10).
			...(given.initType === undefined || given.initType === 'PIX_INIC' ? { proxy: REGISTERED_PAYEE.pixKey } : {}),
			...given,
		};
	},
};

const identified = ({ identifierType }: JsonObject): FieldRules => ({
	identifierType: required(anyOf(IDENTIFIER_TYPES)),
	identifier: required(identifierType === 'CNPJ' ? CNPJ : CPF),
});

/** Who cancels (Contract: 2.6). */
export const cancelRules = ({ identifierType }: JsonObject): FieldRules => ({
	cancelledBy: required(identifierType === 'CNPJ' ? CNPJ : CPF),
	identifierType: required(anyOf(IDENTIFIER_TYPES)),
});

function rules({ initType, customer }: JsonObject, state: KlaviState): FieldRules {
	const isCompany = isObject(customer) && customer.identifierType === 'CNPJ';
	return {
		clientRequestId: required(text()),
		institutionId: required(activeParticipant(state)),
		initType: required(anyOf(INIT_TYPES)),
		customer: {
			required: true,
			members: (given) => ({ ...identified(given), name: text(), phone: text(), email: text() }),
		},
		loggedUserCpf: required(CPF, isCompany),
		amount: required(
			matching(/^(?!0+\.00$)\d{1,16}\.\d{2}$/, 'a string above 0 in reais with exactly 2 decimals, such as 1333.04'),
		),
		currency: required(anyOf(['BRL'])),
		redirectUrl: redirect,
		date: schedulable(state),
		proxy: required(pixKey, initType === 'PIX_DICT' || initType === 'PIX_INIC'),
		qrCode: required(qrCode, initType === 'PIX_QRCODE'),
		ibgeTownCode: ibge,
		remittanceInformation: text(140),
		debtorAccount: { members: accountMembers },
		creditorAccount: {
			required: initType === 'PIX_MANU',
			members: (account) => ({
				...accountMembers(account),
				holder: {
					required: true,
					members: (holder) => ({ ...identified(holder), name: required(text(120)) }),
				},
			}),
		},
		clientMetadata: object({ platform: text(), os: text(), osVersion: text() }),
	};
}

/** Contract: 5.5. A single schedule reaches to D+730. */
const schedulable = (state: KlaviState): FieldRule => ({
	rule: `a date in the form YYYY-MM-DD, at most ${FURTHEST_DAYS} days from today`,
	isValid: (value) =>
		'isValid' in day && day.isValid(value) && String(value) <= dayInBrasilia(state.clock.now() + FURTHEST_DAYS * DAY),
});

function detail(record: PaymentRecord, state: KlaviState): JsonObject {
	const { id, given, status, failure, consent, endToEndId } = record;
	const { creditorAccount } = given;
	const bank = state.participants.get(String(given.institutionId));
	const debtor = isAuthorized(record)
		? { ...PAYER_ACCOUNT, ispb: bank?.ispb, number: masked(PAYER_ACCOUNT.number) }
		: given.debtorAccount;
	return withoutMissing({
		id,
		appId: 'sandbox-app',
		clientRequestId: given.clientRequestId,
		institutionId: given.institutionId,
		customer: given.customer,
		loggedUserCpf: given.loggedUserCpf,
		status,
		statusReason: reason(failure),
		statusUpdateAt: updatedAt(record),
		createAt: createdAt(record),
		date: given.date ?? dayInBrasilia(record.history[0].at),
		consentId: consent?.id,
		endToEndId,
		ibgeTownCode: given.ibgeTownCode,
		proxy: given.proxy,
		qrCode: given.qrCode,
		initType: given.initType,
		amount: given.amount,
		currency: given.currency,
		remittanceInformation: given.remittanceInformation,
		redirectUrl: given.redirectUrl,
		debtorAccount: debtor,
		creditorAccount: isObject(creditorAccount)
			? { ...creditorAccount, number: masked(creditorAccount.number) }
			: undefined,
		clientMetadata: given.clientMetadata,
		externalInfo: given.externalInfo,
	});
}

const reason = (failure: Failure | undefined): JsonObject | undefined =>
	failure === undefined ? undefined : { code: failure.code, message: failure.detail };
