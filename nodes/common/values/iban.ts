/** The countries that have IBANs, by the length of theirs (ISO 13616, SWIFT's registry). */
const COUNTRIES: Record<number, string> = {
	15: 'NO',
	16: 'BE',
	18: 'DK FI FO GL NL',
	19: 'MK SI',
	20: 'AT BA EE KZ LT LU XK',
	21: 'CH HR LI LV',
	22: 'BG BH CR DE GB GE IE ME RS VA',
	23: 'AE GI IL IQ',
	24: 'AD CZ ES MD PK RO SA SE SK TN',
	25: 'PT',
	26: 'IS TR',
	27: 'FR GR IT MC MR SM',
	28: 'AL AZ CY DO GT HU LB PL BY',
	29: 'BR EG PS QA UA',
	30: 'JO KW MU',
	31: 'MT',
};

/** What may be an IBAN, in one piece or in groups of four. */
const FORM = /(?<![\da-z])[a-z]{2}\d{2}(?: ?[\da-z]{4}){2,6}(?: ?[\da-z]{1,3})?(?![\da-z])/gi;

/** True if the country, the length and the check digits fit: letters count as 10 to 35, and the remainder by 97 is 1. */
function isIban(written: string): boolean {
	const text = written.replace(/ /g, '').toUpperCase();
	if (!COUNTRIES[text.length]?.split(' ').includes(text.slice(0, 2))) return false;
	let remainder = 0;
	for (const character of text.slice(4) + text.slice(0, 4))
		for (const digit of Number.parseInt(character, 36).toString()) remainder = (remainder * 10 + Number(digit)) % 97;
	return remainder === 1;
}

/** The text with `x` for every character of the IBANs in it, so that no part of them is taken for something else. */
export function withoutIbans(text: string): string {
	return text.replace(FORM, (found) => (isIban(found) ? 'x'.repeat(found.length) : found));
}
