import type { INodeProperties } from 'n8n-workflow';

import {
	type BodyField,
	bodyFieldProperty,
	checkBodyFields,
	collectBodyFields,
} from '../../../common/fields/bodyFields';
import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import { isRecord, type JsonRecord, mergeJson } from '../../../common/values/json';
import * as check from '../../../common/values/validate';
import { alertParts } from '../../events';
import { alertTypeOptions, productOptions } from '../choices';
import { recordOf } from '../records';

/** Which network sends a product's alerts. Contract: 4. */
const PROVIDERS: Record<string, string> = {
	cdrn: 'verifi',
	'consumer-clarity': 'ethoca',
	ethoca: 'ethoca',
	oi: 'verifi',
	rdr: 'verifi',
	'visa-dispute': 'verifi',
	'visa-fraud': 'verifi',
};

const DETAILS: BodyField[] = [
	{
		displayName: 'ARN',
		name: 'arn',
		path: 'transaction.arn',
		kind: 'text',
		description: 'Acquirer Reference Number of 23 characters',
	},
	{
		displayName: 'BIN',
		name: 'bin',
		path: 'transaction.bin',
		kind: 'bin',
		description: 'The first 6 digits of the card',
	},
	{
		displayName: 'Card Brand',
		name: 'cardBrand',
		path: 'transaction.card_brand',
		kind: 'text',
		description: 'For example visa',
	},
	{
		displayName: 'Last Four',
		name: 'lastFour',
		path: 'transaction.last_four',
		kind: 'lastFour',
		description: 'The last 4 digits of the card',
	},
	{ displayName: 'Merchant Name', name: 'merchantName', path: 'merchant.name', kind: 'text' },
	{
		displayName: 'Reason Code',
		name: 'reasonCode',
		path: 'alert.reason_code',
		kind: 'text',
		description: 'For example 10.4',
	},
];

/** What the other fields fill: checked once more after additional JSON was merged in. */
const BASICS: BodyField[] = [
	{ displayName: 'Type', name: 'alertType', path: 'alert.type', kind: 'text' },
	{ displayName: 'Product', name: 'product', path: 'alert.product', kind: 'text' },
	{ displayName: 'Amount', name: 'amount', path: 'alert.amount', kind: 'amount' },
	{ displayName: 'Currency', name: 'currency', path: 'alert.currency', kind: 'currency' },
	{ displayName: 'Descriptor', name: 'descriptor', path: 'alert.descriptor', kind: 'text' },
	{ displayName: 'Transaction Amount', name: 'transactionAmount', path: 'transaction.amount', kind: 'amount' },
	{
		displayName: 'Transaction Currency',
		name: 'transactionCurrency',
		path: 'transaction.currency',
		kind: 'currency',
	},
];

const fields: INodeProperties[] = [
	{
		displayName: 'Type',
		name: 'alertType',
		type: 'options',
		options: alertTypeOptions,
		default: 'init-refund',
		required: true,
		description: 'What the alert is about',
	},
	{
		displayName: 'Product',
		name: 'product',
		type: 'options',
		options: productOptions,
		default: 'ethoca',
		required: true,
		description: 'The product that raises it; the provider follows from it',
	},
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		default: '49.99',
		required: true,
		description: 'Digits with a point before the decimals, such as 49.90',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: 'USD',
		required: true,
		description: 'Three letters, such as EUR',
	},
	{
		displayName: 'Descriptor',
		name: 'descriptor',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. MYSTORE*1001',
		description: 'What the cardholder sees on the statement',
	},
	{
		displayName: 'Merchant Transaction ID',
		name: 'transactionMerchantId',
		type: 'string',
		default: '',
		placeholder: 'e.g. ORDER-1001',
		description: 'Your own ID of the payment, by which your workflow finds the order',
	},
	{
		displayName: 'Details',
		name: 'details',
		type: 'collection',
		placeholder: 'Add Detail',
		default: {},
		options: DETAILS.map(bodyFieldProperty),
	},
	additionalFields,
];

/** @throws InputError naming the field. The three parts are required, also after the merge. Contract: 2.2 */
function readAlert(item: Item): JsonRecord {
	const descriptor = item.requiredText('descriptor', 'Descriptor');
	const product = item.requiredText('product', 'Product');
	const amount = item.requiredText('amount', 'Amount');
	const currency = item.requiredText('currency', 'Currency');
	const merchantTransactionId = item.plainText('transactionMerchantId', 'Merchant Transaction ID');
	const typed: JsonRecord = {
		alert: {
			type: item.requiredText('alertType', 'Type'),
			...(Object.hasOwn(PROVIDERS, product) ? { provider: PROVIDERS[product] } : {}),
			product,
			amount,
			currency,
			descriptor,
		},
		transaction: {
			...(merchantTransactionId ? { transaction_merchant_id: merchantTransactionId } : {}),
			amount,
			currency,
		},
		merchant: { descriptor, name: descriptor },
	};
	const body = mergeJson(
		mergeJson(typed, collectBodyFields(item.value('details'), DETAILS)),
		item.jsonObject('additionalFields', additionalFields.displayName),
	);
	for (const part of ['alert', 'transaction', 'merchant']) {
		if (!isRecord(body[part])) throw check.invalid(part, 'a JSON object', body[part]);
	}
	const checked = checkBodyFields(body, [...BASICS, ...DETAILS], '');
	for (const { path, displayName } of BASICS) {
		const [part, name] = path.split('.');
		if (part === 'alert') check.requiredText((checked.alert as JsonRecord)[name], displayName);
	}
	return checked;
}

export const generateSandboxAlert: ItemOperation = {
	value: 'generateSandboxAlert',
	name: 'Generate Sandbox Alert',
	action: 'Generate sandbox alert',
	description: 'Have Chargebackhit send a test alert to the notification URL of this sandbox account',
	effect: 'write',
	fields,
	sample: {
		parameters: {
			alertType: 'init-refund',
			product: 'ethoca',
			amount: '49.99',
			currency: 'USD',
			descriptor: 'MYSTORE*1001',
			transactionMerchantId: 'ORDER-1001',
		},
	},
	prepare: (item) => {
		const body = readAlert(item);
		return {
			request: { method: 'POST', path: '/api/v2/integration/alerts/generate', body, expect: 'emptyOrAny' },
			output: (answer) => {
				const { type, product } = alertParts(body).alert;
				const record = recordOf(answer);
				return { success: true, type, product, ...(record ? { result: record } : {}) };
			},
		};
	},
};
