import { rules as common } from '../../../common/errors/problems';
import type { Kind } from '../../../common/fields/fieldSpec';
import { isUtcMoment, parseDate } from '../../../common/values/dates';
import type { Json } from '../../../common/values/json';
import { hundredths, wholeOf } from '../../../common/values/money';
import { dateText, invalid, invalidLength, refuseLostDigits, toText } from '../../../common/values/validate';
import { problems, rules } from '../../problems';

/** Tells the user what was changed. */
export type Hint = (message: string) => void;

/** What a value of a transaction is: its own kinds, since an upload keeps texts as they are and writes flags as words. Contract: 2.2 */
export interface TransactionKind extends Kind {
	read: (value: unknown, field: string, hint?: Hint) => Json | undefined;
	/** Text of up to this many characters is sent unchanged; -1 if every text has to be read. */
	safeLength: number;
	/** A typed amount in major units as hundredths; left out by what is no amount. */
	fromMajorUnits?: (value: unknown, field: string) => number;
}

const TEXT = { type: 'string', default: '' } as const;
const AMOUNT = { ...TEXT, placeholder: 'e.g. 44.09' };

/** The end of a date that has a zone; hours alone (`+01`) only behind a time, since a day may end in `-31`. */
const ZONE = /(Z|[+-]\d{2}:?\d{2}|:\d{2}(\.\d+)?\s*[+-]\d{2})$/i;

const FOUR_DIGITS = /^\d{4}$/;
const SIX_DIGITS = /^\d{6}$/;
/** Characters of the longest Last Four that Kount stores. */
const LONGEST_LAST_FOUR = 100;

// made once: they may be given for each of hundreds of thousands of rows
const CARD_BIN_CUT = problems.cardBinCut().message;
const LAST_FOUR_UNUSUAL = problems.lastFourUnusual().message;

/** The digits of a text in whatever script: full-width ones are common. */
export const digitsOf = (value: string) => value.normalize('NFKC').replace(/\P{Nd}/gu, '');

/** @param longest characters that Kount stores */
export function text(longest = Number.POSITIVE_INFINITY): TransactionKind {
	return {
		property: TEXT,
		safeLength: longest,
		read: (value, field) => {
			if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
				throw invalid(field, common.text(), value);
			refuseLostDigits(value, field);
			const written = String(value);
			if (written.length > longest) throw invalidLength(field, common.textLength(longest), written);
			return written;
		},
	};
}

/** `True` or `False`, as text; empty text for unknown. */
export const flag: TransactionKind = {
	property: {
		type: 'options',
		options: [
			{ name: 'False', value: 'False' },
			{ name: 'True', value: 'True' },
			{ name: 'Unknown', value: '' },
		],
		default: '',
	},
	safeLength: -1,
	read: (value, field) => {
		if (value === 'True' || value === 'False' || value === '') return value;
		const written = typeof value === 'object' ? '' : String(value).trim().toLowerCase();
		if (written === 'true') return 'True';
		if (written === 'false') return 'False';
		throw invalid(field, rules.trueOrFalse(), value);
	},
};

/** ISO 8601 UTC. n8n's date picker is not used, because it returns dates without a time zone. */
export const zonedDate: TransactionKind = {
	property: { ...TEXT, placeholder: 'e.g. 2026-01-31T10:00:00Z' },
	safeLength: -1,
	read: (value, field) => {
		const written = dateText(value);
		if (isUtcMoment(written)) return written;
		const moment = parseDate(written);
		if (!moment || !ZONE.test(written)) throw invalid(field, rules.zonedDate(), value);
		return moment.toISOString().replace(/\.\d+Z$/, 'Z');
	},
};

function readHundredths(value: unknown, field: string): number {
	const whole = wholeOf(value);
	if (whole === undefined) throw invalid(field, rules.hundredths(), value);
	return whole;
}

function readMajorUnits(value: unknown, field: string): number {
	const amount = typeof value === 'string' || typeof value === 'number' ? hundredths(toText(value)) : undefined;
	if (amount === undefined) throw invalid(field, rules.majorUnits(), value);
	return amount;
}

/** A whole number of hundredths of the order's currency; below zero for a discount. */
export const price: TransactionKind = {
	property: AMOUNT,
	safeLength: -1,
	read: readHundredths,
	fromMajorUnits: readMajorUnits,
};

/** The same, but not below zero. @param most digits */
export function total(most: number): TransactionKind {
	const limit = 10 ** most;
	return {
		property: AMOUNT,
		safeLength: -1,
		read: (value, field) => {
			const whole = readHundredths(value, field);
			if (whole < 0 || whole >= limit) throw invalid(field, rules.amountDigits(most), value);
			return whole;
		},
		fromMajorUnits: (value, field) => {
			const amount = readMajorUnits(value, field);
			if (amount < 0) throw invalid(field, rules.majorUnits(), value);
			return amount;
		},
	};
}

export const quantity: TransactionKind = {
	property: TEXT,
	safeLength: -1,
	read: (value, field) => {
		const whole = wholeOf(value);
		if (whole === undefined || whole < 0) throw invalid(field, common.wholeNumber(0, Number.MAX_SAFE_INTEGER), value);
		return whole;
	},
};

export const cardBin: TransactionKind = {
	property: TEXT,
	safeLength: -1,
	read: (value, field, hint) => {
		if (typeof value === 'string' && SIX_DIGITS.test(value)) return value;
		const written = String(value).normalize('NFKC').trim();
		if (written === '' && typeof value !== 'object') return written;
		// a longer number could be a full card number, so it is not shown
		if (typeof value === 'object' || !/^\d{6,8}$/.test(written))
			throw invalidLength(field, rules.cardBinSix(), written);
		if (written.length > 6) hint?.(CARD_BIN_CUT);
		return written.slice(0, 6);
	},
};

export const cardLastFour: TransactionKind = {
	property: TEXT,
	safeLength: -1,
	read: (value, field, hint) => {
		if (typeof value === 'string' && FOUR_DIGITS.test(value)) return value;
		const written = String(value).normalize('NFKC').trim();
		if (typeof value === 'object' || digitsOf(written).length > 4 || written.length > LONGEST_LAST_FOUR)
			throw invalidLength(field, common.cardLastFour(), written);
		if (written !== '' && !FOUR_DIGITS.test(written)) hint?.(LAST_FOUR_UNUSUAL);
		return written;
	},
};
