import { visible } from '../values/identifiers';

/** Columns that n8n's tables and spreadsheet nodes add to a row: they say where it comes from, not what it is about. */
const OF_TABLES = new Set(['row_number', 'id', 'createdAt', 'updatedAt']);

/** True for a column that a table adds itself. */
export function isTableColumn(column: string): boolean {
	return OF_TABLES.has(column);
}

/** A name without what separates its words: `Order Number`, `order_number` and `orderNumber` are nearly the same. */
const squeezed = (name: string) => name.toLowerCase().replace(/[\s_.-]+/g, '');

/** The most column names that are remembered: a table has few, but every item may have others. */
const MOST_REMEMBERED = 2000;

/** The API's names for the columns of input items. Marks, blanks and case around a name do not matter. */
export class Columns {
	private readonly byLowerCase: Map<string, string>;
	private readonly bySqueezed: Map<string, string>;
	private readonly known: Set<string>;
	private readonly remembered = new Map<string, string | undefined>();

	/** @param names as the API has them */
	constructor(names: Iterable<string>) {
		this.known = new Set(names);
		this.byLowerCase = new Map([...this.known].map((name) => [name.toLowerCase(), name]));
		this.bySqueezed = new Map([...this.known].map((name) => [squeezed(name), name]));
	}

	/** The API's name for a column; undefined if it has none. */
	nameOf(column: string): string | undefined {
		if (this.known.has(column)) return column;
		if (this.remembered.has(column)) return this.remembered.get(column);
		const name = this.byLowerCase.get(visible(column).toLowerCase());
		if (this.remembered.size < MOST_REMEMBERED) this.remembered.set(column, name);
		return name;
	}

	/** The API's name that a column nearly has: it differs by blanks, dashes or underscores within. */
	nearlyNameOf(column: string): string | undefined {
		return this.nameOf(column) === undefined ? this.bySqueezed.get(squeezed(visible(column))) : undefined;
	}

	/** The column that was probably meant by a name that the item does not have. */
	meantBy(name: string, columns: string[]): string | undefined {
		return columns.find((column) => this.nearlyNameOf(column) === name);
	}
}
