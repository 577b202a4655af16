import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { hideCardNumbers } from '../../../common/cardNumber';
import { InputError } from '../../../common/errors/errors';
import { batchBytesOption, batchSizeOption } from '../../../common/fields/options';
import { additionalFields } from '../../../common/fields/properties';
import { type BatchOperation, Bytes } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import { isRecord, type Json, type JsonRecord, mergeJson } from '../../../common/values/json';
import { hundredths } from '../../../common/values/money';
import { invalid, isBlank, json, toText } from '../../../common/values/validate';
import { messages } from '../../problems';
import { jsonInText } from './jsonInText';
import { type FieldGroup, type TransactionField, transactionFields } from './transactionFields';
import { readTransaction } from './transactionRules';

const BATCH_SIZE = 500;
const MOST_PER_BATCH = 5000;
const BATCH_BYTES = 1_000_000;

const SOURCE = { items: 'items', field: 'field', fields: 'fields' };
const AMOUNTS_ARE_IN = 'Amounts Are In';
const FIELD_NAME = 'Field Name';

/** None is chosen beforehand: a wrong one is off by a factor of 100. */
const amountUnits: INodePropertyOptions[] = [
	{ name: 'Hundredths', value: 'hundredths', description: '4409 means 44.09; the number is sent as it is' },
	{ name: 'Major Units', value: 'major', description: '44.09 means 44.09; it is sent as 4409, in every currency' },
];

const whenTyped = { show: { transactionSource: [SOURCE.fields] } };

function inputField({ displayName, name, kind, description, required }: TransactionField): INodeProperties {
	const common = { displayName, name, ...(description ? { description } : {}), ...(required ? { required } : {}) };
	if (kind === 'flag') {
		const options = [
			{ name: 'False', value: 'False' },
			{ name: 'True', value: 'True' },
			{ name: 'Unknown', value: '' },
		];
		return { ...common, type: 'options', options, default: '' };
	}
	// not n8n's picker: it gives dates without a time zone, and those are refused
	if (kind === 'date') return { ...common, type: 'string', default: '', placeholder: 'e.g. 2026-01-31T10:00:00Z' };
	return { ...common, type: 'string', default: '', ...(kind === 'amount' ? { placeholder: 'e.g. 44.09' } : {}) };
}

/** The optional fields of one object. */
function groupOf(displayName: string, name: string, group: FieldGroup): INodeProperties {
	const fields = transactionFields[group].filter(({ required }) => !required).map(inputField);
	return {
		displayName,
		name,
		type: 'collection',
		placeholder: 'Add Field',
		displayOptions: whenTyped,
		default: {},
		options: fields.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

const [orderNumber, orderDateTime, orderTotal] = transactionFields.root.filter(({ required }) => required);

const fields: INodeProperties[] = [
	{ displayName: messages.migratedNotice, name: 'migratedNotice', type: 'notice', default: '' },
	{
		displayName: 'Transactions Come From',
		name: 'transactionSource',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'A Field',
				value: SOURCE.field,
				description: 'One field of each input item holds a transaction, or a list of them',
			},
			{
				name: 'Input Items',
				value: SOURCE.items,
				description: 'Each input item is one transaction already; fastest for thousands of rows',
			},
			{
				name: 'Typed Fields',
				value: SOURCE.fields,
				description: 'Each field is filled in, or mapped from the input item',
			},
		],
		default: 'items',
		description:
			'Where the data of the transactions come from. All are checked first and then sent together, in batches.',
	},
	{
		displayName: messages.uploadInputNotice,
		name: 'inputNotice',
		type: 'notice',
		displayOptions: { show: { transactionSource: [SOURCE.items] } },
		default: '',
	},
	{
		displayName: messages.uploadFieldNotice,
		name: 'fieldNotice',
		type: 'notice',
		displayOptions: { show: { transactionSource: [SOURCE.field] } },
		default: '',
	},
	{
		displayName: FIELD_NAME,
		name: 'transactionField',
		type: 'string',
		noDataExpression: true,
		displayOptions: { show: { transactionSource: [SOURCE.field] } },
		default: 'transactions',
		required: true,
		description: 'The name of the field of the input items; dots lead into objects, such as order.kount',
	},
	{
		displayName: AMOUNTS_ARE_IN,
		name: 'amountsAreIn',
		type: 'options',
		noDataExpression: true,
		displayOptions: whenTyped,
		options: amountUnits,
		default: '',
		required: true,
		description: 'What the amounts in Order Total and Price mean. Kount takes hundredths.',
	},
	...[orderNumber, orderDateTime, orderTotal].map((field) => ({ ...inputField(field), displayOptions: whenTyped })),
	groupOf('Order Details', 'orderDetails', 'root'),
	groupOf('Payment', 'paymentInformation', 'paymentInformation'),
	groupOf('Device', 'additionalTransactionData', 'additionalTransactionData'),
	{
		displayName: 'Shopping Cart',
		name: 'shoppingCart',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Cart Item',
		displayOptions: whenTyped,
		default: {},
		options: [{ displayName: 'Cart Item', name: 'items', values: transactionFields.shoppingCart.map(inputField) }],
	},
	groupOf('Store', 'other', 'other'),
	{
		...additionalFields,
		description: `${additionalFields.description} Order totals and prices are hundredths here, whatever is chosen above.`,
	},
];

/** A typed amount in hundredths. @throws InputError for anything that is not an exact amount */
function amountOf(value: unknown, { displayName, name, size }: TransactionField, areIn: unknown): Json {
	if (areIn === 'hundredths') return value as Json;
	const amount = typeof value === 'string' || typeof value === 'number' ? hundredths(toText(value)) : undefined;
	// a line of the cart may be a discount, a total is none
	if (amount === undefined || (size !== undefined && amount < 0))
		throw invalid(`${displayName} (${name})`, messages.majorRule, value, messages.majorAdvice);
	return amount;
}

/** The typed fields of one object, amounts in hundredths, empty ones left out. */
function typedGroup(given: unknown, group: FieldGroup, areIn: unknown): JsonRecord {
	const values: JsonRecord = isRecord(given) ? given : {};
	const record: JsonRecord = {};
	for (const field of transactionFields[group]) {
		const value: unknown = values[field.name];
		if (isBlank(value)) continue;
		record[field.name] = field.kind === 'amount' ? amountOf(value, field, areIn) : (value as Json);
	}
	return record;
}

function typedTransaction(item: Item): JsonRecord {
	const areIn = item.value('amountsAreIn');
	if (areIn !== 'hundredths' && areIn !== 'major') throw new InputError(messages.amountsAre, messages.amountsAreAdvice);
	const root = { ...item.collection('orderDetails') };
	for (const { name } of [orderNumber, orderDateTime, orderTotal]) root[name] = item.value(name) as never;
	const cart = item.collection('shoppingCart').items;
	const lines = (Array.isArray(cart) ? cart : []).map((line) => typedGroup(line, 'shoppingCart', areIn));
	const groups = (['paymentInformation', 'additionalTransactionData', 'other'] as const)
		.map((group) => [group, typedGroup(item.collection(group), group, areIn)] as const)
		.filter(([, members]) => Object.keys(members).length > 0);
	return {
		...typedGroup(root, 'root', areIn),
		...Object.fromEntries(groups),
		...(lines.length > 0 ? { shoppingCart: lines } : {}),
	};
}

/** The value of a field, found by its whole name or, step by step, by a name with dots. */
function fieldOf(record: JsonRecord, name: string): Json | undefined {
	if (Object.hasOwn(record, name)) return record[name];
	return name
		.split('.')
		.reduce<Json | undefined>(
			(inner, part) => (isRecord(inner) && Object.hasOwn(inner, part) ? inner[part] : undefined),
			record,
		);
}

function transactionsInField(item: Item): JsonRecord[] {
	const name = item.requiredText('transactionField', FIELD_NAME);
	const row = item.input.json as JsonRecord;
	const value = fieldOf(row, name);
	if (value === undefined || value === null)
		throw new InputError(
			messages.fieldMissing(name, Object.keys(row).slice(0, 20).map(hideCardNumbers)),
			messages.fieldMissingAdvice,
		);
	const parsed = json(value, name);
	const list = Array.isArray(parsed) ? parsed : [parsed];
	if (list.length === 0) throw new InputError(messages.emptyList(name), messages.fieldMissingAdvice);
	return list.map((transaction, place) => {
		if (!isRecord(transaction))
			throw invalid(
				list.length > 1 ? `${name}[${place}]` : name,
				messages.fieldRule,
				transaction,
				messages.fieldAdvice,
			);
		if ('transactions' in transaction && !('orderNumber' in transaction))
			throw new InputError(messages.wholeBody(name), messages.wholeBodyAdvice);
		return transaction;
	});
}

function givenTransactions(item: Item, source: unknown): JsonRecord[] {
	if (source === SOURCE.fields) return [typedTransaction(item)];
	return source === SOURCE.field ? transactionsInField(item) : [item.input.json as JsonRecord];
}

/** One of several transactions of an item is named by its place. */
function readOne(transaction: JsonRecord, place: number, count: number, hint: (message: string) => void): JsonRecord {
	let failure: unknown;
	try {
		return readTransaction(transaction, hint);
	} catch (error) {
		failure = error;
	}
	if (failure instanceof InputError && count > 1) failure.message = messages.atTransaction(failure.message, place);
	throw failure;
}

/** Contract: 2. */
export const upload: BatchOperation = {
	value: 'upload',
	name: 'Upload',
	action: 'Upload transactions',
	description:
		'Upload transactions, so that Kount can match them with inquiries of card issuers. Items are sent together, in batches.',
	effect: 'write',
	fields,
	options: [batchSizeOption('transactions', BATCH_SIZE, MOST_PER_BATCH), batchBytesOption(BATCH_BYTES / 1000)],
	sample: {
		parameters: {
			transactionSource: SOURCE.fields,
			amountsAreIn: 'major',
			orderNumber: 'ORDER-1001',
			orderDateTime: '2026-01-31T10:00:00Z',
			orderTotal: '44.09',
			orderDetails: { orderCurrency: 'USD', customerName: 'Ines Halvorsen', cvvValidatedAtPurchase: 'True' },
			paymentInformation: { cardBin: '411111', last4: '1111', authCode: '384573' },
			shoppingCart: { items: [{ itemName: 'Coat', itemID: 'SKU-7', price: '44.09', quantity: '1' }] },
			additionalFields: '{}',
		},
	},
	batchSize: BATCH_SIZE,
	maxBatchSize: MOST_PER_BATCH,
	maxBatchBytes: BATCH_BYTES,
	rows: (item) => {
		const more = item.jsonObject('additionalFields', additionalFields.displayName);
		const hasMore = Object.keys(more).length > 0;
		const source = item.value('transactionSource');
		// the way of hundreds of thousands
		if (source === SOURCE.items && !hasMore) return readTransaction(item.input.json as JsonRecord, item.hint);
		const given = givenTransactions(item, source);
		return given.map((transaction, place) =>
			readOne(hasMore ? mergeJson(transaction, more) : transaction, place, given.length, item.hint),
		);
	},
	request: (entries) => ({
		method: 'POST',
		path: '/kff/uploads',
		// the list is text within the body. Contract: 2.1
		body: Bytes.json(jsonInText('{"transactions":"[', entries, ']"}')),
		expect: 'anything',
	}),
	outputs: {
		ofBatch: (answer, transactions) => ({
			success: true,
			count: transactions.length,
			firstOrderNumber: transactions[0].orderNumber,
			lastOrderNumber: transactions[transactions.length - 1].orderNumber,
			response: answer.body ?? null,
		}),
	},
};
