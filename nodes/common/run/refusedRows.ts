import { ServiceError } from '../errors/errors';
import { problems } from '../errors/problems';
import type { JsonRecord } from '../values/json';

/** Statuses of a refusal that other content could have avoided: not one about the credential, the address or the pace. */
const ABOUT_CONTENT = [400, 404, 409, 413, 415, 422];

export function isAboutContent(error: unknown): error is ServiceError {
	return error instanceof ServiceError && ABOUT_CONTENT.includes(error.failure.status ?? 0);
}

/** A path that begins with a row: `transactions[499].price`, `[499].price`, `mids.499.price`, `499.price`. */
const ROW_PATH = /^(?<list>[A-Za-z_]\w*)?(?:\[(\d+)\]|\.?(\d+)(?=\.))\.?/;
/** The same within a sentence, where brackets, or a list's name and a field's, tell a row from other numbers. */
const ROW_IN_WORDS =
	/(?:^|[\s;,("'])(?:(?<list>[A-Za-z_]\w*)?\[(?<row>\d+)\]\.?|(?<dotted>[A-Za-z_]+)\.(?<place>\d+)\.(?=[A-Za-z]))/g;

/** What stands between the rows of which a service says the same. */
const BETWEEN_ROWS = /^[\s,;]*(?:and|or|&|to)?[\s,;]*$/i;

/** What a service said of one row. */
interface Blame {
	words: string[];
	/** Its complaint per field, as in `ServiceFailure`. */
	fields: Record<string, string>;
}

/** What a service said of each row of a batch, if it names rows by their place. A place in a list inside a row is none. */
function blameByRow({ failure }: ServiceError, rows: readonly JsonRecord[]): Map<number, Blame> {
	const isInsideRow = (match: RegExpExecArray) => {
		const list = match.groups?.list ?? match.groups?.dotted;
		return list !== undefined && rows.some((row) => Object.hasOwn(row, list));
	};
	const found = new Map<number, Blame>();
	const blame = (row: number): Blame => {
		const known = found.get(row) ?? { words: [], fields: {} };
		if (row < rows.length) found.set(row, known);
		return known;
	};
	for (const [path, words] of Object.entries(failure.fields ?? {})) {
		const match = ROW_PATH.exec(path);
		if (!match || isInsideRow(match)) continue;
		const { words: all, fields } = blame(Number(match[2] ?? match[3]));
		const field = path.slice(match[0].length);
		if (field !== '') fields[field] = words;
		all.push(field === '' ? words : `${field}: ${words}`);
	}
	if (found.size > 0) return found;
	for (const words of failure.problem.message.split(/;\s+|\n/)) {
		const matches = [...words.matchAll(ROW_IN_WORDS)].filter((match) => !isInsideRow(match));
		const before = words.slice(0, matches[0]?.index).trim();
		// each part of a sentence is about the rows named since the part before: "transactions[3] and transactions[7]: invalid"
		let named: number[] = [];
		matches.forEach((match, at) => {
			named.push(Number(match.groups?.row ?? match.groups?.place));
			const said = words.slice(match.index + match[0].length, matches[at + 1]?.index);
			if (at < matches.length - 1 && BETWEEN_ROWS.test(said)) return;
			// the rows may also stand at the end: "invalid currency in transactions[3]"
			for (const row of new Set(named)) blame(row).words.push(said.trim() || before);
			named = [];
		});
	}
	return found;
}

/**
 * The error of each row that a refused batch blames, in the service's words about this row.
 * @param rows those of the batch
 * @returns empty if the refusal names no row
 */
export function refusedRows(
	error: ServiceError,
	service: string,
	rows: readonly JsonRecord[],
): Map<number, ServiceError> {
	const { failure } = error;
	const errors = new Map<number, ServiceError>();
	for (const [row, { words, fields }] of blameByRow(error, rows)) {
		const { message, advice } = problems.badRequest(service, failure.status ?? 400, words.join('; '), true);
		errors.set(row, new ServiceError({ ...failure, problem: { ...failure.problem, message, advice }, fields }));
	}
	return errors;
}
