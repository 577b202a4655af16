import { InputError } from '../../../common/errors/errors';
import { problems as common } from '../../../common/errors/problems';
import type { AmountUnit, Fact } from '../../../common/exports/exportSource';
import { type Cell, ColumnMapping, type MappedRow, unitOf } from '../../../common/fields/columnMapping';
import type { MappedColumn } from '../../../common/fields/mappedColumn';
import type { Item } from '../../../common/run/item';
import { isCurrency } from '../../../common/values/currencies';
import { cellText } from '../../../common/values/identifiers';
import type { Json, JsonRecord } from '../../../common/values/json';
import { toText } from '../../../common/values/validate';
import { addRow } from '../gatheredRows';
import { cartLineOf, placeColumns } from './transactionColumns';
import { type FieldGroup, requiredFields, type TransactionField, transactionFields } from './transactionFields';

const FACTS: Record<string, Fact> = {
	orderNumber: 'orderNumber',
	orderDateTime: 'orderDate',
	orderTotal: 'total',
	orderCurrency: 'currency',
	customerEmailAddress: 'customerEmail',
	customerID: 'customerId',
	customerName: 'customerName',
	invoiceNumber: 'invoiceNumber',
	ipAddress: 'ipAddress',
	arn: 'arn',
	authCode: 'authorizationCode',
	billingAddress1: 'billingAddress1',
	billingAddress2: 'billingAddress2',
	billingCity: 'billingCity',
	billingCountry: 'billingCountry',
	billingName: 'billingName',
	billingState: 'billingState',
	postalCode: 'billingPostalCode',
	cardBin: 'cardBin',
	last4: 'cardLastFour',
	itemID: 'itemId',
	itemName: 'itemName',
	price: 'itemPrice',
	quantity: 'itemQuantity',
};

/** What the rows of one order must not contradict each other in: money, and who paid. */
const MUST_AGREE = new Set([
	'orderTotal',
	'orderCurrency',
	'customerName',
	'customerEmailAddress',
	'customerID',
	'ipAddress',
	'arn',
	'billingName',
	'cardBin',
	'last4',
]);

type TransactionColumn = MappedColumn & TransactionField;

function columnOf(field: TransactionField, group: FieldGroup): TransactionColumn {
	return {
		...field,
		...(group === 'shoppingCart' ? { title: `Cart Item: ${field.displayName}` } : {}),
		...(group === 'root' ? {} : { aliases: [`${group}.${field.name}`] }),
		...(Object.hasOwn(FACTS, field.name) ? { fact: FACTS[field.name] } : {}),
		required: requiredFields.includes(field),
		isAmount: field.kind.fromMajorUnits !== undefined,
	};
}

const columns = (Object.keys(transactionFields) as FieldGroup[]).flatMap((group) =>
	transactionFields[group].map((field) => columnOf(field, group)),
);

/** `shoppingCart[1].price` is a column of its own. */
function laterCartLine(header: string): MappedColumn | undefined {
	const place = cartLineOf(header);
	const field = place && columns.find(({ name }) => name === place.name);
	if (!place || !field) return undefined;
	const { fact: _, aliases: __, ...rest } = field;
	return {
		...rest,
		name: `shoppingCart[${place.line}].${place.name}`,
		title: `Cart Item ${place.line + 1}: ${field.displayName}`,
		aliases: [header],
	};
}

export const transactionMapping = new ColumnMapping(columns, laterCartLine);

/** A row's value as it looks, without a spreadsheet's mark for text: with it and without it, it is the same order. */
const valueIn = ({ cells }: MappedRow, name: string): string =>
	cellText(toText(cells.find(({ column }) => column.name === name)?.value));

/** The order number of an item: its rows are one transaction. */
export function orderOf(item: Item): string {
	const order = valueIn(transactionMapping.row(item), 'orderNumber');
	item.nameAs(order);
	return order;
}

function readCell({ column, value, label }: Cell, unit: AmountUnit, currency: string | undefined, item: Item) {
	const { fromMajorUnits, read } = (column as TransactionColumn).kind;
	return fromMajorUnits && unit === 'major' ? fromMajorUnits(value, label, currency) : read(value, label, item);
}

/** One row as a transaction, or a part of it. */
function readRow(item: Item, currency: string | undefined): JsonRecord {
	const row = transactionMapping.row(item);
	const unit = unitOf(item, row);
	const flat: JsonRecord = {};
	for (const cell of row.cells) {
		const value = readCell(cell, unit, currency, item);
		if (value !== undefined) flat[cell.column.name] = value;
	}
	return placeColumns(flat).transaction;
}

/**
 * The transaction of all rows of an order: goods of every row, everything else from the first row that has it.
 * @throws InputError naming the row's own column and the rule, or what two rows contradict each other in
 */
export function mappedTransaction(item: Item): JsonRecord {
	const rows = item.together.map((one) => transactionMapping.row(one));
	const code = rows.map((row) => valueIn(row, 'orderCurrency').toUpperCase()).find((one) => one !== '');
	const currency = code !== undefined && isCurrency(code) ? code : undefined;
	let order: JsonRecord = {};
	item.readTogether((one) => {
		const { labelOf } = transactionMapping.row(one);
		order = addRow(order, readRow(one, currency), { order: item.name, mustAgree: MUST_AGREE, labelOf });
	});
	for (const { name } of requiredFields)
		if (isMissing(order[name])) throw new InputError(common.fieldEmpty(rows[0].labelOf(name)));
	return order;
}

const isMissing = (value: Json | undefined) => value === undefined || value === null || value === '';
