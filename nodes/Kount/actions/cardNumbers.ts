import { FEWEST_DIGITS, hideCardNumbers, holdsCardNumber } from '../../common/cardNumber';
import { InputError } from '../../common/errors/errors';
import type { Json } from '../../common/values/json';
import { problems } from '../problems';

/** Names under which a shop's rows contain card numbers. Other long numbers are IDs (also a card acceptor's), and one in ten of them looks like a card's. */
const CARD_NAME = /card(?![ _]?acceptor)|^pan$|^last_?4$/i;

/** True for a field in which nothing may look like a card number. */
export const isCardName = (name: string): boolean => CARD_NAME.test(name);

/** True for ASCII text with too few digits for a card number: that is nearly all text, and this check is the fastest. */
function hasTooFewDigits(text: string): boolean {
	let digits = 0;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code > 0x7f) return false;
		if (code >= 0x30 && code <= 0x39) digits++;
	}
	return digits < FEWEST_DIGITS;
}

/** True if a value, or anything inside it, could contain a full card number. */
function holdsCard(value: Json): boolean {
	// full-width digits are digits too
	if (typeof value === 'string') return !hasTooFewDigits(value) && holdsCardNumber(value.normalize('NFKC'));
	if (typeof value === 'number') return holdsCardNumber(String(value));
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsCard);
}

/**
 * Full card numbers do not belong in this API. Contract: 6 (6)
 *
 * @param name the field's
 * @param object what messages call the object that has the field
 * @throws InputError that does not show the number
 */
export function refuseCardNumber(value: Json, name: string, object: string): void {
	// a name may be a card number itself
	if (holdsCard(value)) throw new InputError(problems.cardNumberFound(hideCardNumbers(name), hideCardNumbers(object)));
}

/**
 * Looks through an object or a list that is not in the API's table, at any depth, for fields with a card's name.
 *
 * @param path what messages call the object
 * @throws InputError that does not show the number
 */
export function refuseCardsWithin(value: Json, path: string, seen = new Set<Json>()): void {
	// an object that contains itself is reported when it is written
	if (typeof value !== 'object' || value === null || seen.has(value)) return;
	seen.add(value);
	const isList = Array.isArray(value);
	for (const [name, inner] of Object.entries(value) as Array<[string, Json]>) {
		if (!isList && isCardName(name)) refuseCardNumber(inner, name, path);
		else if (typeof inner === 'object' && inner !== null)
			refuseCardsWithin(inner, isList ? `${path}[${name}]` : `${path}.${name}`, seen);
	}
}
