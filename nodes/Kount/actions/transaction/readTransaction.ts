import { type CardPlace, FEWEST_HIDDEN, hideCardNumbers } from '../../../common/cardNumber';
import { InputError } from '../../../common/errors/errors';
import { problems as commonProblems } from '../../../common/errors/problems';
import { rules as common } from '../../../common/errors/rules';
import { isRecord, type Json, type JsonRecord } from '../../../common/values/json';
import { placeOf, refuseCardAsName, refuseCardNumber, refuseCardsWithin } from '../../../common/values/refusedCards';
import { invalid, invalidLength, isBlank, type Reading } from '../../../common/values/validate';
import { problems } from '../../problems';
import { columnMeantBy } from './transactionColumns';
import {
	cardFields,
	type FieldGroup,
	labelOf,
	requiredFields,
	type TransactionField,
	transactionFields,
} from './transactionFields';
import { digitsOf } from './transactionKinds';

/** Returns the value as it is sent; undefined to omit it. */
type Read = (value: Json, label: string, reading: Reading) => Json | undefined;

interface KnownField {
	/** Omitted for a field that the API's table does not have. */
	read?: Read;
	label: string;
	/** How a card number in it is recognized; undefined if its kind refuses more than that. */
	card: CardPlace | undefined;
	/** Text of at most this many characters is sent unchanged and unread: nearly all of millions of values. */
	safeLength: number;
}

/** @param longest characters that need no check by the field's kind; -1 if all text does */
function knownField(read: Read | undefined, label: string, card: CardPlace | undefined, longest: number): KnownField {
	return { read, label, card, safeLength: card ? Math.min(longest, FEWEST_HIDDEN - 1) : longest };
}

const OBJECTS: Array<[FieldGroup, Read]> = [
	['paymentInformation', readObject('paymentInformation')],
	['additionalTransactionData', readObject('additionalTransactionData')],
	['shoppingCart', readCart],
	['other', readObject('other')],
];

/** The fields of one of the API's objects. */
class FieldsByPosition {
	private readonly byName: Map<string, KnownField>;

	/** The last object's names, in their order, and what is known of them. */
	private readonly names: string[] = [];

	private readonly inOrder: KnownField[] = [];

	constructor(private readonly group: FieldGroup) {
		const ofField = (field: TransactionField, card?: CardPlace): [string, KnownField] => [
			field.name,
			knownField(field.kind.read, labelOf(field), card, field.kind.isName ? -1 : field.kind.safeLength),
		];
		const isPayment = group === 'paymentInformation';
		const objects = group === 'root' ? OBJECTS : [];
		this.byName = new Map([
			...transactionFields[group].map((field) =>
				ofField(field, isPayment ? 'anywhere' : field.kind.isFreeText ? 'unknownField' : undefined),
			),
			...objects.map(([name, read]): [string, KnownField] => [name, knownField(read, `"${name}"`, undefined, -1)]),
			// a card's own fields may not contain a full card number either, whatever object they are in
			...cardFields.map((field) => ofField(field)),
		]);
	}

	/** @param position of the field in its object: all rows of a table have the same order */
	at(position: number, name: string): KnownField {
		if (this.names[position] === name) return this.inOrder[position];
		const known = this.byName.get(name) ?? this.unknown(name);
		this.names[position] = name;
		this.inOrder[position] = known;
		return known;
	}

	/** A field that the API's table does not have. @throws InputError if its name is a card number */
	private unknown(name: string): KnownField {
		refuseCardAsName(name, nameOf(this.group));
		const isPayment = this.group === 'paymentInformation';
		const place = placeOf(name);
		return knownField(
			undefined,
			name,
			isPayment && place !== 'cardField' ? 'anywhere' : place,
			Number.POSITIVE_INFINITY,
		);
	}
}

const nameOf = (group: FieldGroup) => (group === 'root' ? 'a transaction' : group);

const fieldsOf = Object.fromEntries(
	Object.keys(transactionFields).map((group) => [group, new FieldsByPosition(group as FieldGroup)]),
) as Record<FieldGroup, FieldsByPosition>;

/** The object, checked and written as the API requires. It is copied only if something changes: there may be 100,000s. */
function readGroup(record: JsonRecord, group: FieldGroup, reading: Reading): JsonRecord {
	const fields = fieldsOf[group];
	let changed: JsonRecord | undefined;
	let position = 0;
	// faster than a list of the names, which matters for millions of them; JSON inherits nothing
	for (const name in record) {
		const value = record[name];
		const known = fields.at(position++, name);
		if (typeof value === 'string' && value.length <= known.safeLength) continue;
		const { read, label, card } = known;
		const isForeign = read === undefined && typeof value === 'object' && card !== 'cardField' && card !== 'anywhere';
		if (isForeign) refuseCardsWithin(value, group === 'root' ? name : `${group}.${name}`, false, name);
		else if (card) refuseCardNumber(value, name, nameOf(group), card);
		// an empty database column is omitted
		const next =
			value === null || value === undefined ? undefined : read === undefined ? value : read(value, label, reading);
		if (next === value) continue;
		changed ??= { ...record };
		if (next === undefined) delete changed[name];
		else changed[name] = next;
	}
	return changed ?? record;
}

function readObject(group: FieldGroup): Read {
	return (value, label, reading) => {
		if (isRecord(value)) return readGroup(value, group, reading);
		// text instead of an object may contain a card number
		const isHidden = group === 'paymentInformation' && typeof value === 'string' && digitsOf(value).length > 4;
		throw isHidden ? invalidLength(label, common.jsonRecord(), value) : invalid(label, common.jsonRecord(), value);
	};
}

function readCart(value: Json, label: string, reading: Reading): Json[] {
	if (!Array.isArray(value)) throw invalid(label, common.jsonList(), value);
	let changed: Json[] | undefined;
	for (let index = 0; index < value.length; index++) {
		const line = value[index];
		if (!isRecord(line)) throw invalid(`"shoppingCart[${index}]"`, common.jsonRecord(), line);
		const read = readGroup(line, 'shoppingCart', reading);
		if (read === line) continue;
		changed ??= [...value];
		changed[index] = read;
	}
	return changed ?? value;
}

function adviceAbout(name: string, columns: string[]): string {
	return commonProblems.itemColumns(name, columns.map(hideCardNumbers), columnMeantBy(name, columns)).message;
}

/**
 * The transaction as it is sent: flags as `True` or `False`, dates in UTC, a BIN of 8 digits cut to 6. Unknown fields stay unchanged.
 * @param given amounts are hundredths already
 * @param columns the item's columns if it is itself the transaction: the advice about a missing one names them
 * @throws InputError naming the field and the rule; a card number is never shown. Contract: 2.2, 5 (8 to 12)
 */
export function readTransaction(given: JsonRecord, reading: Reading, columns?: () => string[]): JsonRecord {
	// one by one: a loop over the list takes three times as long
	if (isBlank(given.orderNumber) || isBlank(given.orderDateTime) || isBlank(given.orderTotal)) {
		const [field] = requiredFields.filter(({ name }) => isBlank(given[name]));
		throw new InputError(problems.transactionFieldEmpty(labelOf(field), columns && adviceAbout(field.name, columns())));
	}
	return readGroup(given, 'root', reading);
}
