import { InputError } from './failure';

/**
 * Builds a path from a template whose values stay inside their segment: `path\`/api/v2/alerts/${id}\``.
 *
 * @throws InputError for a value that would climb out of its place (empty, `.`, `..`, half a character)
 */
export function path(literals: TemplateStringsArray, ...values: string[]): string {
	return literals.reduce((whole, literal, place) => {
		const value = values[place - 1];
		if (value === '' || value === '.' || value === '..' || /\p{Surrogate}/u.test(value)) {
			throw new InputError(`"${value}" cannot be part of an address`);
		}
		return whole + encodeURIComponent(value) + literal;
	});
}
