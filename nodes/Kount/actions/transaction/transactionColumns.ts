import { Columns, isTableColumn } from '../../../common/fields/columns';
import { isRecord, type Json, type JsonRecord } from '../../../common/values/json';
import { isBlank } from '../../../common/values/validate';
import { type FieldGroup, transactionFields } from './transactionFields';

const CART = 'shoppingCart';
type Group = Exclude<FieldGroup, 'root'>;
const GROUPS = Object.keys(transactionFields).filter((group): group is Group => group !== 'root');

/** Where a column's value belongs: the object within the transaction (none for the transaction itself), and the field in it. */
interface Place {
	group?: Group;
	/** The line of the shopping cart. */
	line: number;
	name: string;
}

const rootNames = transactionFields.root.map(({ name }) => name);
const groupOfField = new Map(
	GROUPS.flatMap((group) => transactionFields[group].map(({ name }) => [name, group] as const)),
);

const ROOT = new Columns([...rootNames, ...GROUPS]);
const FLAT = new Columns(groupOfField.keys());
const NAMES = new Columns([...rootNames, ...groupOfField.keys()]);

/** `paymentInformation.cardBin`, `shoppingCart[0].price`, `shoppingCart.price`. */
const DOTTED = /^\s*(\w+)(?:\[(\d+)\]|\.(\d+))?\.(\w+)\s*$/;
const MOST_LINES = 1000;

function placeOf(column: string): Place | undefined {
	const own = ROOT.nameOf(column);
	if (own !== undefined) return { name: own, line: 0 };
	const flat = FLAT.nameOf(column);
	if (flat !== undefined) return { group: groupOfField.get(flat), name: flat, line: 0 };
	const [, object = '', bracket, dot, field = ''] = DOTTED.exec(column) ?? [];
	const group = GROUPS.find((one) => one === ROOT.nameOf(object));
	const name = FLAT.nameOf(field) ?? field;
	const line = Number(bracket ?? dot ?? 0);
	return group !== undefined && groupOfField.get(name) === group && line < MOST_LINES
		? { group, name, line }
		: undefined;
}

/** The place of a column such as `shoppingCart[1].price`: a line of the cart that is not its first. */
export function cartLineOf(column: string): { line: number; name: string } | undefined {
	const place = placeOf(column);
	return place?.group === CART && place.line > 0 ? place : undefined;
}

/** What becomes of a column. */
interface Column {
	/** True if a table has added it. */
	isLeftOut: boolean;
	/** Where its value is moved to; undefined if it is sent as it is. */
	place?: Place;
	/** The API's name that it nearly has. */
	nearly?: string;
}

function readColumn(column: string): Column {
	if (isTableColumn(column)) return { isLeftOut: true };
	const place = placeOf(column);
	if (place === undefined) return { isLeftOut: false, nearly: NAMES.nearlyNameOf(column) };
	return place.group === undefined && place.name === column ? { isLeftOut: false } : { isLeftOut: false, place };
}

/** Every row of a table has the same columns. */
const remembered = new Map<string, Column>();
const MOST_REMEMBERED = 5000;

function columnNamed(name: string): Column {
	const known = remembered.get(name);
	if (known !== undefined) return known;
	const column = readColumn(name);
	if (remembered.size < MOST_REMEMBERED) remembered.set(name, column);
	return column;
}

/** What was done with a row's columns, to be told. */
export interface PlacedColumns {
	transaction: JsonRecord;
	/** Columns that a table has added, which stay here. */
	leftOut: string[];
	/** Columns with another value for a field that another column has filled already, which stay here too. */
	second: string[];
	/** Columns that nearly have a name of the API, which are sent under their own. */
	unlike: Array<[column: string, name: string]>;
}

/**
 * The transaction of a row whose columns are flat, as files have them: each value is put where Kount looks for it. The row
 * itself if nothing has to be moved: there may be 100,000s.
 */
export function placeColumns(row: JsonRecord): PlacedColumns {
	const unlike: PlacedColumns['unlike'] = [];
	let isDone = true;
	for (const name in row) {
		const column = columnNamed(name);
		if (column.isLeftOut || column.place !== undefined) isDone = false;
		else if (column.nearly !== undefined) unlike.push([name, column.nearly]);
	}
	if (isDone) return { transaction: row, leftOut: [], second: [], unlike };

	const transaction: JsonRecord = {};
	const leftOut: string[] = [];
	const moved: Array<[string, Place, Json]> = [];
	const second: string[] = [];
	for (const [name, value] of Object.entries(row)) {
		const { isLeftOut, place } = columnNamed(name);
		if (isLeftOut) leftOut.push(name);
		else if (place !== undefined) moved.push([name, place, value]);
		else transaction[name] = value;
	}
	for (const [name, place, value] of moved) if (!put(transaction, place, value)) second.push(name);
	const lines = transaction[CART];
	// the columns of a line may all be empty, or missing
	if (moved.some(([, { group }]) => group === CART) && Array.isArray(lines))
		transaction[CART] = lines.filter((line) => !isRecord(line) || Object.keys(line).length > 0);
	return { transaction, leftOut, second, unlike };
}

/**
 * Puts a value into its object. What the row has there already wins, unless it is empty; an empty column makes no object.
 * @returns false if the row has another value there
 */
function put(transaction: JsonRecord, { group, name, line }: Place, value: Json): boolean {
	if (group === undefined) return putInto(transaction, name, value);
	if (isBlank(value)) return true;
	const present = transaction[group] ?? undefined;
	if (group === CART) {
		if (present !== undefined && !Array.isArray(present)) return false;
		const lines = [...(present ?? [])];
		while (lines.length <= line) lines.push({});
		const target = lines[line];
		if (!isRecord(target)) return false;
		lines[line] = { ...target };
		transaction[group] = lines;
		return putInto(lines[line] as JsonRecord, name, value);
	}
	if (present !== undefined && !isRecord(present)) return false;
	const object: JsonRecord = { ...present };
	transaction[group] = object;
	return putInto(object, name, value);
}

function putInto(object: JsonRecord, name: string, value: Json): boolean {
	const present = Object.hasOwn(object, name) ? object[name] : undefined;
	if (isBlank(present)) object[name] = value;
	return isBlank(present) || isBlank(value) || present === value;
}

/** The column that was probably meant by a name that the item does not have. */
export function columnMeantBy(name: string, columns: string[]): string | undefined {
	return NAMES.meantBy(name, columns);
}
