/** A member of a payment, by the name the code knows it under. */
export type MemberName =
	| 'externalId'
	| 'participant'
	| 'method'
	| 'amount'
	| 'pixKey'
	| 'qrCode'
	| 'redirectUrl'
	| 'description'
	| 'townCode'
	| 'personTaxId'
	| 'personName'
	| 'companyTaxId'
	| 'companyName'
	| 'creditorTaxId'
	| 'creditorTaxIdType'
	| 'creditorName'
	| 'creditorIspb'
	| 'creditorBranch'
	| 'creditorNumber'
	| 'creditorAccountType';

/** Where members stand in the body: `user.taxId` stands for `{"user": {"taxId": …}}`. */
export type Places = Partial<Record<MemberName, string>>;

/** Who pays, as far as it decides where the payer's members stand. */
export interface Payer {
	places: Places;
	/** Members that say which kind of payer it is. */
	fixed: Record<string, string>;
}

/** What differs between two revisions of the payments API. */
export interface Revision {
	/** As the credential and messages call it. */
	name: string;
	/** The documented addresses. */
	hosts: { sandbox: string; production: string };
	/** Below the address. */
	paths: { auth: string; participants: string; payments: string; checkout: string };
	/** Whether a payment can be cancelled. */
	cancels: boolean;
	/** The payment methods, each with the members that name the payee. */
	methods: Record<string, MemberName[]>;
	/** Members that stand at the same place whoever pays. */
	places: Places;
	payer: { person: Payer; company: Payer };
	/** A body that has this member, with this value where one is given, is paid by a company. */
	paidByCompany: { at: string; is?: string };
	/** Members that may be missing although the other revision demands them. */
	optional: MemberName[];
	/** Members that every payment has. */
	fixed: Record<string, string>;
	/** How the documentation writes amounts; `loose`: the user may send another form. */
	amount: { form: RegExp; rule: string; loose: boolean };
}

const PREFIX = '/payment/customer/v1';
const AUTH = `${PREFIX}/auth`;
const PARTICIPANTS = `${PREFIX}/participants`;
const PRODUCTION = 'https://api.klavi.ai';
const PAYEE_ACCOUNT: MemberName[] = [
	'creditorTaxId',
	'creditorName',
	'creditorIspb',
	'creditorBranch',
	'creditorNumber',
	'creditorAccountType',
];

/** The one table of names and paths: operations read from it and never ask which revision it is. */
export const REVISIONS = {
	/** Contract: 2.1 to 2.4, 2.7 (Rev A). */
	customerV1: {
		name: 'Customer API v1 (participants)',
		hosts: { sandbox: 'https://api-testing.klavi.ai', production: PRODUCTION },
		paths: { auth: AUTH, participants: PARTICIPANTS, payments: `${PREFIX}/payments`, checkout: `${PREFIX}/whitelabel` },
		cancels: false,
		methods: { PIX_DICT: ['pixKey'], PIX_MANU: PAYEE_ACCOUNT, PIX_MANU_AUTO: [], PIX_QRCODE: ['qrCode'] },
		places: {
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
			person: { places: { personTaxId: 'user.taxId', personName: 'user.name' }, fixed: {} },
			company: {
				places: {
					personTaxId: 'user.taxId',
					personName: 'user.name',
					companyTaxId: 'businessEntity.taxId',
					companyName: 'businessEntity.name',
				},
				fixed: {},
			},
		},
		paidByCompany: { at: 'businessEntity' },
		optional: [],
		fixed: {},
		amount: {
			form: /^\d+$/,
			rule: 'a whole number such as 4800, as in the samples of the Customer API v1',
			loose: true,
		},
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
		places: {
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
			creditorTaxIdType: 'creditorAccount.holder.identifierType',
			creditorName: 'creditorAccount.holder.name',
			creditorIspb: 'creditorAccount.ispb',
			creditorBranch: 'creditorAccount.issuer',
			creditorNumber: 'creditorAccount.number',
			creditorAccountType: 'creditorAccount.accountType',
		},
		payer: {
			person: {
				places: { personTaxId: 'customer.identifier', personName: 'customer.name' },
				fixed: { 'customer.identifierType': 'CPF' },
			},
			company: {
				places: { personTaxId: 'loggedUserCpf', companyTaxId: 'customer.identifier', companyName: 'customer.name' },
				fixed: { 'customer.identifierType': 'CNPJ' },
			},
		},
		paidByCompany: { at: 'customer.identifierType', is: 'CNPJ' },
		optional: ['personName', 'companyName'],
		fixed: { currency: 'BRL' },
		amount: { form: /^\d{1,16}\.\d{2}$/, rule: 'reais with exactly two decimals such as 1333.04', loose: false },
	},
} satisfies Record<string, Revision>;

export type RevisionName = keyof typeof REVISIONS;

/** The revision of a credential; the first one where it names none. */
export function revisionOf(credential: { revision?: unknown }): Revision {
	return credential.revision === 'instant' ? REVISIONS.instant : REVISIONS.customerV1;
}
