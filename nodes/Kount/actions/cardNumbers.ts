import { FEWEST_DIGITS, hideCardNumbers, holdsCardNumber } from '../../common/cardNumber';
import { InputError } from '../../common/errors/errors';
import type { Json } from '../../common/values/json';
import { problems } from '../problems';

const CARD_NAME = /card(?![ _]?acceptor)|^pan$|^last_?4$/i;

/** True for a field that may contain a card number. Other long numbers are IDs, and one in ten of them looks like a card's. */
export const isCardName = (name: string): boolean => CARD_NAME.test(name);

/** True for ASCII text with too few digits for a card number. Nearly all text has too few, and this check is the fastest. */
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

/** @param object what messages call the field's object. @throws InputError that does not show the number. Contract: 6 (6) */
export function refuseCardNumber(value: Json, name: string, object: string): void {
	// a name may be a card number itself
	if (holdsCard(value)) throw new InputError(problems.cardNumberFound(hideCardNumbers(name), hideCardNumbers(object)));
}

/** Checks, at any depth, the fields with a card's name in an object or list that the API's table does not have. */
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
