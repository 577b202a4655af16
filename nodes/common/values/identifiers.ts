/** What cannot be seen and names nothing: byte order marks, zero-width characters, direction marks, soft hyphens. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
/** Joiners belong to some scripts, but not to the edge of a text. */
const EDGES = /^[\s\u200c\u200d]+|[\s\u200c\u200d]+$/g;

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
	return text.replace(INVISIBLE, '').replace(WIDE_OR_BLANK, narrow).replace(EDGES, '');
}

/** A spreadsheet's marks for "this is text", which some programs export: `'07102`, `="07102"`, and quotes that were left. */
const TEXT_MARKS = [/^=?"([^"]*\S[^"]*)"$/, /^['\u2018\u2019]([^\s'\u2018\u2019][^'\u2018\u2019]*)['\u2019]?$/];

export function withoutTextMark(text: string): string {
	if (ORDINARY.test(text)) return text;
	for (const mark of TEXT_MARKS) {
		const [, inner] = mark.exec(text) ?? [];
		if (inner !== undefined) return inner.trim();
	}
	return text;
}

/**
 * What spreadsheets, databases and programs write instead of a value that they do not have. In any language: `#N/A`, `#WERT!`,
 * `#¿NOMBRE?`. A column that is too narrow is exported as `######`.
 */
const BROKEN =
	/^(#[¡¿]?[\p{Lu}/_]+(\/0)?[!?]|#(N\/A|N\/D|N\/V|NV|NB|N\/DISP|Н\/Д|I\/T|GETTING_DATA)|#N\/A N\/A|#{2,}|N\/A|undefined|null|\(null\)|<na>|\\N|nan|nat|-?infinity|-?∞|\[object \w+\]|invalid date(time)?|loading\.{3})$/iu;
/** Python's word. In capitals it is a value of some lists. */
const PYTHON_NOTHING = 'None';

/** True for the content of a broken cell, which names nothing. */
export function isBrokenCell(text: string): boolean {
	return BROKEN.test(text) || text === PYTHON_NOTHING;
}

/** A number that a spreadsheet has shortened: `7.4609E+22`. Its digits are lost. `12E5` is an ID. */
const SHORTENED = /^[+-]?\d+(?:[.,]\d+)?e\+\d+$|^[+-]?\d+[.,]\d+e-\d+$/i;

export function isShortenedNumber(text: string): boolean {
	return SHORTENED.test(text);
}
