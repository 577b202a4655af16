import { FEWEST_DIGITS } from '../../../common/cardNumber';
import { InputError } from '../../../common/errors/errors';
import { rules as common } from '../../../common/errors/problems';
import { isRecord, type Json, type JsonRecord } from '../../../common/values/json';
import { invalid, invalidLength, isBlank } from '../../../common/values/validate';
import { problems } from '../../problems';
import { isCardName, refuseCardNumber, refuseCardsWithin } from '../cardNumbers';
import {
	cardFields,
	type FieldGroup,
	labelOf,
	requiredFields,
	type TransactionField,
	transactionFields,
} from './transactionFields';
import { digitsOf, type Hint } from './transactionKinds';

/** Reads one value: what is sent for it, undefined for nothing. */
type Read = (value: Json, label: string, hint: Hint) => Json | undefined;

/** What is known of a field of an object. */
interface KnownField {
	/** Left out for a field that the API's table does not have. */
	read?: Read;
	label: string;
	/** True if it may contain anything, but no card number. */
	mayHoldCard: boolean;
	/** Text of at most this many characters is sent unchanged, without another look: nearly all of millions of values. */
	safeLength: number;
}

/** @param longest characters that its kind, or the lack of one, lets pass unchanged; -1 for none */
function knownField(read: Read | undefined, label: string, mayHoldCard: boolean, longest: number): KnownField {
	return { read, label, mayHoldCard, safeLength: mayHoldCard ? Math.min(longest, FEWEST_DIGITS - 1) : longest };
}

/** The objects within a transaction. */
const OBJECTS: Array<[FieldGroup, Read]> = [
	['paymentInformation', readObject('paymentInformation')],
	['additionalTransactionData', readObject('additionalTransactionData')],
	['shoppingCart', readCart],
	['other', readObject('other')],
];

/** The fields of one of the API's objects. */
class FieldsByPosition {
	private readonly byName: Map<string, KnownField>;

	/** The names that the last object had, in their order, and what is known of them. */
	private readonly names: string[] = [];

	private readonly inOrder: KnownField[] = [];

	constructor(private readonly group: FieldGroup) {
		const ofField = (field: TransactionField, mayHoldCard: boolean): [string, KnownField] => [
			field.name,
			knownField(field.kind.read, labelOf(field), mayHoldCard, field.kind.safeLength),
		];
		const isPayment = group === 'paymentInformation';
		const objects = group === 'root' ? OBJECTS : [];
		this.byName = new Map([
			...transactionFields[group].map((field) => ofField(field, isPayment)),
			...objects.map(([name, read]): [string, KnownField] => [name, knownField(read, `"${name}"`, false, -1)]),
			// a full card number must not slip through in a card's own fields either, whatever object they are in
			...cardFields.map((field) => ofField(field, false)),
		]);
	}

	/** @param position how many fields of its object come before it: rows of a table all have theirs in one order */
	at(position: number, name: string): KnownField {
		if (this.names[position] === name) return this.inOrder[position];
		const isCard = this.group === 'paymentInformation' || isCardName(name);
		const known = this.byName.get(name) ?? knownField(undefined, name, isCard, Number.POSITIVE_INFINITY);
		this.names[position] = name;
		this.inOrder[position] = known;
		return known;
	}
}

const fieldsOf = Object.fromEntries(
	Object.keys(transactionFields).map((group) => [group, new FieldsByPosition(group as FieldGroup)]),
) as Record<FieldGroup, FieldsByPosition>;

/**
 * An object with its fields checked and written as the API requires them. It is the given one if nothing had to be changed: of
 * hundreds of thousands no second copy is made.
 */
function readGroup(record: JsonRecord, group: FieldGroup, hint: Hint): JsonRecord {
	const fields = fieldsOf[group];
	let changed: JsonRecord | undefined;
	let position = 0;
	// faster than a list of the names, which counts if there are millions of them; JSON inherits nothing
	for (const name in record) {
		const value = record[name];
		const known = fields.at(position++, name);
		if (typeof value === 'string' && value.length <= known.safeLength) continue;
		const { read, label, mayHoldCard } = known;
		if (mayHoldCard) refuseCardNumber(value, name, group === 'root' ? 'a transaction' : group);
		else if (read === undefined && typeof value === 'object')
			refuseCardsWithin(value, group === 'root' ? name : `${group}.${name}`);
		// an empty column of a database is nothing
		const next =
			value === null || value === undefined ? undefined : read === undefined ? value : read(value, label, hint);
		if (next === value) continue;
		changed ??= { ...record };
		if (next === undefined) delete changed[name];
		else changed[name] = next;
	}
	return changed ?? record;
}

function readObject(group: FieldGroup): Read {
	return (value, label, hint) => {
		if (isRecord(value)) return readGroup(value, group, hint);
		// text instead of the payment may contain a card number
		const isHidden = group === 'paymentInformation' && typeof value === 'string' && digitsOf(value).length > 4;
		throw isHidden ? invalidLength(label, common.jsonRecord(), value) : invalid(label, common.jsonRecord(), value);
	};
}

function readCart(value: Json, label: string, hint: Hint): Json[] {
	if (!Array.isArray(value)) throw invalid(label, common.jsonList(), value);
	let changed: Json[] | undefined;
	for (let index = 0; index < value.length; index++) {
		const line = value[index];
		if (!isRecord(line)) throw invalid(`"shoppingCart[${index}]"`, common.jsonRecord(), line);
		const read = readGroup(line, 'shoppingCart', hint);
		if (read === line) continue;
		changed ??= [...value];
		changed[index] = read;
	}
	return changed ?? value;
}

/**
 * One transaction as it is sent: checked, flags as `True` or `False`, dates in UTC, a BIN of 8 digits cut to 6. Fields that the API's
 * table does not have pass unchanged.
 *
 * @param given amounts in hundredths already
 * @param hint tells the user what was changed
 * @throws InputError naming the field and the rule; a card number is never shown. Contract: 2.2, 5 (8 to 12)
 */
export function readTransaction(given: JsonRecord, hint: Hint): JsonRecord {
	// by their names: to go through the list takes three times as long
	if (isBlank(given.orderNumber) || isBlank(given.orderDateTime) || isBlank(given.orderTotal)) {
		const [field] = requiredFields.filter(({ name }) => isBlank(given[name]));
		throw new InputError(problems.transactionFieldEmpty(labelOf(field)));
	}
	return readGroup(given, 'root', hint);
}
