import type { INodeProperties } from 'n8n-workflow';

import { type FieldSpec, fieldProperty, type Kind } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { locator } from '../../../common/fields/properties';
import * as own from './kinds';
import { pixKey } from './pixKey';
import { qrCode } from './qrCode';

type Unnamed = Omit<FieldSpec<string>, 'name' | 'path'>;

function field(displayName: string, kind: Kind<string>, property: Partial<INodeProperties>): Unnamed {
	return { displayName, kind, property };
}

function named<Name extends string>(fields: Record<Name, Unnamed>): Record<Name, FieldSpec<string>> {
	const entries = Object.entries<Unnamed>(fields).map(([name, unnamed]) => [name, { ...unnamed, name }]);
	return Object.fromEntries(entries) as Record<Name, FieldSpec<string>>;
}

/** Klavi's own word is in brackets, because it does not say whose bank is meant. */
const PAYERS_BANK = "Payer's Bank (Participant)";
const payerKnown = { displayOptions: { show: { payerType: ['person', 'company'] } } };
const companyPays = { displayOptions: { show: { payerType: ['company'] } } };
const toAccount = { displayOptions: { show: { method: ['PIX_MANU'] } } };
const requiredForAccount = { ...toAccount, required: true };

/** The fields of a payment. Their paths in the body depend on the API revision: see `api/revisions.ts`. Contract: 2.2, 5.5 */
export const paymentFields = named({
	/** It has no default: nothing that n8n creates itself stays the same when a workflow runs again. */
	externalId: field('Your Reference (External ID)', kinds.id, {
		required: true,
		placeholder: 'e.g. REFUND-2026-0117',
		description:
			"Your own ID for this payment, such as the number of the refund or order. Klavi accepts each ID only once, which helps to prevent paying twice. Do not use n8n's execution ID, which changes with every run, or an item's index, which repeats in a loop.",
	}),
	participant: field(
		PAYERS_BANK,
		kinds.id,
		locator({
			displayName: PAYERS_BANK,
			name: 'participant',
			search: 'searchParticipants',
			description:
				"The bank that the money comes from. If you refund a customer, that is your shop's bank, not the customer's. Klavi calls it participant or institution.",
			example: 'c8f0bf49-4744-4933-8960-7add6e590841',
		}),
	),
	method: field('Method', own.method, {
		required: true,
		description: 'How the payee, who receives the money, is identified',
	}),
	amount: field('Amount', own.reais, {
		required: true,
		placeholder: 'e.g. 48.00',
		description:
			'How much is paid, in reais with a point and two decimals. Any other form is rejected before anything is sent.',
		hint: '48.00 is R$ 48.00. The node sends it in the form that API Revision in the credential requires: 4800 (centavos) for the Customer API v1, 48.00 for Instant payments.',
	}),
	personTaxId: field('Payer CPF', own.cpf, {
		...payerKnown,
		required: true,
		placeholder: 'e.g. 123.456.789-01',
		description:
			'CPF of the person who pays, or who approves the payment for the company: 11 digits, with or without punctuation. If you refund a customer, that is somebody in your shop.',
	}),
	personName: field('Payer Name', kinds.legalName, {
		...payerKnown,
		description:
			'Legal name of the person with the Payer CPF, not of the payee. Required if API Revision in the credential is Customer API v1, otherwise optional.',
	}),
	companyTaxId: field('Company CNPJ', own.cnpj, {
		...companyPays,
		required: true,
		placeholder: 'e.g. 12.345.678/0001-95',
		description: 'CNPJ of the company that pays. If you refund a customer, that is your shop.',
	}),
	companyName: field('Company Name', kinds.legalName, {
		...companyPays,
		description:
			'Legal name of the company that pays. Required if API Revision in the credential is Customer API v1, otherwise optional.',
	}),
	pixKey: field('Pix Key', pixKey, {
		displayOptions: { show: { method: ['PIX_DICT', 'PIX_INIC'] } },
		required: true,
		placeholder: 'e.g. +5511987654321',
		description:
			'Pix key of the payee, who receives the money: CPF, CNPJ, phone number with country code such as +5511987654321, email, or random key',
	}),
	qrCode: field('QR Code Text', qrCode, {
		displayOptions: { show: { method: ['PIX_QRCODE'] } },
		required: true,
		description: 'The text of the QR code (Pix Copia e Cola), up to 512 characters',
	}),
	creditorTaxId: field('Payee CPF or CNPJ (Creditor)', own.taxId, {
		...requiredForAccount,
		description: 'CPF or CNPJ of the payee, who receives the money, with or without punctuation',
	}),
	creditorName: field('Payee Name (Creditor)', kinds.legalName, {
		...requiredForAccount,
		description: 'Legal name of the payee',
	}),
	creditorIspb: field('Payee Bank Code (ISPB)', own.ispb, {
		...requiredForAccount,
		placeholder: 'e.g. 60701190',
		description: "ISPB of the payee's bank: 8 digits or letters",
	}),
	creditorAccountType: field('Payee Account Type (Creditor)', own.accountType, {
		...requiredForAccount,
		description: "Type of the payee's account",
	}),
	creditorBranch: field('Payee Branch (Creditor)', own.branch, {
		...toAccount,
		description:
			'Branch of the account: 1 to 4 digits, without the check digit. Leave it empty for a payment account, which has no branch.',
	}),
	creditorNumber: field('Payee Account Number (Creditor)', own.accountNumber, {
		...requiredForAccount,
		description:
			'Account number with its check digit and without a hyphen, such as 123456 for 12345-6. Up to 20 digits. A check digit X is sent as 0.',
	}),
	redirectUrl: field('Redirect URL', own.redirectUrl, {
		placeholder: 'e.g. https://shop.example.com/thanks',
		description: 'The web page to which the payer returns from the bank. Klavi may reject a payment without it.',
	}),
	description: field('Description', kinds.text, { description: 'Text for the payee' }),
	townCode: field('City Code (IBGE)', kinds.digits(7), {
		description: 'IBGE code of the city: 7 digits, such as 3550308',
	}),
});

export type PaymentFieldName = keyof typeof paymentFields;

export function properties(...names: PaymentFieldName[]): INodeProperties[] {
	return names.map((name) => fieldProperty(paymentFields[name]));
}

/** What identifies the payee, by method. Contract: 2.2 */
export const payeeProperties = properties(
	'pixKey',
	'qrCode',
	'creditorTaxId',
	'creditorName',
	'creditorIspb',
	'creditorAccountType',
	'creditorBranch',
	'creditorNumber',
);

const person = { name: 'Person', value: 'person', description: 'Identified by a CPF' };
const company = { name: 'Company', value: 'company', description: 'Identified by a CNPJ. A person approves for it.' };
const leftToPage = { name: 'Left to the Page', value: 'none', description: 'The payer enters it on the page' };

/** Who pays: it decides which fields there are, and is not sent itself. */
export const payerType = { displayName: 'Payer', name: 'payerType' };

const PAYER = properties('personTaxId', 'personName', 'companyTaxId', 'companyName');

/** Who pays has no default: only the user knows. */
export const payerProperties: INodeProperties[] = [
	{
		...payerType,
		type: 'options',
		noDataExpression: true,
		options: [company, person],
		default: '',
		required: true,
		description:
			'Who pays and approves the payment at their bank. If you refund a customer, your shop pays: choose Company and enter its data.',
	},
	...PAYER,
];

/** The same for a page that may ask the payer. */
export const optionalPayerProperties: INodeProperties[] = [
	{
		...payerType,
		type: 'options',
		noDataExpression: true,
		options: [company, leftToPage, person],
		default: 'none',
		description: 'Who pays',
	},
	...PAYER,
];

export const DETAILS = 'details';
export const DETAIL_NAMES: PaymentFieldName[] = ['description', 'townCode'];

export const detailsProperty: INodeProperties = {
	displayName: 'Details',
	name: DETAILS,
	type: 'collection',
	placeholder: 'Add Detail',
	default: {},
	options: properties(...DETAIL_NAMES),
};

/** Contract: 6.1. */
export const amountOption: INodeProperties = {
	displayName: 'Send Amount as Typed',
	name: 'sendAmountAsTyped',
	type: 'boolean',
	default: false,
	description:
		'Whether to send the amount exactly as you type it, such as 4800, if API Revision in the credential is Customer API v1. Klavi does not document the unit of amounts there, which is probably centavos. Turn this on only if Klavi has told you which form to send. It has no effect for Instant payments.',
};

export const { paymentId } = named({
	paymentId: field('Payment ID', kinds.id, {
		required: true,
		placeholder: 'e.g. 5d1b5a8e-3c0e-4a51-9c0f-6f0a3a6d7b21',
		description:
			"Klavi's ID of the payment, from the output of Payment: Create. Keep it, because payments cannot be listed here.",
	}),
});
