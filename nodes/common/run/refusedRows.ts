import { ServiceError } from '../errors/errors';
import { problems } from '../errors/problems';

/** Statuses of a refusal that other content could have avoided: not one about the credential, the address or the pace. */
const ABOUT_CONTENT = [400, 404, 409, 413, 415, 422];

export function isAboutContent(error: unknown): error is ServiceError {
	return error instanceof ServiceError && ABOUT_CONTENT.includes(error.failure.status ?? 0);
}

/** A path that begins with a row: `transactions[499].price`, `[499].price`, `mids.499.price`, `499.price`. */
const ROW_PATH = /^(?:[A-Za-z_]\w*)?(?:\[(\d+)\]|\.?(\d+)(?=\.))\.?/;
/** The same within a sentence, where only brackets tell a row from other numbers. */
const ROW_IN_WORDS = /(?:^|[\s;,("'])(?:[A-Za-z_]\w*)?\[(\d+)\]\.?/;

/** What a service said of each row of a batch, if it names rows by their place. */
function wordsByRow({ failure }: ServiceError, count: number): Map<number, string[]> {
	const found = new Map<number, string[]>();
	const add = (row: number, words: string) => {
		if (row < count) found.set(row, [...(found.get(row) ?? []), words]);
	};
	for (const [path, words] of Object.entries(failure.fields ?? {})) {
		const match = ROW_PATH.exec(path);
		if (match) add(Number(match[1] ?? match[2]), `${path.slice(match[0].length)}: ${words}`.replace(/^: /, ''));
	}
	if (found.size > 0) return found;
	for (const words of failure.problem.message.split(/;\s+|\n/)) {
		const match = ROW_IN_WORDS.exec(words);
		if (match) add(Number(match[1]), words.slice(match.index + match[0].length));
	}
	return found;
}

/**
 * The error of each row that a refused batch blames, in the service's words about this row.
 * @param count the rows of the batch
 * @returns empty if the refusal names no row
 */
export function refusedRows(error: ServiceError, service: string, count: number): Map<number, ServiceError> {
	const { failure } = error;
	const errors = new Map<number, ServiceError>();
	for (const [row, words] of wordsByRow(error, count)) {
		const { message, advice } = problems.badRequest(service, failure.status ?? 400, words.join('; '), true);
		errors.set(
			row,
			new ServiceError({ ...failure, problem: { ...failure.problem, message, advice }, fields: undefined }),
		);
	}
	return errors;
}
