import { hundredths } from '../../common/values/money';
import type { PaymentFieldName } from '../actions/payment/paymentFields';

type PayerFieldName = 'personTaxId' | 'personName' | 'companyTaxId' | 'companyName';
type CommonFieldName = Exclude<PaymentFieldName, PayerFieldName>;

/** What a body has for one kind of payer. */
export interface Payer {
	/** Paths of the payer's fields in the body, such as `user.taxId`. */
	fields: Partial<Record<PayerFieldName, string>>;
	/** Values that say which kind of payer it is, by path. */
	fixed: Record<string, string>;
}

/** The path of each field in a body. */
export type FieldPaths = Record<CommonFieldName, string> & Payer['fields'];

/** What differs between two revisions of the payments API. */
export interface Revision {
	/** As the credential and messages call it. */
	name: string;
	hosts: { sandbox: string; production: string };
	paths: { auth: string; participants: string; payments: string; checkout: string };
	cancels: boolean;
	/** The payment methods, each with the fields that identify the payee. */
	methods: Record<string, PaymentFieldName[]>;
	/** Paths of the fields that do not depend on who pays. */
	fields: Record<CommonFieldName, string>;
	/** Where the body says whether the payee's number is a CPF or a CNPJ. */
	creditorTaxIdType?: string;
	payer: { person: Payer; company: Payer };
	/** A company pays if the body has something at this path: this value, if one is given. */
	paidByCompany: { path: string; value?: string };
	/** Fields that may be missing although the other revision requires them. */
	optional: PaymentFieldName[];
	/** Values of every payment, by path. */
	fixed: Record<string, string>;
	/** How the body writes an amount, from reais with two decimals; undefined if that is impossible. Contract: 6.1 */
	writeAmount: (reais: string) => string | undefined;
	/** True if the documentation does not say how amounts are written, so the user may choose to send another form. */
	acceptsTypedAmount: boolean;
}

const PREFIX = '/payment/customer/v1';
const AUTH = `${PREFIX}/auth`;
const PARTICIPANTS = `${PREFIX}/participants`;
const PRODUCTION = 'https://api.klavi.ai';
const USER = { personTaxId: 'user.taxId', personName: 'user.name' };
const PAYEE_ACCOUNT: PaymentFieldName[] = [
	'creditorTaxId',
	'creditorName',
	'creditorIspb',
	'creditorBranch',
	'creditorNumber',
	'creditorAccountType',
];

/** The only table of names and paths: operations read from it and never ask which revision it is. */
export const REVISIONS = {
	/** Contract: 2.1 to 2.4, 2.7 (Rev A). */
	customerV1: {
		name: 'Customer API v1 (participants)',
		hosts: { sandbox: 'https://api-testing.klavi.ai', production: PRODUCTION },
		paths: { auth: AUTH, participants: PARTICIPANTS, payments: `${PREFIX}/payments`, checkout: `${PREFIX}/whitelabel` },
		cancels: false,
		methods: { PIX_DICT: ['pixKey'], PIX_MANU: PAYEE_ACCOUNT, PIX_MANU_AUTO: [], PIX_QRCODE: ['qrCode'] },
		fields: {
			externalId: 'externalId',
			participant: 'participantId',
			method: 'method',
			amount: 'amount',
			pixKey: 'pixKey',
			qrCode: 'qrCode',
			redirectUrl: 'redirectURL',
			description: 'description',
			townCode: 'ibge',
			creditorTaxId: 'creditor.taxId',
			creditorName: 'creditor.name',
			creditorIspb: 'creditor.ispb',
			creditorBranch: 'creditor.issuer',
			creditorNumber: 'creditor.number',
			creditorAccountType: 'creditor.accountType',
		},
		payer: {
			person: { fields: USER, fixed: {} },
			company: {
				fields: { ...USER, companyTaxId: 'businessEntity.taxId', companyName: 'businessEntity.name' },
				fixed: {},
			},
		},
		paidByCompany: { path: 'businessEntity' },
		optional: [],
		fixed: {},
		writeAmount: (reais) => hundredths(reais)?.toString(),
		acceptsTypedAmount: true,
	},
	/** Contract: 2.4 to 2.7 (Rev C). */
	instant: {
		name: 'Instant payments (institutions)',
		hosts: { sandbox: 'https://api-sandbox.klavi.ai', production: PRODUCTION },
		paths: {
			auth: AUTH,
			participants: PARTICIPANTS,
			payments: `${PREFIX}/instant/payments`,
			checkout: `${PREFIX}/instant/payment-links`,
		},
		cancels: true,
		methods: { PIX_DICT: ['pixKey'], PIX_INIC: ['pixKey'], PIX_MANU: PAYEE_ACCOUNT, PIX_QRCODE: ['qrCode'] },
		fields: {
			externalId: 'clientRequestId',
			participant: 'institutionId',
			method: 'initType',
			amount: 'amount',
			pixKey: 'proxy',
			qrCode: 'qrCode',
			redirectUrl: 'redirectUrl',
			description: 'remittanceInformation',
			townCode: 'ibgeTownCode',
			creditorTaxId: 'creditorAccount.holder.identifier',
			creditorName: 'creditorAccount.holder.name',
			creditorIspb: 'creditorAccount.ispb',
			creditorBranch: 'creditorAccount.issuer',
			creditorNumber: 'creditorAccount.number',
			creditorAccountType: 'creditorAccount.accountType',
		},
		creditorTaxIdType: 'creditorAccount.holder.identifierType',
		payer: {
			person: {
				fields: { personTaxId: 'customer.identifier', personName: 'customer.name' },
				fixed: { 'customer.identifierType': 'CPF' },
			},
			company: {
				fields: { personTaxId: 'loggedUserCpf', companyTaxId: 'customer.identifier', companyName: 'customer.name' },
				fixed: { 'customer.identifierType': 'CNPJ' },
			},
		},
		paidByCompany: { path: 'customer.identifierType', value: 'CNPJ' },
		optional: ['personName', 'companyName'],
		fixed: { currency: 'BRL' },
		writeAmount: (reais) => reais,
		acceptsTypedAmount: false,
	},
} satisfies Record<string, Revision>;

/** The revision of a credential; the first one if it names none. */
export function revisionOf(credential: { revision?: unknown }): Revision {
	return credential.revision === 'instant' ? REVISIONS.instant : REVISIONS.customerV1;
}
