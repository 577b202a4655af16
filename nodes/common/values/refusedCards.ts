import { type CardPlace, FEWEST_HIDDEN, hideCardNumbers, holdsCardNumber } from '../cardNumber';
import { InputError } from '../errors/errors';
import { problems } from '../errors/problems';
import { type Json, type JsonRecord, withoutPath } from './json';

/** Names of a card's fields, in the languages of shops' files, without the marks on letters. */
const CARD_NAME =
	/card(?![ _]?acceptor)|^[fd]?pan(?![a-z]|_?id)|[^a-z]pan$|pan[ _-]?(?:no$|num|nr$)|primary[ _-]?account|^cc[ _-]?(?:n|$)|^last_?4$|tarjeta|kredit|karte|cart(?:ao|e(?![a-z]))|(?:^|[ _])carta|kaart|kort(?:n|$)|kart(?:a|y|[ _-]?n)|карт|カード|卡/i;
const MARKS = /\p{M}/gu;

/** True for a field that may contain a card number. Other long numbers are IDs, and one in ten of them looks like a card's. */
export const isCardName = (name: string): boolean => CARD_NAME.test(name.normalize('NFD').replace(MARKS, ''));

/** Names of fields with IDs, with the numbers on goods, and with those of bank accounts. `paid` is none. */
const ID_NAME =
	/(?:^|[^a-z])ids?$|(?:reference|order|transaction|invoice|tracking|token)(?:[^a-z]?(?:number|no|nr))?$|(?:^|[^a-z])(?:ean|gtin|upc|isbn|sku|iban|imei|barcode)(?:[^a-z]?(?:13|14|12|8|code|number|no|nr))?$|barcode$/i;
const ENDS_WITH_ID = /[a-z](?:Id|ID|Ref|Ean|EAN|Gtin|GTIN|Upc|UPC|Isbn|ISBN|Sku|SKU|Iban|IBAN)s?$/;
const isIdName = (name: string): boolean => ID_NAME.test(name) || ENDS_WITH_ID.test(name);

/** What the name of a field that the API does not have says of the numbers in it; undefined for IDs, whatever they look like. */
export const placeOf = (name: string): CardPlace | undefined =>
	isCardName(name) ? 'cardField' : isIdName(name) ? undefined : 'unknownField';

/** True for ASCII text with too few digits for a card number. Nearly all text has too few, and this check is the fastest. */
function hasTooFewDigits(text: string): boolean {
	let digits = 0;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code > 0x7f) return false;
		if (code >= 0x30 && code <= 0x39) digits++;
	}
	return digits < FEWEST_HIDDEN;
}

/** True for the entries of a list that may be the groups of one card number. */
const isListOfGroups = (value: Json): value is Array<string | number> =>
	Array.isArray(value) &&
	value.length > 1 &&
	value.every((entry) => (typeof entry === 'string' && entry.length <= 13) || typeof entry === 'number');

/** True if a value, or anything inside it, could contain a full card number. */
function holdsCard(value: Json, place: CardPlace): boolean {
	if (typeof value === 'string') return !hasTooFewDigits(value) && holdsCardNumber(value, place);
	if (typeof value === 'number') return holdsCardNumber(String(value), place);
	if (isListOfGroups(value)) return holdsCardNumber(value.join(','), place);
	return typeof value === 'object' && value !== null && Object.values(value).some((inner) => holdsCard(inner, place));
}

/** @param object what messages call the field's object. @throws InputError that does not show the number. */
export function refuseCardNumber(
	value: Json,
	name: string,
	object: string,
	place: CardPlace = isCardName(name) ? 'cardField' : 'anywhere',
): void {
	// a name may be a card number itself
	if (holdsCard(value, place))
		throw new InputError(problems.cardNumberFound(hideCardNumbers(name), hideCardNumbers(object)));
}

/** Text in words, of a field of any service: only some words contain a card number. @throws InputError that does not show it */
export function refuseCardInText(text: string, field: string): void {
	if (holdsCard(text, 'unknownField')) throw new InputError(problems.cardNumberFound(field));
}

/** A file without a header line has its first row's values for names. @throws InputError that does not show the number */
export function refuseCardAsName(name: string, object: string): void {
	refuseCardNumber(name, name, object, 'unknownField');
}

/**
 * Checks, at any depth, an object or list that the API's table does not have.
 * @param isOwn true for an object of the API, whose other fields may hold IDs: then only those named after a card are checked
 */
export function refuseCardsWithin(value: Json, path: string, isOwn: boolean, name = '', seen = new Set<Json>()): void {
	// an object that contains itself is reported when it is written
	if (typeof value !== 'object' || value === null || seen.has(value)) return;
	seen.add(value);
	const isList = Array.isArray(value);
	if (!isOwn && isListOfGroups(value) && placeOf(name)) refuseCardNumber(value, name, path, placeOf(name));
	for (const [key, inner] of Object.entries(value) as Array<[string, Json]>) {
		if (!isList && !isOwn) refuseCardAsName(key, path);
		// the entries of a list are what the list is called
		const field = isList ? name : key;
		const place = placeOf(field);
		if (!isList && place === 'cardField') refuseCardNumber(inner, field, path, place);
		else if (typeof inner === 'object' && inner !== null)
			refuseCardsWithin(inner, isList ? `${path}[${key}]` : `${path}.${key}`, isOwn, field, seen);
		else if (!isOwn && place) refuseCardNumber(inner, isList ? `${name}[${key}]` : field, path, place);
	}
}

/**
 * Checks what additional JSON adds to a body: the fields that the node does not have.
 * @param known the paths of those it has, which are checked by their kinds
 * @throws InputError that does not show the number
 */
export function refuseCardsBeside(known: string[], body: JsonRecord, name: string): void {
	refuseCardsWithin(known.reduce(withoutPath, body), name, false);
}
