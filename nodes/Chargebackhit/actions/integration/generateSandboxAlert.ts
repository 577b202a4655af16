import type { INodeProperties } from 'n8n-workflow';

import * as check from '../../../common/checks';
import { additionalFields } from '../../../common/fields';
import type { Item } from '../../../common/item';
import { isRecord, mergeJson, type JsonRecord } from '../../../common/json';
import type { ItemOperation } from '../../../common/operation';
import { alertTypeOptions, productOptions } from '../../fieldOptions';
import { alertParts } from '../../events';
import { recordOf } from '../../records';

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
		description: 'What the cardholder sees on the statement',
	},
	{
		displayName: 'Merchant Transaction ID',
		name: 'transactionMerchantId',
		type: 'string',
		default: '',
		description: 'Your own ID of the payment, by which your workflow finds the order',
	},
	{
		displayName: 'Details',
		name: 'details',
		type: 'collection',
		placeholder: 'Add Detail',
		default: {},
		options: [
			{ displayName: 'ARN', name: 'arn', type: 'string', default: '', description: 'Acquirer Reference Number of 23 characters' },
			{ displayName: 'BIN', name: 'bin', type: 'string', default: '', description: 'The first 6 digits of the card' },
			{ displayName: 'Card Brand', name: 'cardBrand', type: 'string', default: '', description: 'For example visa' },
			{ displayName: 'Last Four', name: 'lastFour', type: 'string', default: '', description: 'The last 4 digits of the card' },
			{ displayName: 'Merchant Name', name: 'merchantName', type: 'string', default: '' },
			{ displayName: 'Reason Code', name: 'reasonCode', type: 'string', default: '', description: 'For example 10.4' },
		],
	},
	additionalFields,
];

/** @throws InputError naming the field. The three parts are required, also after the merge. Contract: 2.2 */
function readAlert(item: Item): JsonRecord {
	const amount = check.amount(check.requiredText(item.value('amount'), 'Amount'), 'Amount');
	const currency = check.currency(check.requiredText(item.value('currency'), 'Currency'), 'Currency');
	const descriptor = item.requiredText('descriptor', 'Descriptor');
	const product = item.requiredText('product', 'Product');
	const details = item.collection('details');
	const bin = check.cardBin(details.bin, 'BIN');
	const lastFour = check.cardLastFour(details.lastFour, 'Last Four');
	const merchantTransactionId = item.text('transactionMerchantId');
	const provider = PROVIDERS[product];
	const reasonCode = check.trimmed(details.reasonCode);
	const cardBrand = check.trimmed(details.cardBrand);
	const arn = check.trimmed(details.arn);
	const typed: JsonRecord = {
		alert: {
			type: item.requiredText('alertType', 'Type'),
			...(provider ? { provider } : {}),
			product,
			amount,
			currency,
			descriptor,
			...(reasonCode ? { reason_code: reasonCode } : {}),
		},
		transaction: {
			...(merchantTransactionId ? { transaction_merchant_id: merchantTransactionId } : {}),
			amount,
			currency,
			...(cardBrand ? { card_brand: cardBrand } : {}),
			...(bin ? { bin } : {}),
			...(lastFour ? { last_four: lastFour } : {}),
			...(arn ? { arn } : {}),
		},
		merchant: { descriptor, name: check.trimmed(details.merchantName) || descriptor },
	};
	const body = mergeJson(typed, item.jsonObject('additionalFields', additionalFields.displayName));
	for (const part of ['alert', 'transaction', 'merchant']) {
		if (!isRecord(body[part])) throw check.breaks(part, 'a JSON object', body[part]);
	}
	return body;
}

export const generateSandboxAlert: ItemOperation = {
	value: 'generateSandboxAlert',
	name: 'Generate Sandbox Alert',
	action: 'Generate sandbox alert',
	description: 'Have Chargebackhit send a test alert to the notification URL of this sandbox account',
	retryClass: 'write',
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
	plan: (item) => {
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
