import type {
	FieldType,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
	ResourceMapperFields,
} from 'n8n-workflow';

import { hideCardNumbers } from '../cardNumber';
import { InputError } from '../errors/errors';
import { type FoundColumns, problems } from '../errors/mappingProblems';
import type { AmountUnit, ExportSource, Fact } from '../exports/exportSource';
import type { Item } from '../run/item';
import { type DayPlace, dayPlaceIn, exportDate } from '../values/exportDates';
import { isBlank, toText } from '../values/validate';
import { comparable, type Filling, planHeaders } from './headers';
import { NEVER_GUESS, NOT_CHOSEN } from './kinds';
import { type MappedColumn, titleOf } from './mappedColumn';

/**
 * Map Columns: columns of the input fill the fields, automatically by their headers or as the user maps each of them. n8n's own
 * nodes for tables and sheets work the same way, with the same control.
 */

/** The parameter that stores the mapping. */
export const COLUMNS = 'columns';
export const AMOUNTS_ARE_IN = 'amountsAreIn';

/** The value of a source parameter that means Map Columns. */
export const MAPPED = 'columns';

const MAPPED_OPTION: INodePropertyOptions = {
	name: 'Map Columns',
	value: MAPPED,
	description: 'Each input item is a row of a table, a sheet or an export, whatever its columns are called',
};

/** The entries of a source parameter, Map Columns first: it is the default. */
export const withMapColumns = (others: INodePropertyOptions[]): INodePropertyOptions[] => [MAPPED_OPTION, ...others];

/** No default: the wrong unit is off by a factor of 100. */
export const amountUnits: INodePropertyOptions[] = [
	{ name: 'Normal Amounts (44.09)', value: 'major', description: '44.09 means 44.09' },
	{ name: 'Cents (4409)', value: 'hundredths', description: '4409 means 44.09' },
];

type Condition = NonNullable<INodeProperties['displayOptions']>;

/** The unit of mapped amounts. Empty is enough for an export whose unit is known. */
export function amountUnitField(displayOptions: Condition): INodeProperties {
	return {
		displayName: 'Amounts Are In',
		name: AMOUNTS_ARE_IN,
		type: 'options',
		noDataExpression: true,
		displayOptions,
		options: [NOT_CHOSEN, ...amountUnits],
		default: '',
		description: 'How the input writes an amount of 44.09',
		builderHint: NEVER_GUESS,
		hint: 'Choose one, unless the input is an export from Shopify, WooCommerce, Stripe, PayPal, Adyen or Braintree. The node uses the unit of these exports.',
	};
}

/** The fields of Map Columns. @param method the node's method that lists the columns */
export function mapColumnsFields(method: string, displayOptions: Condition, hasAmounts: boolean): INodeProperties[] {
	return [
		{
			displayName: problems.mapColumnsNotice().message,
			name: 'mapColumnsNotice',
			type: 'notice',
			displayOptions,
			default: '',
		},
		...(hasAmounts ? [amountUnitField(displayOptions)] : []),
		{
			displayName: 'Columns',
			name: COLUMNS,
			type: 'resourceMapper',
			noDataExpression: true,
			displayOptions,
			default: { mappingMode: 'autoMapInputData', value: null },
			required: true,
			typeOptions: {
				resourceMapper: {
					resourceMapperMethod: method,
					mode: 'add',
					fieldWords: { singular: 'column', plural: 'columns' },
					addAllFields: true,
					supportAutoMap: true,
					refreshStaleSchemaOnOpen: true,
				},
			},
			description: 'Which input column fills which field',
		},
	];
}

const DATES: Array<Fact | undefined> = ['orderDate', 'shippingDate'];

const TYPES: Partial<Record<INodeProperties['type'], FieldType>> = {
	dateTime: 'dateTime',
	number: 'number',
	options: 'options',
	fixedCollection: 'array',
};

/** The columns as n8n's mapper lists them: required ones first. */
export function mapperFields(columns: MappedColumn[]): ResourceMapperFields {
	const fields = columns.map((column) => {
		const { type, options } = column.kind.property;
		const choices = ((options ?? []) as INodePropertyOptions[]).filter((one) => one.value !== NOT_CHOSEN.value);
		return {
			id: column.name,
			displayName: titleOf(column),
			required: column.required === true,
			defaultMatch: false,
			canBeUsedToMatch: false,
			display: column.isHidden !== true,
			type: DATES.includes(column.fact) ? 'dateTime' : (TYPES[type] ?? 'string'),
			...(type === 'options' ? { options: choices } : {}),
		};
	});
	return { fields: [...fields.filter(({ required }) => required), ...fields.filter(({ required }) => !required)] };
}

/** A value of a row, for one column. */
export interface Cell {
	column: MappedColumn;
	value: unknown;
	/** What messages call it: the column with the user's own header. */
	label: string;
}

/** A row: what its columns fill. Empty cells are omitted. */
export interface MappedRow {
	cells: Cell[];
	/** What messages call a column, filled in or not. */
	labelOf: (name: string) => string;
	/** The known export that the row is from. */
	source?: ExportSource;
}

/** All headers of a run's items, in their order. Rows of a table have the same, so most are compared and not collected. */
function headersOf(inputs: INodeExecutionData[]): string[] {
	const headers = new Set<string>();
	let last: string[] = [];
	for (const { json } of inputs) {
		const names = Object.keys(json);
		if (names.length === last.length && names.every((name, at) => name === last[at])) continue;
		for (const name of names) headers.add(name);
		last = names;
	}
	return [...headers];
}

const shown = (header: string): string => hideCardNumbers(header.replace(/\s+/g, ' ').trim().slice(0, 60));

const labelWith = (column: MappedColumn, headers: string[]): string =>
	headers.length === 0
		? titleOf(column)
		: `${titleOf(column)} (column ${headers.map((header) => `"${shown(header)}"`).join(' and ')})`;

/** The header in an expression that only reads a column: `={{ $json.Total }}`, `={{ $json['Order Total'] }}`. */
function headerIn(stored: unknown): string[] {
	if (typeof stored !== 'string') return [];
	const [, ...names] =
		/^=\s*\{\{\s*\$json(?:\.([A-Za-z_$][\w$]*)|\[\s*(?:'([^']+)'|"([^"]+)")\s*\])\s*\}\}\s*$/.exec(stored) ?? [];
	return names.filter((name) => name !== undefined);
}

/** A plan for all rows of a run. */
type ReadRow = (item: Item) => MappedRow;

/** The mapping of one operation: it finds what fills each column once a run, and reads every row by it. */
export class ColumnMapping {
	private readonly byName: Map<string, MappedColumn>;
	/** An expression costs more than all else, so a row is read once. */
	private readonly rows = new WeakMap<Item, MappedRow>();

	/**
	 * @param columns every column that the operation has
	 * @param numbered the column of a header with a number, such as the second line of a cart
	 */
	constructor(
		readonly columns: MappedColumn[],
		private readonly numbered: (header: string) => MappedColumn | undefined = () => undefined,
	) {
		this.byName = new Map(columns.map((column) => [column.name, column]));
	}

	/** The row of an item. @throws InputError if a required column is missing: the same for every item of the run */
	row(item: Item): MappedRow {
		const known = this.rows.get(item) ?? this.readRow(item);
		this.rows.set(item, known);
		return known;
	}

	private readRow(item: Item): MappedRow {
		const read = item.onceARun(this, (inputs) => {
			const { isAutomatic, stored } = item.mapping(COLUMNS);
			return isAutomatic ? this.readerByHeaders(item, inputs) : this.readerByMapping(stored);
		});
		return read(item);
	}

	private readerByHeaders(first: Item, inputs: INodeExecutionData[]): ReadRow {
		const headers = headersOf(inputs);
		const numbered = headers.flatMap((header) => this.numbered(header) ?? []);
		const { fillings, source, left, unclear } = planHeaders(headers, [...this.columns, ...numbered]);
		const found: FoundColumns = {
			source: source?.name ?? '',
			taken: fillings.flatMap(({ column, headers }) =>
				headers.map((header): [string, string] => [shown(header), titleOf(column)]),
			),
			left: left.map(shown),
			unclear: unclear.map(({ headers, columns }) => ({ headers: headers.map(shown), columns })),
		};
		const missing = this.columns.filter(
			(column) => column.required && !fillings.some((filling) => filling.column === column),
		);
		if (missing.length > 0) return refusing(new InputError(problems.columnNotFound(missing.map(titleOf), found)));
		first.hint(problems.columnsMapped(found).message);
		const zone = source?.zone;
		const zoneHeader = zone && 'header' in zone ? zone.header : '';
		const zoneColumn = headers.find((header) => comparable(header) === comparable(zoneHeader));
		const dateColumns = new Map(
			fillings
				.filter(({ column }) => source && DATES.includes(column.fact))
				.map(({ column, headers: [header] }): [MappedColumn, DayPlace] => [
					column,
					dayPlaceIn(inputs.map(({ json }) => json[header])),
				]),
		);
		const labels = new Map(fillings.map(({ column, headers }) => [column.name, labelWith(column, headers)]));
		const labelOf = (name: string) => labels.get(name) ?? this.titleOf(name);
		return ({ input: { json } }) => {
			const zoneOfRow = (): string =>
				zone === undefined ? '' : 'name' in zone ? zone.name : toText(json[zoneColumn ?? '']);
			const cells: Cell[] = [];
			for (const { column, headers } of fillings) {
				const given = valueOf(json, headers);
				if (isBlank(given)) continue;
				const day = dateColumns.get(column);
				const value = day === undefined ? given : exportDate(given, day, zoneOfRow(), zoneHeader);
				cells.push({ column, value, label: labelOf(column.name) });
			}
			return { cells, labelOf, ...(source ? { source } : {}) };
		};
	}

	private readerByMapping(stored: Record<string, unknown>): ReadRow {
		const names = Object.keys(stored).filter((name) => !isBlank(stored[name]));
		const unknown = names.filter((name) => !this.byName.has(name));
		if (unknown.length > 0) return refusing(new InputError(problems.mappedColumnUnknown(unknown)));
		const missing = this.columns.filter(({ required, name }) => required && !names.includes(name));
		if (missing.length > 0) return refusing(new InputError(problems.columnNotMapped(missing.map(titleOf))));
		const labels = new Map(
			names.map((name) => [name, labelWith(this.byName.get(name) as MappedColumn, headerIn(stored[name]))]),
		);
		const labelOf = (name: string) => labels.get(name) ?? this.titleOf(name);
		return (item) => {
			const { values } = item.mapping(COLUMNS);
			const cells = names.flatMap((name): Cell[] => {
				const value = values[name];
				return isBlank(value) ? [] : [{ column: this.byName.get(name) as MappedColumn, value, label: labelOf(name) }];
			});
			return { cells, labelOf };
		};
	}

	private titleOf(name: string): string {
		const column = this.byName.get(name);
		return column ? titleOf(column) : name;
	}
}

/** One error for all rows, so that it is told once. */
function refusing(error: InputError): ReadRow {
	return () => {
		throw error;
	};
}

function valueOf(json: Record<string, unknown>, headers: Filling['headers']): unknown {
	if (headers.length === 1) return json[headers[0]];
	return headers
		.map((header) => toText(json[header]))
		.filter((text) => text !== '')
		.join(' ');
}

/** What the error about a missing unit is made for: it is told once a run. */
const UNIT_MISSING = {};

/**
 * The unit of a row's amounts: as chosen, otherwise that of the known export, which a hint tells.
 * @throws InputError if it is neither chosen nor known, and the row has an amount
 */
export function unitOf(item: Item, { cells, source }: MappedRow): AmountUnit {
	const chosen = item.value(AMOUNTS_ARE_IN);
	if (chosen === 'major' || chosen === 'hundredths') return chosen;
	const amounts = cells.filter(({ column }) => column.isAmount);
	if (amounts.length === 0) return 'major';
	if (source === undefined)
		throw item.onceARun(
			UNIT_MISSING,
			() => new InputError(problems.amountUnitMissing(amounts.map(({ label }) => label))),
		);
	item.hint(problems.amountUnitOfExport(source.name, source.amounts === 'major').message);
	return source.amounts;
}
