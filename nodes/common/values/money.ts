import { cellText } from './identifiers';

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d+))?$/;

/**
 * An amount in major units as a whole number of hundredths, by moving the point in the text: `44.09` becomes 4409. No float
 * is used, so 1.15 does not become 114.
 * @param text digits with a point before the decimals, such as `44.09` or `-3`
 * @returns undefined if the text is not such a number, has more than two significant decimals, or too many digits to be exact
 */
export function hundredths(text: string): number | undefined {
	const match = DECIMAL.exec(text);
	if (!match) return undefined;
	const [, sign, whole, decimals = ''] = match;
	// zeros after the second decimal change nothing
	const kept = decimals.replace(/0+$/, '');
	if (kept.length > 2) return undefined;
	const value = Number(`${sign}${whole}${kept.padEnd(2, '0')}`);
	return Number.isSafeInteger(value) ? value + 0 : undefined;
}

/**
 * A whole number from a number or from text of digits.
 * @returns undefined for anything else: decimals, exponents, blanks inside, more digits than a number represents exactly
 */
export function wholeOf(value: unknown): number | undefined {
	const given = typeof value === 'string' ? cellText(value) : value;
	if (typeof given === 'string' && !/^-?\d+$/.test(given)) return undefined;
	const number = typeof given === 'string' ? Number(given) : given;
	return typeof number === 'number' && Number.isSafeInteger(number) ? number + 0 : undefined;
}

/**
 * A whole number of a currency's smallest unit as an amount, by putting the point into the text: 4409 with 2 decimals becomes
 * `44.09`.
 * @returns undefined for anything but text or a number of digits
 */
export function fromSmallestUnits(value: unknown, decimals: number): string | undefined {
	const whole = wholeOf(value);
	if (whole === undefined || whole < 0) return undefined;
	const digits = String(whole).padStart(decimals + 1, '0');
	return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
