import { decimalsOf } from '../../../../common/values/currencies';
import { parseDate } from '../../../../common/values/dates';
import { cellText, isBrokenCell, isShortenedNumber } from '../../../../common/values/identifiers';
import { type JsonRecord, recordOr } from '../../../../common/values/json';
import { hundredths } from '../../../../common/values/money';
import { dateText, toText } from '../../../../common/values/validate';
import { alertParts } from '../../../events';

/** A card as far as it is known. */
export interface Card {
	bin?: string;
	lastFour?: string;
}

/** What tells one payment from others. What is missing is undefined. */
export interface Payment {
	/** Transaction IDs, and the merchant's own references. */
	ids: string[];
	arn?: string;
	authCode?: string;
	card: Card;
	/** In hundredths, with the currency. An alert may have two: its own and the transaction's. */
	amounts: Array<{ hundredths: number; currency?: string }>;
	/** Milliseconds since 1970. */
	date?: number;
}

/** Text that names something; undefined if there is none, or if its digits were lost. */
export function nameOf(value: unknown): string | undefined {
	if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) return undefined;
	const text = cellText(toText(value));
	return text === '' || isBrokenCell(text) || isShortenedNumber(text) ? undefined : text.toLowerCase();
}

/** These digits, with the zeros in front that a spreadsheet drops. */
function digitsOf(value: unknown, count: number): string | undefined {
	const text = nameOf(value) ?? '';
	if (!/^\d+$/.test(text)) return undefined;
	return typeof value === 'number' ? text.padStart(count, '0') : text;
}

/** A card from its parts, or from a text such as `411111******1111` or `visa ****1111`. */
export function cardOf(bin: unknown, lastFour: unknown, whole?: unknown): Card {
	const text = nameOf(whole) ?? '';
	const first = digitsOf(bin, 6) ?? /^\d{6}/.exec(text)?.[0];
	const last = digitsOf(lastFour, 4) ?? /\d{4}$/.exec(text)?.[0];
	return {
		...(first !== undefined && first.length >= 6 ? { bin: first.slice(0, 6) } : {}),
		...(last !== undefined && last.length >= 4 ? { lastFour: last.slice(-4) } : {}),
	};
}

/** An amount in hundredths, with its currency. */
export function amountOf(value: unknown, currency: unknown): Payment['amounts'] {
	const amount = hundredths(cellText(toText(value)));
	const code = nameOf(currency)?.toUpperCase();
	return amount === undefined ? [] : [{ hundredths: amount, ...(code ? { currency: code } : {}) }];
}

/** The same of an order, as files have it: the point of `1.000` may separate thousands, so the amount is not known. */
export function orderAmountOf(value: unknown, currency: unknown): Payment['amounts'] {
	const [, decimals = ''] = cellText(toText(value)).split('.');
	const most = Math.max(2, decimalsOf(nameOf(currency)?.toUpperCase()));
	return decimals.length > most ? [] : amountOf(value, currency);
}

export function dateOf(value: unknown, timeZone: string): number | undefined {
	return parseDate(cellText(dateText(value)), timeZone)?.getTime();
}

const known = (...values: unknown[]): string[] => values.map(nameOf).filter((text) => text !== undefined);

/**
 * The payment that an alert is about. The common dispute event has neither its authorization code nor its date: they are only in
 * the original. Contract: 3.1, 3.2
 * @param given an alert as the API has it, or as the nodes return it, also with the original
 */
export function paymentOf(given: JsonRecord): Payment {
	const record = 'transaction' in given ? given : recordOr(given.original);
	const { alert, transaction } = alertParts(record);
	const whole = nameOf(given.card);
	return {
		ids: known(
			transaction.transaction_id,
			transaction.transaction_merchant_id,
			recordOr(record.order).order_id,
			given.transactionId,
			given.orderId,
		),
		arn: nameOf(transaction.arn) ?? nameOf(given.arn),
		authCode: nameOf(transaction.auth_code),
		card: cardOf(transaction.bin, transaction.last_four, whole),
		amounts: [
			...amountOf(alert.amount, alert.currency),
			...amountOf(transaction.amount, transaction.currency),
			...amountOf(given.amount, given.currency),
		],
		// a date without a time zone counts as GMT in an alert
		date: dateOf(transaction.date, 'UTC'),
	};
}
