/** Of base64 in the middle of other bytes: how many characters at the beginning depend on so many bytes before. */
const MIXED_BEFORE = [0, 2, 3];
/** How deep texts are wrapped: an answer in an error, the error in an execution, the execution in n8n's own answer. */
const JSON_DEPTH = 3;
const UNIVERSAL = /[\u0080-\uffff]/g;

/** The part of the base64 that stands there whatever comes before and after the secret. */
function innerBase64(secret: string, before: number, alphabet: 'base64' | 'base64url'): string {
	const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret, 'utf8')]);
	const text = bytes.toString(alphabet).replace(/=+$/, '');
	// the last character of a group that is not full depends on what follows
	return text.slice(MIXED_BEFORE[before], bytes.length % 3 === 0 ? undefined : -1);
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
/** As PHP and some Java libraries write it. */
const withEscapedSlashes = (text: string): string => text.replace(/\//g, '\\/');
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const inHtml = (text: string, apostrophe: string): string =>
	text.replace(/[&<>"]/g, (letter) => ENTITIES[letter]).replace(/'/g, apostrophe);
/** As libraries for templates write it. */
const inStrictHtml = (text: string): string =>
	inHtml(text, '&#x27;').replace(/[/`=]/g, (letter) => `&#x${letter.charCodeAt(0).toString(16).toUpperCase()};`);
const inSmallPercents = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());

/** The forms in which a secret could be told, by their names; each spelling once. */
export function formsOf(secret: string): Array<[form: string, spelled: string]> {
	const address = encodeURIComponent(secret);
	const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
	const hex = Buffer.from(secret, 'utf8').toString('hex');
	const forms: Array<[string, string]> = [
		['as it is', secret],
		['in an address', address],
		['in an address, in small letters', inSmallPercents(address)],
		['in a form', inForm],
		['in a form, in small letters', inSmallPercents(inForm)],
		['in hexadecimal', hex],
		['in hexadecimal, in capitals', hex.toUpperCase()],
		// what UTF-8 becomes where it is taken for latin1, as in headers
		['read as latin1', Buffer.from(secret, 'utf8').toString('latin1')],
		[
			'in JSON of ASCII',
			inJson(secret).replace(UNIVERSAL, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
		],
	];
	for (let depth = 1, text = secret; depth <= JSON_DEPTH; depth++) {
		text = inJson(text);
		forms.push([`in JSON${' in JSON'.repeat(depth - 1)}`, text]);
	}
	forms.push(
		['in JSON with escaped slashes', withEscapedSlashes(inJson(secret))],
		['in HTML', inHtml(secret, '&#39;')],
		['in strict HTML', inStrictHtml(secret)],
	);
	for (const alphabet of ['base64', 'base64url'] as const) {
		for (const before of MIXED_BEFORE.keys())
			forms.push([
				`in ${alphabet}${before === 0 ? '' : ` behind ${before} bytes`}`,
				innerBase64(secret, before, alphabet),
			]);
	}
	return forms.filter(([, form], place) => forms.findIndex(([, other]) => other === form) === place);
}

interface Spelling<Known> {
	bytes: Buffer;
	known: Known;
}

const WINDOW = 4;
const SLOT_BITS = 22;
const slotOf = (window: number): number => Math.imul(window, 0x9e3779b1) >>> (32 - SLOT_BITS);

/** Looks for many spellings at once: there are thousands, and a run leaves hundreds of megabytes to look through. */
export class ManySpellings<Known> {
	private readonly byWindow = new Map<number, Array<Spelling<Known> & { at: number }>>();
	private readonly slots = new Uint8Array(2 ** SLOT_BITS);

	add(text: string, known: Known, encoding: 'utf8' | 'latin1' = 'utf8'): void {
		const bytes = Buffer.from(text, encoding);
		if (bytes.length < WINDOW) throw new Error('A spelling is too short to look for');
		// far behind, since tokens begin alike
		const at = Math.floor((bytes.length - WINDOW) * 0.75);
		const window = bytes.readInt32BE(at);
		this.slots[slotOf(window)] = 1;
		const same = this.byWindow.get(window);
		if (same) same.push({ bytes, known, at });
		else this.byWindow.set(window, [{ bytes, known, at }]);
	}

	/** What is known of every spelling that stands in the bytes. */
	in(bytes: Buffer): Set<Known> {
		const found = new Set<Known>();
		let window = 0;
		for (let place = 0; place < bytes.length; place++) {
			window = (window << 8) | bytes[place];
			if (this.slots[slotOf(window)] === 0) continue;
			for (const one of this.byWindow.get(window) ?? []) {
				const start = place - WINDOW + 1 - one.at;
				if (start >= 0 && !found.has(one.known) && bytes.subarray(start, start + one.bytes.length).equals(one.bytes))
					found.add(one.known);
			}
		}
		return found;
	}
}
