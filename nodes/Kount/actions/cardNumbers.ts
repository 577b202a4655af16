import { FEWEST_DIGITS, hideCardNumbers, holdsCardNumber } from '../../common/cardNumber';
import { InputError } from '../../common/errors/errors';
import type { Json } from '../../common/values/json';
import { messages } from '../problems';

/** Names under which rows of a shop hold card numbers. Other long numbers are ids (a card acceptor's too), of which one in ten looks like a card's. */
const CARD_NAME = /card(?![ _]?acceptor)|^pan$|^last_?4$/i;

/** True for a member that may hold nothing that looks like a card number. */
export const isCardName = (name: string): boolean => CARD_NAME.test(name);

/** True for text in which nothing but letters and signs of ASCII and too few digits stand: nearly all text, and this look is the fastest. */
function hasTooFewDigits(text: string): boolean {
	let digits = 0;
	for (let place = 0; place < text.length; place++) {
		const code = text.charCodeAt(place);
		if (code > 0x7f) return false;
		if (code >= 0x30 && code <= 0x39) digits++;
	}
	return digits < FEWEST_DIGITS;
}

/** True where a value, or anything inside of it, could hold a whole card number. */
function holdsCard(value: Json): boolean {
	// full-width digits are digits too
	if (typeof value === 'string') return !hasTooFewDigits(value) && holdsCardNumber(value.normalize('NFKC'));
	if (typeof value === 'number') return holdsCardNumber(String(value));
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsCard);
}

/**
 * Whole card numbers do not belong in this API. Contract: 6 (6)
 *
 * @param name the member's
 * @param place the object it stands in
 * @throws InputError which does not show the number
 */
export function refuseCardNumber(value: Json, name: string, place: string): void {
	// a name may be a card number itself
	if (holdsCard(value))
		throw new InputError(messages.cardNumber(hideCardNumbers(name), hideCardNumbers(place)), messages.cardNumberAdvice);
}

/**
 * Looks through an object or a list that the API does not know, at any depth, for members under the name of a card.
 *
 * @param place what messages call the object
 * @throws InputError which does not show the number
 */
export function refuseCardsWithin(value: Json, place: string, seen = new Set<Json>()): void {
	// an object that holds itself is told when it is written
	if (typeof value !== 'object' || value === null || seen.has(value)) return;
	seen.add(value);
	const isList = Array.isArray(value);
	for (const [name, inner] of Object.entries(value) as Array<[string, Json]>) {
		if (!isList && isCardName(name)) refuseCardNumber(inner, name, place);
		else if (typeof inner === 'object' && inner !== null)
			refuseCardsWithin(inner, isList ? `${place}[${name}]` : `${place}.${name}`, seen);
	}
}
