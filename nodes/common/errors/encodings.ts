/** Shorter values in base64 or hexadecimal are too short to be told from other text. */
const SHORTEST_ENCODED = 8;

const NAMED: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos', '\u00a0': 'nbsp' };
const JSON_ESCAPES: Record<string, string> = { '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't' };

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
const hexOf = (number: number, digits: number): string => number.toString(16).padStart(digits, '0');
/** Hexadecimal digits, in capitals or not. */
const anyCase = (text: string): string =>
	text.replace(/[a-f]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);

const LETTER = /^[A-Za-z0-9]$/;
/** In texts without any of these, no letter or digit is escaped. */
const ESCAPED_LETTERS = /%(?:25)*[3-7][0-9a-f]|&(?:amp;)*#|\\u00[3-7]/i;

/** One character in every form in which texts, JSON, addresses and HTML write it. Repeated escaping is bounded, so that matching is. */
function inAnyForm(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	const bytes = Buffer.from(character, 'utf8');
	const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
	const named = NAMED[character] === undefined ? [] : [NAMED[character]];
	const entities = [`#0{0,4}${code}`, `#[xX]0{0,4}${anyCase(hexOf(code, 1))}`, ...named];
	const escape = JSON_ESCAPES[character];
	const forms = [
		character === '\\' ? '\\\\{1,8}' : `\\\\{0,8}${literal(character)}`,
		units.map((unit) => `\\\\{1,8}u${anyCase(hexOf(unit, 4))}`).join(''),
		[...bytes].map((byte) => `%(?:25){0,3}${anyCase(hexOf(byte, 2))}`).join(''),
		`&(?:amp;){0,3}(?:${entities.join('|')});`,
		...(escape === undefined ? [] : [`\\\\{1,8}${escape}`]),
		...(character === ' ' ? ['\\+'] : []),
		// what UTF-8 becomes if it is taken for latin1, as in headers
		...(bytes.length > 1 ? [literal(bytes.toString('latin1'))] : []),
	];
	return `(?:${forms.join('|')})`;
}

/** Libraries escape no letters and digits, but a service may. Looking for that takes longer. */
const unlessLetter = (character: string): string => (LETTER.test(character) ? character : inAnyForm(character));

const textPattern = (text: string, form: (character: string) => string): string => Array.from(text, form).join('');

/** The part of the base64 that is the same whatever comes before and after the text, in both alphabets. */
function base64Pattern(bytes: Buffer, before: number): string {
	const whole = Buffer.concat([Buffer.alloc(before), bytes]);
	const encoded = whole.toString('base64').replace(/=+$/, '');
	// the first characters depend on the bytes before, the last one of a group that is not full on the bytes behind
	const inner = encoded.slice([0, 2, 3][before], whole.length % 3 === 0 ? undefined : -1);
	return Array.from(inner, (character) => {
		if (character === '+') return `(?:${inAnyForm('+')}|${inAnyForm('-')})`;
		return character === '/' ? `(?:${inAnyForm('/')}|${inAnyForm('_')})` : character;
	}).join('');
}

/**
 * A function that replaces a text in every encoding in which a service, a proxy or a log may repeat it: in JSON (also in JSON in JSON,
 * and with escaped slashes), in addresses and forms, in HTML, in base64 (also in the middle of other bytes), and in hexadecimal.
 */
export function everyEncodingReplaced(secret: string, replacement: string): (text: string) => string {
	const bytes = Buffer.from(secret, 'utf8');
	const encoded =
		bytes.length < SHORTEST_ENCODED
			? []
			: [...[0, 1, 2].map((before) => base64Pattern(bytes, before)), anyCase(bytes.toString('hex'))];
	const patternOf = (form: (character: string) => string) =>
		new RegExp([textPattern(secret, form), ...encoded].join('|'), 'g');
	const usual = patternOf(unlessLetter);
	let thorough: RegExp | undefined;
	return (text) => {
		if (!ESCAPED_LETTERS.test(text)) return text.replace(usual, replacement);
		thorough ??= patternOf(inAnyForm);
		return text.replace(thorough, replacement);
	};
}

/** What an escape such as `\u0061` can be written as, by its code. */
const WRITTEN = Array.from({ length: 0x80 }, (_, code) => {
	const character = String.fromCharCode(code);
	return code < 0x20 ? undefined : /["\\]/.test(character) ? `\\${character}` : character;
});

/**
 * JSON in which letters, digits and signs are written as they are, and not as `\u0061`. It means the same, but a secret in it is found
 * before it is parsed, in the form that it will have in the data. A regular expression would take seconds for megabytes of escapes.
 */
export function withoutNeedlessEscapes(json: string): string {
	if (!/\\u00[2-7]/.test(json)) return json;
	const parts: string[] = [];
	let from = 0;
	for (let at = json.indexOf('\\'); at >= 0; at = json.indexOf('\\', at)) {
		const isShort = json.startsWith('u00', at + 1);
		const written = isShort ? WRITTEN[Number.parseInt(json.slice(at + 4, at + 6), 16)] : undefined;
		if (written === undefined) {
			// what is escaped otherwise: a backslash does not begin another escape
			at += 2;
			continue;
		}
		parts.push(json.slice(from, at), written);
		at += 6;
		from = at;
	}
	return parts.join('') + json.slice(from);
}
