import { InputError } from '../../../common/errors/errors';
import { problems as common } from '../../../common/errors/problems';
import type { Fact } from '../../../common/exports/exportSource';
import { type Cell, ColumnMapping, unitOf } from '../../../common/fields/columnMapping';
import type { FieldSpec, Kind } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import type { MappedColumn } from '../../../common/fields/mappedColumn';
import type { Item } from '../../../common/run/item';
import { isCurrency } from '../../../common/values/currencies';
import { cellText } from '../../../common/values/identifiers';
import type { Json, JsonRecord } from '../../../common/values/json';
import { hundredths } from '../../../common/values/money';
import { invalid, refuseMoreDecimals, toText, wholeNumber } from '../../../common/values/validate';
import { rules } from '../../problems';
import { field } from '../fields';
import { addRow } from '../gatheredRows';
import { newPaymentFields, orderFields } from './orderFields';

const FACTS: Record<string, Fact> = {
	merchantOrderId: 'orderNumber',
	creationDateTime: 'orderDate',
	userIp: 'ipAddress',
	arn: 'arn',
	authCode: 'authorizationCode',
	billingEmail: 'customerEmail',
	billingFamilyName: 'customerLastName',
	billingFirstName: 'customerFirstName',
	billingPhone: 'customerPhone',
	cardBin: 'cardBin',
	cardBrand: 'cardBrand',
	currency: 'currency',
	lastFour: 'cardLastFour',
	merchantTransactionId: 'transactionId',
	orderTotal: 'total',
	processorMerchantId: 'processorMerchantId',
	subtotal: 'subtotal',
	itemName: 'itemName',
	itemSku: 'itemId',
	itemPrice: 'itemPrice',
	itemQuantity: 'itemQuantity',
};

/** What the rows of one order must not contradict each other in: money, and who paid. */
const MUST_AGREE = new Set([
	'orderTotal',
	'subtotal',
	'currency',
	'userIp',
	'arn',
	'billingEmail',
	'billingFamilyName',
	'billingFirstName',
	'billingPhone',
	'cardBin',
	'lastFour',
]);

const quantity: Kind<number> = {
	property: { type: 'string', default: '' },
	read: (value, label) => wholeNumber(value, label, 0),
};

/** A line of the order's `items`. Contract: 4.2 */
const lineFields: FieldSpec[] = [
	{ ...field('Item Name', 'itemName', kinds.text), path: 'name' },
	{ ...field('Item Description', 'itemDescription', kinds.text), path: 'description' },
	{ ...field('Item SKU', 'itemSku', kinds.id), path: 'sku' },
	{ ...field('Item Price', 'itemPrice', kinds.smallestUnits), path: 'price' },
	{ ...field('Item Quantity', 'itemQuantity', quantity), path: 'quantity' },
];

const orderNumber = field('Merchant Order ID', 'merchantOrderId', kinds.id);

const columns = [orderNumber, ...orderFields, ...newPaymentFields, ...lineFields].map(
	(spec): MappedColumn => ({
		...spec,
		...(Object.hasOwn(FACTS, spec.name) ? { fact: FACTS[spec.name] } : {}),
		required: spec === orderNumber,
		isAmount: spec.kind === kinds.smallestUnits,
		...(spec === orderNumber ? { aliases: ['Order Number'] } : {}),
	}),
);

export const orderMapping = new ColumnMapping(columns);

function textOf(item: Item, name: string): string {
	return cellText(toText(orderMapping.row(item).cells.find(({ column }) => column.name === name)?.value));
}

/** The order number of an item: its rows are one order. */
export function orderOf(item: Item): string {
	const order = textOf(item, orderNumber.name);
	item.nameAs(order);
	return order;
}

/** Amounts are hundredths in every currency. Contract: 4.2 */
function inHundredths(value: unknown, label: string, currency: string | undefined): string {
	const digits = typeof value === 'object' ? '' : cellText(toText(value));
	const whole = hundredths(digits);
	if (whole === undefined || whole < 0) throw invalid(label, rules.majorUnits(), value);
	refuseMoreDecimals(digits, currency, label);
	return String(whole);
}

function readRow(item: Item, currency: string | undefined): JsonRecord {
	const row = orderMapping.row(item);
	const unit = unitOf(item, row);
	const read = ({ column, value, label }: Cell): Json | undefined =>
		column.isAmount && unit === 'major' ? inHundredths(value, label, currency) : column.kind.read(value, label, item);
	const record: JsonRecord = {};
	const line: JsonRecord = {};
	for (const cell of row.cells) {
		const value = read(cell);
		const inLine = lineFields.find(({ name }) => name === cell.column.name);
		if (value === undefined) continue;
		if (inLine) line[inLine.path ?? inLine.name] = value;
		else record[cell.column.name] = value;
	}
	return Object.keys(line).length > 0 ? { ...record, items: [line] } : record;
}

/** What the rows of an order say: its fields by their parameters' names, and its goods. */
export interface MappedOrder {
	merchantOrderId: string;
	fields: JsonRecord;
	items?: Json[];
}

/**
 * The order of all its rows: goods of every row, everything else from the first row that has it.
 * @throws InputError naming the row's own column and the rule, or what two rows contradict each other in
 */
export function mappedOrder(item: Item): MappedOrder {
	const code = item.together.map((one) => textOf(one, 'currency').toUpperCase()).find((one) => one !== '');
	const currency = code !== undefined && isCurrency(code) ? code : undefined;
	const order = textOf(item, orderNumber.name);
	let merged: JsonRecord = {};
	item.readTogether((one) => {
		const { labelOf } = orderMapping.row(one);
		merged = addRow(merged, readRow(one, currency), { order, mustAgree: MUST_AGREE, labelOf });
	});
	const { merchantOrderId = '', items, ...fields } = merged;
	if (merchantOrderId === '') throw new InputError(common.fieldEmpty(orderMapping.row(item).labelOf(orderNumber.name)));
	return { merchantOrderId: toText(merchantOrderId), fields, ...(Array.isArray(items) ? { items } : {}) };
}
