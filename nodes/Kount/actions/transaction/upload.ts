import type { INodeProperties } from 'n8n-workflow';

import { hideCardNumbers } from '../../../common/cardNumber';
import { InputError, rethrow } from '../../../common/errors/errors';
import { ordinal } from '../../../common/errors/itemNames';
import { amountUnits, MAPPED, mapColumnsFields, withMapColumns } from '../../../common/fields/columnMapping';
import { fieldProperty } from '../../../common/fields/fieldSpec';
import { batchBytesOption, batchSizeOption } from '../../../common/fields/options';
import { additionalFields } from '../../../common/fields/properties';
import { type BatchOperation, Bytes } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import { isCurrency } from '../../../common/values/currencies';
import { getPath, isRecord, type JsonRecord, mergeJson } from '../../../common/values/json';
import { invalid, isBlank, json, toText } from '../../../common/values/validate';
import { problems, rules } from '../../problems';
import { collection, notice } from '../fields';
import { jsonInText } from './jsonInText';
import { mappedTransaction, orderOf } from './mappedTransaction';
import { readTransaction } from './readTransaction';
import { placeColumns } from './transactionColumns';
import { type FieldGroup, labelOf, requiredFields, transactionFields } from './transactionFields';

const BATCH_SIZE = 500;
const MOST_PER_BATCH = 5000;
const BATCH_BYTES = 1_000_000;

const SOURCE = { columns: MAPPED, items: 'items', field: 'field', fields: 'fields' };

const whenFrom = (source: string) => ({ show: { transactionSource: [source] } });
const whenTyped = whenFrom(SOURCE.fields);

/** The optional fields of one object. */
function groupOf(displayName: string, name: string, group: FieldGroup): INodeProperties {
	const optional = transactionFields[group].filter((field) => !requiredFields.includes(field));
	return { ...collection(displayName, name, optional), displayOptions: whenTyped };
}

const transactionField: INodeProperties = {
	displayName: 'Field Name',
	name: 'transactionField',
	type: 'string',
	noDataExpression: true,
	displayOptions: whenFrom(SOURCE.field),
	default: 'transactions',
	required: true,
	description:
		"The input items' field that contains the transactions. If it is inside another field, write both with a dot, such as order.kount.",
};

const fields: INodeProperties[] = [
	{ displayName: problems.uploadMigratedNotice().message, name: 'migratedNotice', type: 'notice', default: '' },
	{
		displayName: 'Transactions Come From',
		name: 'transactionSource',
		type: 'options',
		noDataExpression: true,
		options: withMapColumns([
			{
				name: 'Columns Already Named for the API',
				value: SOURCE.items,
				description:
					"Each input item is one transaction with Kount's own column names, such as orderNumber. Fastest for thousands of rows.",
			},
			{
				name: 'One Field with a List',
				value: SOURCE.field,
				description: 'One field of each input item contains a transaction, or a list of them',
			},
			{
				name: 'Fields That You Fill In',
				value: SOURCE.fields,
				description: 'Each field is filled in by hand or by an expression. One input item is one order.',
			},
		]),
		default: 'columns',
		description:
			'Where the transactions come from. The node checks all of them first, and then sends many in each request.',
	},
	...mapColumnsFields('getTransactionColumns', whenFrom(SOURCE.columns), true),
	notice('inputNotice', problems.uploadItemsNotice(), whenFrom(SOURCE.items)),
	notice('fieldNotice', problems.uploadFieldNotice(), whenFrom(SOURCE.field)),
	transactionField,
	{
		displayName: 'Amounts Are In',
		name: 'amountsAreIn',
		type: 'options',
		noDataExpression: true,
		displayOptions: whenTyped,
		options: amountUnits,
		default: '',
		required: true,
		description:
			'How you write the amounts in Order Total and Price. Kount requires hundredths, so the node multiplies normal amounts by 100, also in currencies without decimals such as JPY.',
	},
	...requiredFields.map((field) => ({ ...fieldProperty(field), displayOptions: whenTyped })),
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
		options: [{ displayName: 'Cart Item', name: 'items', values: transactionFields.shoppingCart.map(fieldProperty) }],
	},
	groupOf('Store', 'other', 'other'),
	{
		...additionalFields,
		description: `${additionalFields.description} Write order totals and prices in hundredths: 4409 for 44.09.`,
	},
];

/** The typed fields of one object, amounts in hundredths, empty ones left out. */
function typedGroup(given: unknown, group: FieldGroup, areIn: unknown, currency: string | undefined): JsonRecord {
	const values: JsonRecord = isRecord(given) ? given : {};
	const record: JsonRecord = {};
	for (const field of transactionFields[group]) {
		const value = values[field.name];
		if (isBlank(value)) continue;
		const { fromMajorUnits } = field.kind;
		record[field.name] = fromMajorUnits && areIn === 'major' ? fromMajorUnits(value, labelOf(field), currency) : value;
	}
	return record;
}

function typedTransaction(item: Item): JsonRecord {
	const areIn = item.value('amountsAreIn');
	if (areIn !== 'hundredths' && areIn !== 'major') throw new InputError(problems.amountUnitNotChosen());
	const root = { ...item.collection('orderDetails') };
	for (const { name } of requiredFields) root[name] = item.value(name) as never;
	const code = toText(root.orderCurrency).toUpperCase();
	const currency = isCurrency(code) ? code : undefined;
	const cart = item.collection('shoppingCart').items;
	const lines = (Array.isArray(cart) ? cart : []).map((line) => typedGroup(line, 'shoppingCart', areIn, currency));
	const groups = (['paymentInformation', 'additionalTransactionData', 'other'] as const)
		.map((group) => [group, typedGroup(item.collection(group), group, areIn, currency)] as const)
		.filter(([, record]) => Object.keys(record).length > 0);
	const shoppingCart: JsonRecord = lines.length > 0 ? { shoppingCart: lines } : {};
	return { ...typedGroup(root, 'root', areIn, currency), ...Object.fromEntries(groups), ...shoppingCart };
}

/** The transactions in a field, found by its whole name or by a path with dots. */
function transactionsInField(item: Item): JsonRecord[] {
	const name = item.requiredText(transactionField);
	const row = item.input.json as JsonRecord;
	const value = Object.hasOwn(row, name) ? row[name] : getPath(row, name);
	if (value === undefined || value === null)
		throw new InputError(problems.transactionFieldMissing(name, Object.keys(row).slice(0, 20).map(hideCardNumbers)));
	const parsed = json(value, `"${name}"`);
	const list = Array.isArray(parsed) ? parsed : [parsed];
	if (list.length === 0) throw new InputError(problems.transactionListEmpty(name));
	return list.map((transaction, index) => {
		if (!isRecord(transaction))
			throw invalid(`"${name}${list.length > 1 ? `[${index}]` : ''}"`, rules.transactionOrList(), transaction);
		if ('transactions' in transaction && !('orderNumber' in transaction))
			throw new InputError(problems.uploadBodyGiven(name));
		return transaction;
	});
}

function givenTransactions(item: Item, source: unknown): JsonRecord[] {
	return source === SOURCE.fields ? [typedTransaction(item)] : transactionsInField(item);
}

/** The transaction of an item whose columns are flat. Hints tell what was left out, and what Kount may not find. */
function rowOf(item: Item): JsonRecord {
	const { transaction, leftOut, second, unlike } = placeColumns(item.input.json as JsonRecord);
	if (leftOut.length > 0) item.hint(problems.tableColumnsLeftOut(leftOut).message);
	if (second.length > 0) item.hint(problems.secondColumnLeftOut(second.map(hideCardNumbers)).message);
	for (const [column, name] of unlike) item.hint(problems.columnUnlike(hideCardNumbers(column), name).message);
	return transaction;
}

/** If the item has several transactions, an error names this one. @param index from 0 */
function readOne(transaction: JsonRecord, index: number, count: number, item: Item): JsonRecord {
	try {
		return readTransaction(transaction, item);
	} catch (error) {
		if (count === 1 || !(error instanceof InputError)) return rethrow(error);
		const message = `${ordinal(index + 1)} transaction: ${error.problem.message}`;
		return rethrow(new InputError({ ...error.problem, message }));
	}
}

/** Contract: 2. */
export const upload: BatchOperation = {
	value: 'upload',
	name: 'Upload',
	action: 'Upload transactions',
	description:
		"Upload transactions, so that Kount can match them with card issuers' inquiries. Items are sent together, many in one request.",
	effect: 'write',
	identifiedBy: ['orderNumber'],
	fields,
	sentTogether: { isOn: (item) => item.value('transactionSource') === SOURCE.columns, keyOf: orderOf },
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
		const more = item.jsonObject(additionalFields);
		const hasMore = Object.keys(more).length > 0;
		const source = item.value('transactionSource');
		if (source === SOURCE.columns) {
			const transaction = mappedTransaction(item);
			return readTransaction(hasMore ? mergeJson(transaction, more) : transaction, item);
		}
		// the fast path: there may be hundreds of thousands of rows
		if (source === SOURCE.items) {
			const row = rowOf(item);
			return readTransaction(hasMore ? mergeJson(row, more) : row, item, () => Object.keys(item.input.json));
		}
		const given = givenTransactions(item, source);
		return given.map((transaction, index) =>
			readOne(hasMore ? mergeJson(transaction, more) : transaction, index, given.length, item),
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
		ofBatch: ({ body }, transactions) => ({
			accepted: true,
			count: transactions.length,
			firstOrderNumber: transactions[0].orderNumber,
			lastOrderNumber: transactions[transactions.length - 1].orderNumber,
			response: body ?? null,
		}),
	},
};
