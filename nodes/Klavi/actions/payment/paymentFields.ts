import type { INodeProperties } from 'n8n-workflow';

import { locator } from '../../../common/fields/properties';
import { messages } from '../../problems';

/** Your own id of the payment. It has no default: nothing that n8n makes by itself stays the same when a workflow is run again. */
export const externalIdField: INodeProperties = {
	displayName: 'External ID',
	name: 'externalId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. REFUND-2026-0117',
	description:
		'Your own ID of this payment, such as the number of the refund or order. Klavi takes it once only, which is what keeps a payment from being made twice. Do not use an execution ID, which changes when the workflow runs again, or an item index, which repeats in a loop.',
};

/** Contract: 2.2, 2.5. */
export const methodField: INodeProperties = {
	displayName: 'Method',
	name: 'method',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Account Data (PIX_MANU)',
			value: 'PIX_MANU',
			description: 'To the bank account whose data is filled in below',
		},
		{
			name: 'Payee Preset at Klavi (PIX_MANU_AUTO)',
			value: 'PIX_MANU_AUTO',
			description: 'To the account that Klavi has on file for you; Customer API v1 only',
		},
		{ name: 'Pix Key (PIX_DICT)', value: 'PIX_DICT', description: 'To whoever holds a Pix key' },
		{
			name: 'Pix Key of a Payee Preset at Klavi (PIX_INIC)',
			value: 'PIX_INIC',
			description: 'To an account that Klavi has on file for you, named by its Pix key; Instant payments only',
		},
		{ name: 'QR Code (PIX_QRCODE)', value: 'PIX_QRCODE', description: 'What a Pix QR code says (copy and paste)' },
	],
	default: 'PIX_DICT',
	required: true,
	description: 'How the payee is named',
};

export const participantField: INodeProperties = locator({
	displayName: 'Participant',
	name: 'participant',
	search: 'searchParticipants',
	description: "The payer's bank. Instant payments call it institution.",
	example: 'c8f0bf49-4744-4933-8960-7add6e590841',
});

export const amountField: INodeProperties = {
	displayName: 'Amount',
	name: 'amount',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 4800',
	description: messages.amountHelp,
};

const personOption = { name: 'Person', value: 'person', description: 'Known by a CPF' };
const companyOption = { name: 'Company', value: 'company', description: 'Known by a CNPJ; a person acts for it' };

const payerField: INodeProperties = {
	displayName: 'Payer',
	name: 'payerType',
	type: 'options',
	noDataExpression: true,
	options: [companyOption, personOption],
	default: 'person',
	description: 'Who pays',
};

const payerOrNoneField: INodeProperties = {
	displayName: 'Payer',
	name: 'payerType',
	type: 'options',
	noDataExpression: true,
	options: [
		companyOption,
		{ name: 'Left to the Page', value: 'none', description: 'The payer fills it in' },
		personOption,
	],
	default: 'none',
	description: 'Who pays',
};

function payerFields(payer: INodeProperties): INodeProperties[] {
	const known = { payerType: ['person', 'company'] };
	const company = { payerType: ['company'] };
	return [
		payer,
		{
			displayName: 'Payer CPF',
			name: 'personTaxId',
			type: 'string',
			displayOptions: { show: known },
			default: '',
			required: true,
			placeholder: 'e.g. 123.456.789-01',
			description:
				'CPF of the payer, or of the person who acts for the company: 11 digits, with or without punctuation',
		},
		{
			displayName: 'Payer Name',
			name: 'personName',
			type: 'string',
			displayOptions: { show: known },
			default: '',
			description:
				'Legal name of the payer, or of the person who acts for the company. Required by the Customer API v1.',
		},
		{
			displayName: 'Company CNPJ',
			name: 'companyTaxId',
			type: 'string',
			displayOptions: { show: company },
			default: '',
			required: true,
			placeholder: 'e.g. 12.345.678/0001-95',
			description: 'CNPJ of the company that pays: 14 digits, with or without punctuation',
		},
		{
			displayName: 'Company Name',
			name: 'companyName',
			type: 'string',
			displayOptions: { show: company },
			default: '',
			description: 'Legal name of the company that pays. Required by the Customer API v1.',
		},
	];
}

/** Who pays. */
export const payerOfPaymentFields = payerFields(payerField);

/** Who pays, where a page may ask for it. */
export const payerOfCheckoutFields = payerFields(payerOrNoneField);

function creditorField(
	displayName: string,
	name: string,
	description: string,
	more: Partial<INodeProperties> = {},
): INodeProperties {
	return {
		displayName,
		name,
		type: 'string',
		default: '',
		required: true,
		description,
		...more,
		displayOptions: { show: { method: ['PIX_MANU'] } },
	};
}

/** What names the payee, by method. Contract: 2.2 */
export const payeeFields: INodeProperties[] = [
	{
		displayName: 'Pix Key',
		name: 'pixKey',
		type: 'string',
		displayOptions: { show: { method: ['PIX_DICT', 'PIX_INIC'] } },
		default: '',
		required: true,
		placeholder: 'e.g. +5511987654321',
		description:
			'Mobile number such as +5511987654321, email, CPF or CNPJ without punctuation, or random key; up to 77 characters',
	},
	{
		displayName: 'QR Code Text',
		name: 'qrCode',
		type: 'string',
		displayOptions: { show: { method: ['PIX_QRCODE'] } },
		default: '',
		required: true,
		description: 'The text of the QR code (Pix copy and paste), up to 512 characters',
	},
	creditorField(
		'Creditor CPF or CNPJ',
		'creditorTaxId',
		'CPF or CNPJ of the payee: 11 or 14 digits, with or without punctuation',
	),
	creditorField('Creditor Name', 'creditorName', 'Legal name of the payee'),
	creditorField('Creditor ISPB', 'creditorIspb', "The payee's bank: its ISPB of 8 digits", {
		placeholder: 'e.g. 60701190',
	}),
	creditorField('Creditor Account Type', 'creditorAccountType', "Type of the payee's account", {
		type: 'options',
		options: [
			{ name: 'Current Account (CACC)', value: 'CACC' },
			{ name: 'Payment Account (TRAN)', value: 'TRAN' },
			{ name: 'Savings Account (SVGS)', value: 'SVGS' },
		],
		default: 'CACC',
	}),
	creditorField(
		'Creditor Branch',
		'creditorBranch',
		'Branch of the account, 1 to 4 digits without the check digit. A payment account has none.',
		{
			required: false,
		},
	),
	creditorField(
		'Creditor Account Number',
		'creditorNumber',
		'Number of the account with its check digit and without a hyphen, up to 20 digits',
	),
];

export const redirectField: INodeProperties = {
	displayName: 'Redirect URL',
	name: 'redirectUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://shop.example.com/thanks',
	description: 'Where the payer lands after the bank. Klavi may refuse a payment without it.',
};

export const detailsField: INodeProperties = {
	displayName: 'Details',
	name: 'details',
	type: 'collection',
	placeholder: 'Add Detail',
	default: {},
	options: [
		{ displayName: 'Description', name: 'description', type: 'string', default: '', description: 'Text for the payee' },
		{
			displayName: 'Town Code',
			name: 'townCode',
			type: 'string',
			default: '',
			description: 'IBGE code of the town, 7 digits',
		},
	],
};

export const paymentIdField: INodeProperties = {
	displayName: 'Payment ID',
	name: 'paymentId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 5d1b5a8e-3c0e-4a51-9c0f-6f0a3a6d7b21',
	description: 'The ID that Klavi gave the payment, from Payment: Create. Klavi has no call to list payments.',
};

/** Contract: 6.1. */
export const amountOption: INodeProperties = {
	displayName: 'Send Amount as Typed',
	name: 'sendAmountAsTyped',
	type: 'boolean',
	default: false,
	description:
		'Whether to send an amount with decimals to the Customer API v1, whose documented samples are whole numbers. Switch it on only if Klavi has told you so.',
};
