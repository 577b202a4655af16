import { Columns, isTableColumn } from '../../../common/fields/columns';
import { isRecord, type Json, type JsonRecord } from '../../../common/values/json';
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

/** Every row of a table has the same columns. */
const places = new Map<string, Place | undefined>();
const MOST_PLACES = 5000;

function knownPlaceOf(column: string): Place | undefined {
	if (places.has(column)) return places.get(column);
	const place = placeOf(column);
	if (places.size < MOST_PLACES) places.set(column, place);
	return place;
}

/** True for a column that is sent as it is: one with the API's name and place, or one that the API's table does not have. */
function staysAsItIs(column: string): boolean {
	if (isTableColumn(column)) return false;
	const place = knownPlaceOf(column);
	return place === undefined || (place.group === undefined && place.name === column);
}

/** What was done with a row's columns, to be told. */
export interface PlacedColumns {
	transaction: JsonRecord;
	/** Columns that a table has added, which stay here. */
	leftOut: string[];
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
	for (const column in row) {
		if (!staysAsItIs(column)) isDone = false;
		else if (knownPlaceOf(column) === undefined) {
			const name = NAMES.nearlyNameOf(column);
			if (name !== undefined) unlike.push([column, name]);
		}
	}
	if (isDone) return { transaction: row, leftOut: [], unlike };

	const transaction: JsonRecord = {};
	const leftOut: string[] = [];
	const moved: Array<[Place, Json]> = [];
	for (const [column, value] of Object.entries(row)) {
		if (staysAsItIs(column)) transaction[column] = value;
		else if (isTableColumn(column)) leftOut.push(column);
		else moved.push([knownPlaceOf(column) as Place, value]);
	}
	for (const [place, value] of moved) put(transaction, place, value);
	return { transaction, leftOut, unlike };
}

/** Puts a value into its object. What the row has there already wins; an empty column makes no object. */
function put(transaction: JsonRecord, { group, name, line }: Place, value: Json): void {
	if (group === undefined) {
		if (!Object.hasOwn(transaction, name)) transaction[name] = value;
		return;
	}
	if (value === null || value === undefined || value === '') return;
	const present = transaction[group] ?? undefined;
	if (group === CART) {
		if (present !== undefined && !Array.isArray(present)) return;
		const lines = [...(present ?? [])];
		while (lines.length <= line) lines.push({});
		const target = lines[line];
		lines[line] = isRecord(target) ? { [name]: value, ...target } : target;
		transaction[group] = lines;
	} else if (present === undefined || isRecord(present)) {
		transaction[group] = { [name]: value, ...present };
	}
}

/** The column that was probably meant by a name that the item does not have. */
export function columnMeantBy(name: string, columns: string[]): string | undefined {
	return NAMES.meantBy(name, columns);
}
