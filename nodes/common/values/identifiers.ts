/**
 * What cannot be seen and names nothing: byte order marks, zero-width characters, direction marks, soft hyphens, fillers, tags,
 * variation selectors, and control characters that break no line.
 */
const INVISIBLE = /(?![\u200c\u200d\t-\r\u0085])[\p{DI}\p{Cc}\p{NChar}\u2800\ufff9-\ufffb\u{13430}-\u{1345f}]/gu;
/** Joiners belong to some scripts, between two of their letters, and to emojis. */
const NOT_JOINED = '[\\p{ASCII}\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{N}\\p{P}\\p{Z}]';
const LOOSE_JOINERS = new RegExp(`(?<=^|${NOT_JOINED})[\\u200c\\u200d]+|[\\u200c\\u200d]+(?=$|${NOT_JOINED})`, 'gu');
const BREAK = /[\t-\r\u0085\u2028\u2029]/;
/** What is around a text. */
const EDGES = /^[\s\u0085\u200c\u200d]+|[\s\u0085\u200c\u200d]+$/g;

/** Text of which every character is visible and ordinary: nearly all of it is. */
const ORDINARY = /^[\w.@/:-]+$/;

/** Letters, digits and signs in the width of Chinese characters, and blanks of other kinds. */
const WIDE_OR_BLANK =
	/[\uff0b\uff0d\uff0e\uff10-\uff19\uff20-\uff3a\uff3f\uff41-\uff5a\u3000\u00a0\u2000-\u200a\u202f\u205f]/g;
const TO_ASCII = 0xfee0;

function narrow(character: string): string {
	const code = character.charCodeAt(0);
	return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - TO_ASCII) : ' ';
}

/**
 * A text as it looks: without invisible characters and blanks around it, with ordinary blanks, and with letters and digits of
 * ordinary width.
 */
export function visible(text: string): string {
	if (ORDINARY.test(text)) return text;
	return text.replace(INVISIBLE, '').replace(WIDE_OR_BLANK, narrow).replace(EDGES, '').replace(LOOSE_JOINERS, '');
}

/** True for a tab or a line break inside: a cell with two names, or a part of a page. */
export function hasBreak(text: string): boolean {
	return BREAK.test(text);
}

/** A text with a blank in place of each tab and line break. */
export function onOneLine(text: string): string {
	return hasBreak(text) ? text.replace(/\s*[\t-\r\u0085\u2028\u2029][\s\u0085]*/g, ' ') : text;
}

/**
 * A spreadsheet's marks for "this is text", which some programs export: `'07102`, `="07102"`, and quotes that were left, also
 * those that word processors curl. Around nothing, they mark an empty text.
 */
const TEXT_MARKS = [
	/^=?["\u201c-\u201e]([^"\u201c-\u201e]*)["\u201c\u201d]$/,
	/^['\u2018\u2019]([^\s'\u2018\u2019][^'\u2018\u2019]*)['\u2019]?$/,
	/^['\u2018\u2019]{1,2}()$/,
];

export function withoutTextMark(text: string): string {
	if (ORDINARY.test(text)) return text;
	for (const mark of TEXT_MARKS) {
		const [, inner] = mark.exec(text) ?? [];
		if (inner !== undefined) return inner.trim();
	}
	return text;
}

/** The text of a cell: as it looks, and without a spreadsheet's mark for text. */
export const cellText = (text: string): string => withoutTextMark(visible(text));

/**
 * What spreadsheets, databases and programs write instead of a value that they do not have. In any language: `#N/A`, `#WERT!`,
 * `#¿NOMBRE?`. A column that is too narrow is exported as `######`, an expression that was not resolved as its own text.
 */
const BROKEN_FORMS = [
	'#[¡¿]?[\\p{L}/_]+(\\/0)?[!?]',
	'#(\\p{L}\\/\\p{L}|NA|NV|NB|N\\/DISP|YOK|HIÁNYZIK|SAKNAS|PUUTTUU|NEDOSTUPN[ÝÉÁ]|NENÍ_K_DISPOZICI)',
	'#(GETTING_DATA|REF|VALUE|NAME|NULL|NUM|DIV\\/0|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY|ERR|ERROR)',
	'#N\\/A N\\/A|#{2,}|N\\/A|N\\.\\s?A\\.',
	'err:\\d{3}|error 20\\d\\d',
	'(undefined|null|nan)([\\s,;/_-]+(undefined|null|nan))*',
	'[(<[](blank|empty|null|nil|none|undefined|na|leer|vide|vazio|vac[ií]o|vuoto|(en|em|in) (blanco|branco|bianco))[)>\\]]',
	'\\\\N|nat|[+-]nan|[+-]?inf(inity)?|-?∞|-?1\\.#\\w+',
	'\\[object \\w+\\]|invalid date(time)?|loading\\.{3}',
	'=?\\{\\{[^]*\\}\\}',
	'[-\u2010-\u2015\u2212]+',
];
const BROKEN = new RegExp(`^(${BROKEN_FORMS.join('|')})$`, 'iu');
/** Python's word. In capitals it is a value of some lists. */
const PYTHON_NOTHING = 'None';

/** True for the content of a broken cell, which names nothing. */
export function isBrokenCell(text: string): boolean {
	return BROKEN.test(text) || text === PYTHON_NOTHING;
}

/** Words of programs that are also names, in the spelling of names: Christopher Null, Nan and Nat, and Inf. */
const NAMES = /^(?:Null|Nan|Nat|Inf)(?: (?:Null|Nan|Nat|Inf))?$/;

/** True for a person's name that is also a program's word for nothing. */
export function isName(text: string): boolean {
	return NAMES.test(text);
}

/** What people write instead of a name or a part of an address that there is not, and the town None. */
const WRITTEN_BY_PEOPLE = /^(?:none|n\/a|n\.\s?a\.|[-\u2010-\u2015\u2212]+)$/i;

/** True for what no person or place is called, and nobody writes: only programs and spreadsheets do. */
export function isBrokenName(text: string): boolean {
	return BROKEN.test(text) && !NAMES.test(text) && !WRITTEN_BY_PEOPLE.test(text);
}

/** A number that a spreadsheet has shortened: `7.4609E+22`. Its digits are lost. `12E5` is an ID. */
const SHORTENED = /^[+-]?\d+(?:[.,]\d+)?e\+\d+$|^[+-]?\d+[.,]\d+e-\d+$/i;
/** The same from a program that writes no plus, such as one in Java: `7.4609E22`. They shorten numbers from ten million on. */
const SHORTENED_WITHOUT_PLUS = /^-?[1-9][.,]\d+e(?:[7-9]|[1-9]\d+)$/i;
/** The same as people and documents write it: `7.4609 × 10^22`. */
const SHORTENED_IN_PRINT = /^[+-]?\d+(?:[.,]\d+)?\s?[x×*·]\s?10(?:\^\+?\d+|[⁰¹²³⁴-⁹]+)$/i;

/** True for a number whose last digits are lost. */
export function isShortenedNumber(text: string): boolean {
	return SHORTENED.test(text) || SHORTENED_WITHOUT_PLUS.test(text) || SHORTENED_IN_PRINT.test(text);
}

/** True for text in the form in which programs write the whole numbers of a column with empty cells: `1001.0`. */
export function isWholeWithDecimal(text: string): boolean {
	return /^\d+\.0$/.test(text);
}
