import type { INodeProperties } from 'n8n-workflow';

import { type FieldSpec, fieldProperty, type Kind } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { locator } from '../../../common/fields/properties';
import * as own from './kinds';

type Unnamed = Omit<FieldSpec<string>, 'name' | 'path'>;

function field(displayName: string, kind: Kind<string>, property: Partial<INodeProperties>): Unnamed {
	return { displayName, kind, property };
}

function named<Name extends string>(fields: Record<Name, Unnamed>): Record<Name, FieldSpec<string>> {
	const entries = Object.entries<Unnamed>(fields).map(([name, unnamed]) => [name, { ...unnamed, name }]);
	return Object.fromEntries(entries) as Record<Name, FieldSpec<string>>;
}

const payerKnown = { displayOptions: { show: { payerType: ['person', 'company'] } } };
const companyPays = { displayOptions: { show: { payerType: ['company'] } } };
const toAccount = { displayOptions: { show: { method: ['PIX_MANU'] } } };
const requiredForAccount = { ...toAccount, required: true };

/** The fields of a payment. Their paths in the body depend on the API revision: see `api/revisions.ts`. Contract: 2.2, 5.5 */
export const paymentFields = named({
	/** It has no default: nothing that n8n creates itself stays the same when a workflow runs again. */
	externalId: field('External ID', kinds.id, {
		required: true,
		placeholder: 'e.g. REFUND-2026-0117',
		description:
			'Your own ID of this payment, such as the number of the refund or order. Klavi accepts each ID only once, which prevents a payment from being made twice. Do not use an execution ID, which changes when the workflow runs again, or an item index, which repeats in a loop.',
	}),
	participant: field(
		'Participant',
		kinds.id,
		locator({
			displayName: 'Participant',
			name: 'participant',
			search: 'searchParticipants',
			description: "The payer's bank. Instant payments call it institution.",
			example: 'c8f0bf49-4744-4933-8960-7add6e590841',
		}),
	),
	method: field('Method', own.method, { required: true, description: 'How the payee is identified' }),
	amount: field('Amount', kinds.amount, {
		required: true,
		placeholder: 'e.g. 4800',
		description:
			'As text, sent exactly as you type it. Customer API v1: the documented samples are whole numbers such as 4800, probably in centavos (R$ 48.00). Ask Klavi before you pay with it. Instant payments: reais with two decimals, such as 1333.04.',
	}),
	personTaxId: field('Payer CPF', own.cpf, {
		...payerKnown,
		required: true,
		placeholder: 'e.g. 123.456.789-01',
		description: 'CPF of the payer, or of the person who acts for the company: 11 digits, with or without punctuation',
	}),
	personName: field('Payer Name', kinds.text, {
		...payerKnown,
		description: 'Legal name of the payer, or of the person who acts for the company. Required by the Customer API v1.',
	}),
	companyTaxId: field('Company CNPJ', own.cnpj, {
		...companyPays,
		required: true,
		placeholder: 'e.g. 12.345.678/0001-95',
		description: 'CNPJ of the company that pays: 14 digits, with or without punctuation',
	}),
	companyName: field('Company Name', kinds.text, {
		...companyPays,
		description: 'Legal name of the company that pays. Required by the Customer API v1.',
	}),
	pixKey: field('Pix Key', own.pixKey, {
		displayOptions: { show: { method: ['PIX_DICT', 'PIX_INIC'] } },
		required: true,
		placeholder: 'e.g. +5511987654321',
		description:
			'Mobile number such as +5511987654321, email, CPF or CNPJ without punctuation, or random key; up to 77 characters',
	}),
	qrCode: field('QR Code Text', kinds.textUpTo(512), {
		displayOptions: { show: { method: ['PIX_QRCODE'] } },
		required: true,
		description: 'The text of the QR code (Pix copy and paste), up to 512 characters',
	}),
	creditorTaxId: field('Creditor CPF or CNPJ', own.taxId, {
		...requiredForAccount,
		description: 'CPF or CNPJ of the payee: 11 or 14 digits, with or without punctuation',
	}),
	creditorName: field('Creditor Name', kinds.text, { ...requiredForAccount, description: 'Legal name of the payee' }),
	creditorIspb: field('Creditor ISPB', kinds.digits(8), {
		...requiredForAccount,
		placeholder: 'e.g. 60701190',
		description: "ISPB of the payee's bank, 8 digits",
	}),
	creditorAccountType: field('Creditor Account Type', own.accountType, {
		...requiredForAccount,
		description: "Type of the payee's account",
	}),
	creditorBranch: field('Creditor Branch', own.branch, {
		...toAccount,
		description:
			'Branch of the account: 1 to 4 digits, without the check digit. Leave it empty for a payment account, which has no branch.',
	}),
	creditorNumber: field('Creditor Account Number', own.accountNumber, {
		...requiredForAccount,
		description: 'Number of the account with its check digit and without a hyphen, up to 20 digits',
	}),
	redirectUrl: field('Redirect URL', own.redirectUrl, {
		placeholder: 'e.g. https://shop.example.com/thanks',
		description: 'Where the payer lands after the bank. Klavi may reject a payment without it.',
	}),
	description: field('Description', kinds.text, { description: 'Text for the payee' }),
	townCode: field('Town Code', kinds.digits(7), { description: 'IBGE code of the town, 7 digits' }),
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
const company = { name: 'Company', value: 'company', description: 'Identified by a CNPJ; a person acts for it' };
const leftToPage = { name: 'Left to the Page', value: 'none', description: 'The payer fills it in' };

/** Who pays: it decides which fields there are, and is not sent itself. */
export const payerType = { displayName: 'Payer', name: 'payerType' };

/** @param isKnown false for a page that may ask the payer */
export function payerProperties(isKnown: boolean): INodeProperties[] {
	return [
		{
			...payerType,
			type: 'options',
			noDataExpression: true,
			options: isKnown ? [company, person] : [company, leftToPage, person],
			default: isKnown ? 'person' : 'none',
			description: 'Who pays',
		},
		...properties('personTaxId', 'personName', 'companyTaxId', 'companyName'),
	];
}

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
		'Whether to send an amount with decimals to the Customer API v1, whose documented samples are whole numbers. Turn it on only if Klavi has told you to.',
};

export const { paymentId } = named({
	paymentId: field('Payment ID', kinds.id, {
		required: true,
		placeholder: 'e.g. 5d1b5a8e-3c0e-4a51-9c0f-6f0a3a6d7b21',
		description: "Klavi's ID of the payment, from Payment: Create. Klavi has no call to list payments.",
	}),
});
