import { InputError } from '../../../../nodes/common/errors/errors';
import type { Problem } from '../../../../nodes/common/errors/problem';

/** The problem that a call is refused for. */
export function refusalOf(run: () => unknown): Problem {
	let error: unknown;
	try {
		run();
	} catch (thrown) {
		error = thrown;
	}
	if (error === undefined) throw new Error('It was accepted');
	expect(error).toBeInstanceOf(InputError);
	return (error as InputError).problem;
}

/** A problem with this code, whose message names all of these. */
export function naming(code: string, ...named: string[]): unknown {
	const message = new RegExp(named.map((text) => `(?=[^]*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})`).join(''));
	return expect.objectContaining({ code, message: expect.stringMatching(message) as string });
}

/** All that a user reads of a problem. */
export const wordsOf = ({ message, advice }: Problem) => `${message} | ${advice}`;
