import { FEWEST_DIGITS } from '../../../common/cardNumber';
import { InputError } from '../../../common/errors/errors';
import { messages as common } from '../../../common/errors/problems';
import { isUtcMoment, parseDate } from '../../../common/values/dates';
import { isRecord, type Json, type JsonRecord } from '../../../common/values/json';
import { wholeOf } from '../../../common/values/money';
import { dateText, invalid, invalidLength, isBlank, refuseLostDigits } from '../../../common/values/validate';
import { messages } from '../../problems';
import { isCardName, refuseCardNumber, refuseCardsWithin } from '../cardNumbers';
import { type FieldGroup, type TransactionField, transactionFields } from './transactionFields';

type Hint = (message: string) => void;

/** Reads one value of a field: what is sent in its place, undefined for nothing. */
type Rule = (value: Json, hint: Hint) => Json | undefined;

/** The end of a date that has a zone; hours alone (`+01`) only behind a time, since a day may end in `-31`. */
const ZONE = /(Z|[+-]\d{2}:?\d{2}|:\d{2}(\.\d+)?\s*[+-]\d{2})$/i;

/** A field as a message names it: by the words of the node and by the name of the API. */
const labelOf = ({ displayName, name }: TransactionField) => `${displayName} (${name})`;

const FOUR_DIGITS = /^\d{4}$/;
const SIX_DIGITS = /^\d{6}$/;

/** Its digits in whatever script: those of full width are common. */
const digitsOf = (value: string) => value.normalize('NFKC').replace(/\P{Nd}/gu, '');

function textRule(field: TransactionField): Rule {
	const { size } = field;
	return (value) => {
		const text =
			typeof value === 'string'
				? value
				: typeof value === 'number' || typeof value === 'boolean'
					? String(value)
					: undefined;
		if (text === undefined) throw invalid(labelOf(field), 'text', value);
		refuseLostDigits(value, labelOf(field));
		if (size !== undefined && text.length > size) throw invalidLength(labelOf(field), messages.sizeRule(size), text);
		return text;
	};
}

const RULES: Record<TransactionField['kind'], (field: TransactionField) => Rule> = {
	text: textRule,
	flag: (field) => (value) => {
		if (value === 'True' || value === 'False' || value === '') return value;
		const text = typeof value === 'object' ? '' : String(value).trim().toLowerCase();
		if (text === 'true') return 'True';
		if (text === 'false') return 'False';
		throw invalid(labelOf(field), messages.flagRule, value);
	},
	date: (field) => (value) => {
		const text = dateText(value);
		if (isUtcMoment(text)) return text;
		const moment = parseDate(text);
		if (!moment || !ZONE.test(text)) throw invalid(labelOf(field), messages.dateRule, value, messages.dateAdvice);
		return moment.toISOString().replace(/\.\d+Z$/, 'Z');
	},
	amount: (field) => {
		const { size } = field;
		const tooMuch = 10 ** (size ?? 0);
		return (value) => {
			const whole = wholeOf(value);
			if (whole === undefined) throw invalid(labelOf(field), messages.hundredthsRule, value, messages.hundredthsAdvice);
			if (size !== undefined && (whole < 0 || whole >= tooMuch))
				throw invalid(labelOf(field), messages.amountSizeRule(size), value);
			return whole;
		};
	},
	whole: (field) => (value) => {
		const whole = wholeOf(value);
		if (whole === undefined || whole < 0) throw invalid(labelOf(field), messages.wholeRule, value);
		return whole;
	},
	cardBin: (field) => (value, hint) => {
		if (typeof value === 'string' && SIX_DIGITS.test(value)) return value;
		const text = String(value).normalize('NFKC').trim();
		if (text === '' && typeof value !== 'object') return text;
		// a longer number could be a whole card number, so it is not shown
		if (typeof value === 'object' || !/^\d{6,8}$/.test(text))
			throw invalidLength(labelOf(field), messages.binRule, text);
		if (text.length > 6) hint(messages.binCut);
		return text.slice(0, 6);
	},
	cardLastFour: (field) => (value, hint) => {
		if (typeof value === 'string' && FOUR_DIGITS.test(value)) return value;
		const text = String(value).normalize('NFKC').trim();
		if (typeof value === 'object' || digitsOf(text).length > 4 || text.length > (field.size ?? 4))
			throw invalidLength(labelOf(field), messages.lastFourRule, text);
		if (text !== '' && !FOUR_DIGITS.test(text)) hint(messages.lastFourHint);
		return text;
	},
};

/** What is known of a member of an object. */
interface Member {
	rule?: Rule;
	/** True where it may hold anything, but no card number. */
	mayHoldCard: boolean;
	/** Text of so many characters at most goes out as it is, without another look: nearly all of millions of members. */
	safeLength: number;
}

/** @param longest characters that the rule, or the lack of one, lets pass unchanged; -1 for none */
function member(rule: Rule | undefined, mayHoldCard: boolean, longest: number): Member {
	return { rule, mayHoldCard, safeLength: mayHoldCard ? Math.min(longest, FEWEST_DIGITS - 1) : longest };
}

const longestOf = ({ kind, size }: TransactionField) => (kind === 'text' ? (size ?? Number.POSITIVE_INFINITY) : -1);

/** The fields that hold a part of a card number: a whole one must not slip through there, wherever they stand. */
const cardFields = transactionFields.paymentInformation.filter(
	({ kind }) => kind === 'cardBin' || kind === 'cardLastFour',
);

/** The objects within a transaction. */
const OBJECTS: Array<[FieldGroup, Rule]> = [
	['paymentInformation', objectRule('paymentInformation')],
	['additionalTransactionData', objectRule('additionalTransactionData')],
	['shoppingCart', readCart],
	['other', objectRule('other')],
];

/** The members of one of the API's objects. */
class Members {
	private readonly byName: Map<string, Member>;

	/** The names that the last object had, in their order, and what is known of them. */
	private readonly names: string[] = [];

	private readonly inOrder: Member[] = [];

	constructor(private readonly group: FieldGroup) {
		const ofField = (field: TransactionField, mayHoldCard: boolean): [string, Member] => [
			field.name,
			member(RULES[field.kind](field), mayHoldCard, longestOf(field)),
		];
		const isPayment = group === 'paymentInformation';
		const objects = group === 'root' ? OBJECTS : [];
		this.byName = new Map([
			...transactionFields[group].map((field) => ofField(field, isPayment)),
			...objects.map(([name, rule]): [string, Member] => [name, member(rule, false, -1)]),
			// a card's own fields keep their rules where they do not belong
			...cardFields.map((field) => ofField(field, false)),
		]);
	}

	/** @param place how many members of its object stand before it: rows of a table all have theirs in one order */
	at(place: number, name: string): Member {
		if (this.names[place] === name) return this.inOrder[place];
		const known =
			this.byName.get(name) ??
			member(undefined, this.group === 'paymentInformation' || isCardName(name), Number.POSITIVE_INFINITY);
		this.names[place] = name;
		this.inOrder[place] = known;
		return known;
	}
}

const membersOf = Object.fromEntries(
	Object.keys(transactionFields).map((group) => [group, new Members(group as FieldGroup)]),
) as Record<FieldGroup, Members>;

const REQUIRED = transactionFields.root.filter((field) => field.required);

/**
 * An object with its fields checked and written as the API wants them. It is the given one where nothing had to be changed: of
 * hundreds of thousands no second copy is made.
 */
function readGroup(record: JsonRecord, group: FieldGroup, hint: Hint): JsonRecord {
	const members = membersOf[group];
	let changed: JsonRecord | undefined;
	let place = 0;
	// faster than a list of the names, which counts where there are millions of them; JSON inherits nothing
	for (const name in record) {
		const value = record[name];
		const known = members.at(place++, name);
		if (typeof value === 'string' && value.length <= known.safeLength) continue;
		const { rule, mayHoldCard } = known;
		if (mayHoldCard) refuseCardNumber(value, name, group === 'root' ? 'a transaction' : group);
		else if (rule === undefined && typeof value === 'object')
			refuseCardsWithin(value, group === 'root' ? name : `${group}.${name}`);
		// an empty column of a database is nothing
		const next = value === null || value === undefined ? undefined : rule === undefined ? value : rule(value, hint);
		if (next === value) continue;
		changed ??= { ...record };
		if (next === undefined) delete changed[name];
		else changed[name] = next;
	}
	return changed ?? record;
}

function objectRule(group: FieldGroup): Rule {
	return (value, hint) => {
		if (isRecord(value)) return readGroup(value, group, hint);
		// text in place of the payment may hold a card number
		const isHidden = group === 'paymentInformation' && typeof value === 'string' && digitsOf(value).length > 4;
		throw isHidden ? invalidLength(group, 'a JSON object', value) : invalid(group, 'a JSON object', value);
	};
}

function readCart(value: Json, hint: Hint): Json[] {
	if (!Array.isArray(value)) throw invalid('shoppingCart', 'a list of objects', value);
	let changed: Json[] | undefined;
	for (let place = 0; place < value.length; place++) {
		const line = value[place];
		if (!isRecord(line)) throw invalid(`shoppingCart[${place}]`, 'a JSON object', line);
		const read = readGroup(line, 'shoppingCart', hint);
		if (read === line) continue;
		changed ??= [...value];
		changed[place] = read;
	}
	return changed ?? value;
}

/**
 * One transaction as it will be sent: checked, flags as `True` or `False`, dates in UTC, a BIN of 8 digits cut to 6. Members that the
 * API's table does not know pass as they are.
 *
 * @param given amounts in hundredths already
 * @param hint tells the user what was changed
 * @throws InputError naming the field and the rule; a card number is never shown. Contract: 2.2, 5 (8 to 12)
 */
export function readTransaction(given: JsonRecord, hint: Hint): JsonRecord {
	// by their names: to go through the list takes three times as long
	if (isBlank(given.orderNumber) || isBlank(given.orderDateTime) || isBlank(given.orderTotal)) {
		const [field] = REQUIRED.filter(({ name }) => isBlank(given[name]));
		throw new InputError(common.missing(labelOf(field)), messages.requiredAdvice);
	}
	return readGroup(given, 'root', hint);
}
