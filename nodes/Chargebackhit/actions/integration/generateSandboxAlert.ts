import type { INodeProperties } from 'n8n-workflow';

import { rules } from '../../../common/errors/rules';
import { checkFields, collectFields, type FieldSpec, fieldProperty, pathOf } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import { additionalFields } from '../../../common/fields/properties';
import type { ItemOperation } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import { getPath, isRecord, type JsonRecord, mergeJson } from '../../../common/values/json';
import * as validate from '../../../common/values/validate';
import { alertParts } from '../../events';
import { alertTypeOptions, productOptions } from '../choices';
import { recordOf } from '../records';
import { spec } from '../spec';

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

const DETAILS: FieldSpec[] = [
	spec('ARN', 'arn', 'transaction.arn', kinds.id, 'Acquirer Reference Number of 23 characters'),
	spec('BIN', 'bin', 'transaction.bin', kinds.cardBin, 'The first 6 digits of the card'),
	spec('Card Brand', 'cardBrand', 'transaction.card_brand', kinds.text, 'For example visa'),
	spec('Last Four', 'lastFour', 'transaction.last_four', kinds.cardLastFour, 'The last 4 digits of the card'),
	spec('Merchant Name', 'merchantName', 'merchant.name', kinds.properName),
	spec('Reason Code', 'reasonCode', 'alert.reason_code', kinds.text, 'For example 10.4'),
];

/**
 * The alert's own fields, all required. Type and product may be any text: Chargebackhit may add more. The defaults state nothing
 * about a payment, because the alert is only a test.
 */
const type: FieldSpec<string> = {
	displayName: 'Type',
	name: 'alertType',
	path: 'alert.type',
	kind: kinds.openChoice(alertTypeOptions, 'init-refund'),
	property: { required: true, description: 'What the alert is about' },
};

const product: FieldSpec<string> = {
	displayName: 'Product',
	name: 'product',
	path: 'alert.product',
	kind: kinds.openChoice(productOptions, 'ethoca'),
	property: {
		required: true,
		description: 'The product that raises the alert. It determines the provider, such as Ethoca or Verifi.',
	},
};

const amount: FieldSpec<string> = {
	displayName: 'Amount',
	name: 'amount',
	path: 'alert.amount',
	currency: 'alert.currency',
	kind: kinds.amount,
	property: { default: '49.99', required: true, description: 'Digits with a point before the decimals, such as 49.90' },
};

const currency: FieldSpec<string> = {
	displayName: 'Currency',
	name: 'currency',
	path: 'alert.currency',
	kind: kinds.currency,
	property: { default: 'USD', required: true, description: 'Three letters, such as EUR' },
};

const descriptor: FieldSpec<string> = {
	displayName: 'Descriptor',
	name: 'descriptor',
	path: 'alert.descriptor',
	kind: kinds.id,
	property: {
		required: true,
		placeholder: 'e.g. MYSTORE*1001',
		description: 'What the cardholder sees on the statement',
	},
};

const ALERT: FieldSpec[] = [type, product, amount, currency, descriptor];

/** Amount and currency fill these too: they are checked after additional JSON was merged in. */
const TRANSACTION: FieldSpec[] = [
	{ ...amount, displayName: 'Transaction Amount', path: 'transaction.amount', currency: 'transaction.currency' },
	{ ...currency, displayName: 'Transaction Currency', path: 'transaction.currency' },
];

const merchantTransactionId: FieldSpec<string> = {
	displayName: 'Your Payment Reference (Merchant Transaction ID)',
	name: 'transactionMerchantId',
	path: 'transaction.transaction_merchant_id',
	kind: kinds.id,
	property: {
		placeholder: 'e.g. ORDER-1001',
		description: 'Your own ID of the payment, by which your workflow finds the order',
	},
};

const detailsField: INodeProperties = {
	displayName: 'Details',
	name: 'details',
	type: 'collection',
	placeholder: 'Add Detail',
	default: {},
	options: DETAILS.map(fieldProperty),
};

/** @throws InputError naming the field. The three parts are required, also after the merge. Contract: 2.2 */
function readAlert(item: Item): JsonRecord {
	const money = { amount: item.require(amount), currency: item.require(currency) };
	const names = { descriptor: item.require(descriptor) };
	const ofProduct = item.require(product);
	const transactionId = item.text(merchantTransactionId);
	const typed: JsonRecord = {
		alert: {
			type: item.require(type),
			...(Object.hasOwn(PROVIDERS, ofProduct) ? { provider: PROVIDERS[ofProduct] } : {}),
			product: ofProduct,
			...money,
			...names,
		},
		transaction: { ...(transactionId ? { transaction_merchant_id: transactionId } : {}), ...money },
		merchant: { ...names, name: names.descriptor },
	};
	const body = mergeJson(
		mergeJson(typed, collectFields(item.value(detailsField.name), DETAILS)),
		item.jsonObject(additionalFields),
	);
	for (const part of ['alert', 'transaction', 'merchant']) {
		if (!isRecord(body[part])) throw validate.invalid(part, rules.jsonRecord(), body[part]);
	}
	const checked = checkFields(body, [...ALERT, ...TRANSACTION, merchantTransactionId, ...DETAILS], '', item);
	for (const field of ALERT)
		if (validate.isBlank(getPath(checked, pathOf(field)))) throw kinds.missingValue(field.displayName, field.kind);
	return checked;
}

export const generateSandboxAlert: ItemOperation = {
	value: 'generateSandboxAlert',
	name: 'Generate Sandbox Alert',
	action: 'Generate sandbox alert',
	description: "Have Chargebackhit send a test alert to this sandbox account's notification URL",
	effect: 'write',
	fields: [...ALERT.map(fieldProperty), fieldProperty(merchantTransactionId), detailsField, additionalFields],
	identifiedBy: ['transactionMerchantId', 'descriptor'],
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
			output: (response) => {
				const { type, product } = alertParts(body).alert;
				const record = recordOf(response);
				return { success: true, type, product, ...(record ? { result: record } : {}) };
			},
		};
	},
};
