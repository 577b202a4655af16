import { rules } from '../../../common/errors/mappingProblems';
import type { AmountUnit, Fact } from '../../../common/exports/exportSource';
import { type Cell, ColumnMapping, unitOf } from '../../../common/fields/columnMapping';
import { currency, id, amount as plainAmount } from '../../../common/fields/kinds';
import type { MappedColumn } from '../../../common/fields/mappedColumn';
import type { Item } from '../../../common/run/item';
import { decimalsOf } from '../../../common/values/currencies';
import type { Json, JsonRecord } from '../../../common/values/json';
import { fromSmallestUnits } from '../../../common/values/money';
import { invalid, isBlank, json, requiredText, toText } from '../../../common/values/validate';
import { expedientNumberField } from '../expedientNumber';
import { type CaseField, FIELDS } from './caseDetails';
import { amount, communications } from './caseKinds';

const FACTS: Record<string, Fact> = {
	bankName: 'bankName',
	binNumber: 'cardBin',
	cardBrand: 'cardBrand',
	customerEmail: 'customerEmail',
	customerName: 'customerName',
	customerPhone: 'customerPhone',
	last4Digits: 'cardLastFour',
	orderNumber: 'orderNumber',
	product: 'itemName',
	purchaseAmount: 'total',
	purchaseAmountCurrency: 'currency',
	purchaseDate: 'orderDate',
	shippingCity: 'shippingCity',
	shippingDate: 'shippingDate',
	shippingPostalCode: 'shippingPostalCode',
	shippingProvince: 'shippingState',
	transactionId: 'transactionId',
};

const CURRENCY = 'Currency';

const withFact = (column: MappedColumn): MappedColumn =>
	Object.hasOwn(FACTS, column.name) ? { ...column, fact: FACTS[column.name] } : column;

/** A detail's columns: an amount has one for its digits and one for its currency. */
function columnsOf(field: CaseField): MappedColumn[] {
	const { name, displayName, property } = field;
	if (field.kind !== amount) return [withFact({ name, displayName, kind: field.kind, property })];
	return [
		withFact({ name, displayName, kind: plainAmount, property, isAmount: true }),
		withFact({ name: `${name}${CURRENCY}`, displayName: `${displayName} ${CURRENCY}`, kind: currency }),
	];
}

const caseNumber: MappedColumn = {
	name: expedientNumberField.name,
	displayName: expedientNumberField.displayName,
	kind: id,
	required: true,
	aliases: ['Case Number', 'Case ID'],
};

const mappingOf = (fields: CaseField[]) => new ColumnMapping([caseNumber, ...fields.flatMap(columnsOf)]);

const newCases = mappingOf(FIELDS);
const existingCases = mappingOf(FIELDS.filter(({ createOnly }) => !createOnly));

const mappingFor = (isNew: boolean) => (isNew ? newCases : existingCases);

/**
 * The columns of Create or Update. Those that the sector does not have are hidden, not left out: n8n would drop what is mapped to
 * them, and the sector may be changed back.
 * @param sector empty if it is not known
 */
export function caseColumns(isNew: boolean, sector: string): MappedColumn[] {
	const foreign = new Set(
		FIELDS.filter(({ sectors }) => sector !== '' && sectors && !sectors.includes(sector)).flatMap((field) =>
			columnsOf(field).map(({ name }) => name),
		),
	);
	return mappingFor(isNew).columns.map((column) => (foreign.has(column.name) ? { ...column, isHidden: true } : column));
}

/** The digits of an amount in the unit that the input has. */
function digitsOf({ value, label }: Cell, unit: AmountUnit, code: string): Json {
	if (unit === 'major') return toText(value);
	const digits = fromSmallestUnits(value, decimalsOf(code));
	if (digits === undefined) throw invalid(label, rules.cents(), value);
	return digits;
}

/**
 * The number and details of a case from the columns of the input.
 * @throws InputError naming the row's own column and the rule
 */
export function mappedCase(item: Item, isNew: boolean): { expedientNumber: string; details: JsonRecord } {
	const row = mappingFor(isNew).row(item);
	const cells = new Map(row.cells.map((cell) => [cell.column.name, cell]));
	const number = cells.get(caseNumber.name);
	const expedientNumber = requiredText(number?.value, row.labelOf(caseNumber.name), item);
	item.nameAs(expedientNumber);
	const unit = unitOf(item, row);
	const details: JsonRecord = {};
	for (const field of FIELDS) {
		const cell = cells.get(field.name);
		if (!cell) continue;
		let { value } = cell;
		if (field.kind === amount) {
			const code = toText(cells.get(`${field.name}${CURRENCY}`)?.value).toUpperCase();
			value = { value: digitsOf(cell, unit, code), currency: code };
		} else if (field.kind === communications) {
			value = json(value, cell.label);
		}
		const read = isBlank(value) ? undefined : field.kind.read(value, cell.label, item);
		if (read !== undefined) details[field.name] = read;
	}
	return { expedientNumber, details };
}
