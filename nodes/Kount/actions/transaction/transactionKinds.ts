import { rules as common } from '../../../common/errors/problems';
import type { Kind } from '../../../common/fields/fieldSpec';
import { isUtcMoment, parseDate } from '../../../common/values/dates';
import type { Json } from '../../../common/values/json';
import { hundredths, wholeOf } from '../../../common/values/money';
import { dateText, invalid, invalidLength, refuseLostDigits, toText } from '../../../common/values/validate';
import { problems, rules } from '../../problems';

/** Tells the user what was changed. */
export type Hint = (message: string) => void;

/** Transactions have their own kinds, because an upload keeps texts unchanged and writes flags as words. Contract: 2.2 */
export interface TransactionKind extends Kind {
	read: (value: unknown, field: string, hint?: Hint) => Json | undefined;
	/** Text of up to this many characters is sent unchanged; -1 if every text has to be read. */
	safeLength: number;
	/** A typed amount in major units as hundredths. Only amounts have it. */
	fromMajorUnits?: (value: unknown, field: string) => number;
}

/** A kind of which every text has to be read, unless `more` says otherwise. */
const kindOf = (read: TransactionKind['read'], more: Partial<TransactionKind> = {}): TransactionKind => ({
	property: { type: 'string', default: '' },
	safeLength: -1,
	read,
	...more,
});

const stringLike = (example: string) => ({ type: 'string', default: '', placeholder: `e.g. ${example}` }) as const;

/** The end of a date with a time zone. Hours alone (`+01`) only count after a time, because a day may end in `-31`. */
const ZONE = /(Z|[+-]\d{2}:?\d{2}|:\d{2}(\.\d+)?\s*[+-]\d{2})$/i;

const FOUR_DIGITS = /^\d{4}$/;
const SIX_DIGITS = /^\d{6}$/;

// built once, because each of hundreds of thousands of rows may need them
const CARD_BIN_CUT = problems.cardBinCut().message;
const LAST_FOUR_UNUSUAL = problems.lastFourUnusual().message;

/** The digits in any script: full-width digits are common. */
export const digitsOf = (value: string) => value.normalize('NFKC').replace(/\P{Nd}/gu, '');

/** @param longest characters that Kount stores */
export function text(longest = Number.POSITIVE_INFINITY): TransactionKind {
	const read: TransactionKind['read'] = (value, field) => {
		if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
			throw invalid(field, common.text(), value);
		refuseLostDigits(value, field);
		const written = String(value);
		if (written.length > longest) throw invalidLength(field, common.textLength(longest), written);
		return written;
	};
	return kindOf(read, { safeLength: longest });
}

const FLAG_OPTIONS = [
	{ name: 'False', value: 'False' },
	{ name: 'True', value: 'True' },
	{ name: 'Unknown', value: '' },
];

/** `True`, `False`, or empty text for unknown. */
export const flag = kindOf(
	(value, field) => {
		if (value === 'True' || value === 'False' || value === '') return value;
		const written = typeof value === 'object' ? '' : String(value).trim().toLowerCase();
		if (written === 'true') return 'True';
		if (written === 'false') return 'False';
		throw invalid(field, rules.trueOrFalse(), value);
	},
	{ property: { type: 'options', options: FLAG_OPTIONS, default: '' } },
);

/** ISO 8601 in UTC. Not n8n's date picker, because it returns dates without a time zone. */
export const zonedDate = kindOf(
	(value, field) => {
		const written = dateText(value);
		if (isUtcMoment(written)) return written;
		const moment = parseDate(written);
		if (!moment || !ZONE.test(written)) throw invalid(field, rules.zonedDate(), value);
		return moment.toISOString().replace(/\.\d+Z$/, 'Z');
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
	const fromMajorUnits: TransactionKind['fromMajorUnits'] = (value, field) => {
		const whole = typeof value === 'string' || typeof value === 'number' ? hundredths(toText(value)) : undefined;
		if (whole === undefined || whole < lowest) throw invalid(field, rules.majorUnits(), value);
		return whole;
	};
	return kindOf(read, { property: stringLike('44.09'), fromMajorUnits });
}

export const quantity = kindOf((value, field) => {
	const whole = wholeOf(value);
	if (whole === undefined || whole < 0) throw invalid(field, common.wholeNumber(0, Number.MAX_SAFE_INTEGER), value);
	return whole;
});

export const cardBin = kindOf((value, field, hint) => {
	if (typeof value === 'string' && SIX_DIGITS.test(value)) return value;
	const written = String(value).normalize('NFKC').trim();
	if (written === '' && typeof value !== 'object') return written;
	// a longer number could be a full card number, so it is not shown
	if (typeof value === 'object' || !/^\d{6,8}$/.test(written)) throw invalidLength(field, rules.cardBinSix(), written);
	if (written.length > 6) hint?.(CARD_BIN_CUT);
	return written.slice(0, 6);
});

/** Kount stores up to 100 characters. */
export const cardLastFour = kindOf((value, field, hint) => {
	if (typeof value === 'string' && FOUR_DIGITS.test(value)) return value;
	const written = String(value).normalize('NFKC').trim();
	if (typeof value === 'object' || digitsOf(written).length > 4 || written.length > 100)
		throw invalidLength(field, common.cardLastFour(), written);
	if (written !== '' && !FOUR_DIGITS.test(written)) hint?.(LAST_FOUR_UNUSUAL);
	return written;
});
