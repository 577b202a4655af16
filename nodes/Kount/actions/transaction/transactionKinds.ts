import { problems as commonProblems } from '../../../common/errors/problems';
import { rules as common } from '../../../common/errors/rules';
import type { Kind } from '../../../common/fields/fieldSpec';
import { isUtcMoment } from '../../../common/values/dates';
import { cellText, isBrokenCell, isShortenedNumber } from '../../../common/values/identifiers';
import type { Json } from '../../../common/values/json';
import { hundredths, wholeOf } from '../../../common/values/money';
import {
	booleanOf,
	identifier,
	invalid,
	invalidLength,
	isBlank,
	isLonger,
	type Reading,
	currency as readCurrency,
	properName as readName,
	refuseLostDigits,
	refuseMoreDecimals,
	toText,
	utcDate,
} from '../../../common/values/validate';
import { problems, rules } from '../../problems';

/** Transactions have their own kinds, because an upload keeps texts unchanged and writes flags as words. Contract: 2.2 */
export interface TransactionKind extends Kind {
	read: (value: unknown, field: string, reading?: Reading) => Json | undefined;
	/** The characters that text may have; -1 if a text is no such text. */
	safeLength: number;
	/** True if text is cleaned and checked as a name. Otherwise, text that is not too long is sent unchanged and unread. */
	isName?: boolean;
	/** True if a card number may be in it, in words. */
	isFreeText?: boolean;
	/** A typed amount in major units as hundredths, whatever the currency. Only amounts have it. */
	fromMajorUnits?: (value: unknown, field: string, currency: string | undefined) => number;
}

/** A kind of which every text has to be read, unless `more` says otherwise. */
const kindOf = (read: TransactionKind['read'], more: Partial<TransactionKind> = {}): TransactionKind => ({
	property: { type: 'string', default: '' },
	safeLength: -1,
	read,
	...more,
});

const stringLike = (example: string) => ({ type: 'string', default: '', placeholder: `e.g. ${example}` }) as const;

const FOUR_DIGITS = /^\d{4}$/;
const SIX_DIGITS = /^\d{6}$/;

// built once, because each of hundreds of thousands of rows may need them
const CARD_BIN_CUT = problems.cardBinCut().message;
const LAST_FOUR_UNUSUAL = problems.lastFourUnusual().message;

/** The digits in any script: full-width digits are common. */
export const digitsOf = (value: string) => value.normalize('NFKC').replace(/\P{Nd}/gu, '');

/** An address in the web. It may contain IDs of any length. @param longest characters that Kount stores */
export function webAddress(longest = Number.POSITIVE_INFINITY): TransactionKind {
	const read: TransactionKind['read'] = (value, field) => {
		if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
			throw invalid(field, common.text(), value);
		refuseLostDigits(value, field);
		const written = String(value);
		if (isLonger(written, longest)) throw invalidLength(field, common.textLength(longest), written);
		return written;
	};
	return kindOf(read, { safeLength: longest });
}

/** @param longest characters that Kount stores */
export function text(longest?: number): TransactionKind {
	return { ...webAddress(longest), isFreeText: true };
}

/** The name of a person or place, as people write it. @param longest characters that Kount stores */
export function properName(longest?: number): TransactionKind {
	const { read, ...kind } = text(longest);
	return {
		...kind,
		isName: true,
		read: (value, field, reading) => {
			const written = read(value, field, reading);
			// most names begin with a letter that is none of these
			if (typeof written === 'string' && /^[^\p{L}]|^[eilnu]/iu.test(written)) readName(written, field);
			return written;
		},
	};
}

/** Text that names something, such as an order: cleaned and checked, then sent as text. @param longest characters that Kount stores */
export function id(longest = Number.POSITIVE_INFINITY): TransactionKind {
	const read: TransactionKind['read'] = (value, field, reading) => {
		if (typeof value === 'object') throw invalid(field, common.text(), value);
		const written = identifier(value, field, reading);
		if (isLonger(written, longest)) throw invalidLength(field, common.textLength(longest), written);
		return written;
	};
	return kindOf(read, { safeLength: longest, isName: true });
}

/** The same for something whose name may begin with zeros. */
export function idWithZeros(longest?: number): TransactionKind {
	const { read, ...kind } = id(longest);
	return {
		...kind,
		read: (value, field, reading) => {
			if (typeof value === 'number') reading?.hint(commonProblems.zerosMayBeLost(field).message);
			return read(value, field, reading);
		},
	};
}

/** A code of ISO 4217, upper case. */
export const currency = kindOf((value, field) => readCurrency(value, field));

const FLAG_OPTIONS = [
	{ name: 'False', value: 'False' },
	{ name: 'True', value: 'True' },
	{ name: 'Unknown', value: '' },
];

/** `True`, `False`, or empty text for unknown. */
export const flag = kindOf(
	(value, field) => {
		if (value === 'True' || value === 'False' || value === '') return value;
		if (typeof value === 'string' && (isBlank(value) || cellText(value).toLowerCase() === 'unknown')) return '';
		const isTrue = booleanOf(value);
		if (isTrue === undefined) throw invalid(field, rules.trueOrFalse(), value);
		return isTrue ? 'True' : 'False';
	},
	{ property: { type: 'options', options: FLAG_OPTIONS, default: '' } },
);

/** ISO 8601 in UTC. */
export const date = kindOf(
	(value, field, reading) => {
		if (typeof value === 'string' && isUtcMoment(value)) return value;
		return utcDate(value, field, reading).replace(/\.\d+Z$/, 'Z');
	},
	{ property: stringLike('2026-01-31T10:00:00Z') },
);

/** Whole hundredths of the currency. @param most digits of a total, which cannot be negative; a price may be a discount */
export function amount(most?: number): TransactionKind {
	const lowest = most === undefined ? Number.NEGATIVE_INFINITY : 0;
	const limit = most === undefined ? Number.POSITIVE_INFINITY : 10 ** most;
	const read: TransactionKind['read'] = (value, field) => {
		const whole = wholeOf(value);
		if (whole === undefined) throw invalid(field, rules.hundredths(), value);
		if (whole < lowest || whole >= limit) throw invalid(field, rules.amountDigits(most ?? 0), value);
		return whole;
	};
	const fromMajorUnits: TransactionKind['fromMajorUnits'] = (value, field, currency) => {
		const digits = typeof value === 'string' || typeof value === 'number' ? cellText(toText(value)) : '';
		const whole = hundredths(digits);
		if (whole === undefined || (lowest === 0 && digits.startsWith('-')))
			throw invalid(field, rules.majorUnits(), value);
		refuseMoreDecimals(digits, currency, field);
		return whole;
	};
	return kindOf(read, { property: stringLike('44.09'), fromMajorUnits });
}

export const quantity = kindOf((value, field) => {
	const whole = wholeOf(value);
	if (whole === undefined || whole < 0) throw invalid(field, common.wholeNumber(0, Number.MAX_SAFE_INTEGER), value);
	return whole;
});

/** Digits of a card as they look. */
const digitsShown = (value: unknown): string => cellText(String(value).normalize('NFKC'));

export const cardBin = kindOf((value, field, reading) => {
	if (typeof value === 'string' && SIX_DIGITS.test(value)) return value;
	const written = digitsShown(value);
	if (written === '' && typeof value !== 'object') return written;
	// a longer number could be a full card number, so it is not shown
	if (typeof value === 'object' || !/^\d{6,8}$/.test(written)) throw invalidLength(field, rules.cardBinSix(), written);
	if (written.length > 6) reading?.hint(CARD_BIN_CUT);
	return written.slice(0, 6);
});

/** Kount stores up to 100 characters. */
export const cardLastFour = kindOf((value, field, reading) => {
	if (typeof value === 'string' && FOUR_DIGITS.test(value)) return value;
	const written = digitsShown(value);
	// a dash stands for no card
	if (typeof value === 'string' && /[a-z#]/i.test(written) && isBrokenCell(written))
		throw invalid(field, common.brokenCell(), written);
	// a number has certainly lost a zero if it has fewer digits
	const isCut = typeof value === 'number' && !FOUR_DIGITS.test(written);
	if (
		isCut ||
		isShortenedNumber(written) ||
		typeof value === 'object' ||
		digitsOf(written).length > 4 ||
		written.length > 100
	)
		throw invalidLength(field, common.cardLastFour(), written);
	if (written !== '' && !FOUR_DIGITS.test(written)) reading?.hint(LAST_FOUR_UNUSUAL);
	return written;
});
