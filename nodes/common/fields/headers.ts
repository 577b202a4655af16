import { exportSources } from '../exports';
import type { ExportSource, Fact } from '../exports/exportSource';
import { visible } from '../values/identifiers';
import { labelParts } from '../values/validate';
import { isTableColumn } from './columns';
import { type MappedColumn, titleOf } from './mappedColumn';

/** A header as headers are compared: `Created At`, `created_at` and a `createdAt` with a byte order mark are the same. */
export const comparable = (header: string): string =>
	visible(header)
		.toLowerCase()
		.replace(/[\s_.-]+/g, '');

/** What fills a column: one header, or several that are joined. */
export interface Filling {
	column: MappedColumn;
	headers: string[];
}

/** What becomes of an input's headers. */
export interface HeaderPlan {
	fillings: Filling[];
	/** The export that the headers come from, if it is a known one. */
	source?: ExportSource;
	/** Headers that fill nothing. */
	left: string[];
	/** Headers that could fill several columns, or of which several could fill the same. They fill none. */
	unclear: Array<{ headers: string[]; columns: string[] }>;
}

const headersOf = (given: string | string[] = []): string[] => (Array.isArray(given) ? given : [given]);

/** The known export that has these headers. With headers of several, it is none of them. */
function sourceOf(present: Set<string>): ExportSource | undefined {
	const found = exportSources.filter(({ recognizedBy }) => recognizedBy.every((one) => present.has(comparable(one))));
	return found.length === 1 ? found[0] : undefined;
}

/** What single headers mean in any known export. Those that are only a part of a fact mean nothing alone. */
const factsOf = new Map<string, Set<Fact>>();
for (const { columns } of exportSources) {
	for (const [fact, given] of Object.entries(columns)) {
		if (Array.isArray(given)) continue;
		const header = comparable(given);
		factsOf.set(header, (factsOf.get(header) ?? new Set()).add(fact as Fact));
	}
}

/** Finds the columns that headers fill. */
class Planner {
	private readonly byHeader = new Map<string, string[]>();
	private readonly source: ExportSource | undefined;
	private readonly used = new Set<string>();
	private readonly filled = new Map<MappedColumn, string[]>();
	private readonly unclear: HeaderPlan['unclear'] = [];

	constructor(
		private readonly headers: string[],
		private readonly columns: MappedColumn[],
	) {
		for (const header of headers) {
			const key = comparable(header);
			this.byHeader.set(key, [...(this.byHeader.get(key) ?? []), header]);
		}
		this.source = sourceOf(new Set(this.byHeader.keys()));
	}

	plan(): HeaderPlan {
		this.fillByName();
		if (this.source) this.fillFrom(this.source);
		this.fillByMeaning();
		return {
			fillings: this.columns.flatMap((column) => {
				const headers = this.filled.get(column);
				return headers ? [{ column, headers }] : [];
			}),
			...(this.source ? { source: this.source } : {}),
			left: this.headers.filter((header) => !this.used.has(header)),
			unclear: this.unclear,
		};
	}

	/** The API's own names come first, whatever else a header could mean. */
	private fillByName(): void {
		const exact = new Map(this.columns.map((column) => [column.name.toLowerCase(), column]));
		const candidates = new Map<MappedColumn, string[]>();
		for (const header of this.headers) {
			const column = exact.get(visible(header).toLowerCase());
			// an export's `id` or `currency` means what it means there
			if (!column || (this.source && this.isOf(this.source, header))) continue;
			candidates.set(column, [...(candidates.get(column) ?? []), header]);
		}
		this.settle(candidates, ({ name }) => name);
	}

	private isOf({ columns, unlike = [] }: ExportSource, header: string): boolean {
		const key = comparable(header);
		return [...Object.values(columns), unlike].some((given) => headersOf(given).some((one) => comparable(one) === key));
	}

	private fillFrom({ columns }: ExportSource): void {
		const fills: Array<[MappedColumn, string[]]> = [];
		for (const column of this.columns) {
			if (column.fact === undefined || this.filled.has(column)) continue;
			const headers = headersOf(columns[column.fact]).flatMap((one) => this.byHeader.get(comparable(one))?.[0] ?? []);
			if (headers.length > 0) fills.push([column, headers]);
		}
		for (const [column, headers] of fills) this.fill(column, headers);
	}

	/** By the panel's labels, by names that are written otherwise, and by what headers mean in known exports. */
	private fillByMeaning(): void {
		const byWords = new Map<string, Set<MappedColumn>>();
		for (const column of this.columns) {
			for (const words of [column.name, column.displayName, column.title ?? '', ...(column.aliases ?? [])]) {
				if (words === '') continue;
				byWords.set(comparable(words), (byWords.get(comparable(words)) ?? new Set()).add(column));
			}
		}
		// the words of "Case Number (Expedient Number)" alone, where they mean no other column
		const byPart = new Map<string, MappedColumn[]>();
		for (const column of this.columns) {
			for (const part of labelParts(column.displayName))
				byPart.set(comparable(part), [...(byPart.get(comparable(part)) ?? []), column]);
		}
		for (const [key, columns] of byPart)
			if (columns.length === 1 && !byWords.has(key)) byWords.set(key, new Set(columns));
		const candidates = new Map<MappedColumn, string[]>();
		for (const header of this.headers) {
			if (this.used.has(header) || isTableColumn(header) || (this.source && this.isOf(this.source, header))) continue;
			const key = comparable(header);
			const facts = this.source ? undefined : factsOf.get(key);
			const byFact = facts ? this.columns.filter(({ fact }) => fact !== undefined && facts.has(fact)) : [];
			const meant = [...new Set([...(byWords.get(key) ?? []), ...byFact])];
			const open = meant.filter((column) => !this.filled.has(column));
			if (meant.length > 1 && open.length > 0) {
				this.used.add(header);
				this.unclear.push({ headers: [header], columns: meant.map(titleOf) });
			} else if (open.length === 1) {
				candidates.set(open[0], [...(candidates.get(open[0]) ?? []), header]);
			}
		}
		this.settle(candidates, ({ name, displayName, title = displayName }) => (comparable(title) === '' ? name : title));
	}

	/** Fills each column that exactly one header is for. One that is written exactly so wins over others. */
	private settle(candidates: Map<MappedColumn, string[]>, wordsOf: (column: MappedColumn) => string): void {
		for (const [column, headers] of candidates) {
			const exact = headers.filter((header) => header === wordsOf(column));
			const chosen = headers.length === 1 ? headers : exact;
			if (chosen.length === 1) {
				this.fill(column, chosen);
				continue;
			}
			for (const header of headers) this.used.add(header);
			this.unclear.push({ headers, columns: [titleOf(column)] });
		}
	}

	private fill(column: MappedColumn, headers: string[]): void {
		this.filled.set(column, headers);
		for (const header of headers) this.used.add(header);
	}
}

/** What becomes of the headers of an input. @param columns that they can fill */
export function planHeaders(headers: string[], columns: MappedColumn[]): HeaderPlan {
	return new Planner(headers, columns).plan();
}
