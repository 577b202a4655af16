import { isObject, type JsonObject } from '../../shared/jsonBody';
import type { PaymentRecord } from '../records';
import {
	accountMembers,
	anyOf,
	CNPJ,
	CPF,
	CPF_OR_CNPJ,
	day,
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

export const METHODS = ['PIX_MANU', 'PIX_MANU_AUTO', 'PIX_DICT', 'PIX_QRCODE'];

/** Customer API v1 (Contract: 2.2 to 2.4). */
export const participantsRevision: Revision = {
	name: 'participants',
	paymentsPath: '/payments',
	checkoutPath: '/whitelabel',
	clientIdField: 'externalId',
	participantField: 'participantId',
	methodField: 'method',
	incompleteStatus: 'PREPARING',
	rules,
	detail,
	status(record) {
		const { id, given, status, failure, consent, endToEndId } = record;
		return {
			id,
			externalId: given.externalId ?? null,
			status,
			date: given.date ?? null,
			amount: given.amount ?? null,
			createAt: createdAt(record),
			updateAt: updatedAt(record),
			error: failure ?? {},
			consentId: consent?.id ?? null,
			endToEndId: endToEndId ?? null,
			transactionIdentification: null,
		};
	},
	view({ given }) {
		const { user, businessEntity, creditor, redirectURL, redirectOnErrorURL } = given;
		const payer = isObject(businessEntity) ? businessEntity : user;
		return {
			participantId: String(given.participantId),
			amount: reais(String(given.amount)),
			payer: isObject(payer) ? String(payer.name) : '',
			payee: payeeInWords(isObject(creditor) ? creditor.name : undefined, given.pixKey),
			redirect: redirectURL as string | undefined,
			redirectOnError: (redirectOnErrorURL ?? redirectURL) as string | undefined,
		};
	},
	complete(given, form, id) {
		const user = { taxId: form.get('taxId') ?? '', name: form.get('name') ?? '' };
		const reaisGiven = form.get('amount') ?? '';
		const amount = /^\d+[.,]\d{2}$/.test(reaisGiven) ? reaisGiven.replace(/[.,]/, '') : '';
		return {
			externalId: id,
			participantId: form.get('participantId') ?? undefined,
			method: 'PIX_MANU_AUTO',
			user,
			amount,
			...given,
		};
	},
};

function rules({ method }: JsonObject, state: KlaviState): FieldRules {
	return {
		externalId: required(text()),
		participantId: required(activeParticipant(state)),
		method: required(anyOf(METHODS)),
		user: required(object({ taxId: required(CPF), name: required(text()) })),
		businessEntity: object({ taxId: required(CNPJ), name: required(text()) }),
		pixKey: required(pixKey, method === 'PIX_DICT'),
		qrCode: required(qrCode, method === 'PIX_QRCODE'),
		// Contract: 6.1. Whole centavos, most likely; every sample is a whole number.
		amount: required(matching(/^0*[1-9]\d{0,15}$/, 'a string of digits above 0, in centavos')),
		date: day,
		redirectURL: redirect,
		redirectOnErrorURL: redirect,
		description: text(140),
		metadata: { members: () => ({}) },
		ibge,
		creditor: {
			required: method === 'PIX_MANU',
			members: (creditor) => ({
				taxId: required(CPF_OR_CNPJ),
				name: required(text(120)),
				...accountMembers(creditor),
			}),
		},
		debtor: { members: accountMembers },
	};
}

function detail(record: PaymentRecord, state: KlaviState): JsonObject {
	const { id, given, status, failure, consent, endToEndId, bankPaymentId } = record;
	const bank = state.participants.get(String(given.participantId));
	const payee = isObject(given.creditor) ? given.creditor : REGISTERED_PAYEE;
	const authorized = isAuthorized(record);
	const user = isObject(given.user) ? given.user : {};
	return withoutMissing({
		id,
		createAt: createdAt(record),
		updateAt: updatedAt(record),
		status,
		error: failure,
		externalId: given.externalId,
		appId: 'sandbox-app',
		provider: { tradeName: bank?.tradeName ?? '', avatar: bank?.avatar ?? '' },
		participantId: given.participantId,
		user: given.user,
		businessEntity: given.businessEntity,
		method: given.method,
		pixKey: given.pixKey,
		qrCode: given.qrCode,
		amount: given.amount,
		date: given.date,
		redirectURL: given.redirectURL,
		debtor: {
			taxId: authorized ? String(user.taxId ?? '') : '',
			name: authorized ? String(user.name ?? '') : '',
			number: authorized ? masked(PAYER_ACCOUNT.number) : '',
			accountType: authorized ? PAYER_ACCOUNT.accountType : '',
			ispb: authorized ? (bank?.ispb ?? '') : '',
			issuer: authorized ? masked(PAYER_ACCOUNT.issuer) : '',
			bank: { id: bank?.id ?? '', name: bank?.name ?? '', avatar: bank?.avatar ?? '' },
		},
		creditor: {
			taxId: masked(payee.taxId),
			name: payee.name,
			number: masked(payee.number),
			accountType: payee.accountType,
			ispb: payee.ispb,
			issuer: masked(payee.issuer),
			bank: { name: 'Mock Bank' },
		},
		ibge: given.ibge,
		metadata: given.metadata,
		endToEndId,
		consentId: consent?.id,
		paymentId: bankPaymentId,
	});
}

/** Centavos as the pages show them; text that is not a whole number is unchanged. */
function reais(centavos: string): string {
	if (!/^\d+$/.test(centavos)) return centavos;
	const digits = centavos.replace(/^0+/, '').padStart(3, '0');
	return `R$ ${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
