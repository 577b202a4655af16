import { InputError } from '../errors/errors';
import { messages } from '../errors/problems';

/**
 * Builds a path from a template whose values stay inside their segment: `path\`/api/v2/alerts/${id}\``.
 *
 * @throws InputError for a value that would climb out of its place (empty, `.`, `..`, half a character)
 */
export function path(literals: TemplateStringsArray, ...values: string[]): string {
	return literals.reduce((whole, literal, place) => {
		const value = values[place - 1];
		if (value === '' || value === '.' || value === '..' || /\p{Surrogate}/u.test(value)) {
			throw new InputError(messages.badSegment(value));
		}
		return whole + encodeURIComponent(value) + literal;
	});
}
