/** What cannot be seen and names nothing: byte order marks, zero-width characters, direction marks, soft hyphens. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
/** Joiners belong to some scripts, but not to the edge of a text. */
const EDGES = /^[\s\u200c\u200d]+|[\s\u200c\u200d]+$/g;

/** Text of which every character is visible and ordinary: nearly all of it is. */
const ORDINARY = /^[\w.@/:-]+$/;

/** A text without invisible characters, and without blanks around it. */
export function visible(text: string): string {
	return ORDINARY.test(text) ? text : text.replace(INVISIBLE, '').replace(EDGES, '');
}

/** A spreadsheet's mark for "this is text", which some programs export: `'07102`. */
export function withoutTextMark(text: string): string {
	return /^'[^'\s][^']*$/.test(text) ? text.slice(1) : text;
}

/** What spreadsheets and programs write instead of a value that they do not have. In any language: `#N/A`, `#WERT!`, `#¿NOMBRE?`. */
const BROKEN =
	/^(#[¡¿]?[\p{Lu}/_]+(\/0)?[!?]|#(N\/A|N\/D|NV|NB|N\/DISP|Н\/Д|I\/T|GETTING_DATA)|undefined|null|nan|-?infinity|\[object \w+\]|invalid date(time)?|loading\.{3})$/iu;

/** True for the content of a broken cell, which names nothing. */
export function isBrokenCell(text: string): boolean {
	return BROKEN.test(text);
}

/** A number that a spreadsheet has shortened: `7.4609E+22`. Its digits are lost. `12E5` is an ID. */
const SHORTENED = /^[+-]?\d+(?:[.,]\d+)?e\+\d+$|^[+-]?\d+[.,]\d+e-\d+$/i;

export function isShortenedNumber(text: string): boolean {
	return SHORTENED.test(text);
}
