import type { IncomingHttpHeaders } from 'node:http';

import type { IDataObject } from 'n8n-workflow';

import { formsOf } from '../e2e/secretForms';
import type { Exchange } from './hostileProxy';

/** Headers that say nothing secret. */
const PUBLIC_HEADERS =
	/^(accept|accept-encoding|connection|content-length|content-type|host|user-agent|transfer-encoding)$/;

/** The keys, tokens and signatures in the headers of a request. */
export const proofsIn = (headers: IncomingHttpHeaders): string[] =>
	Object.entries(headers)
		.filter(([name, value]) => !PUBLIC_HEADERS.test(name) && String(value).length >= 8)
		.map(([, value]) => String(value).replace(/^(Bearer|Basic) /, ''));

const codeOf = (letter: string, base: number): string => letter.charCodeAt(0).toString(base);
const letterByLetter = (text: string, spell: (letter: string) => string): string => Array.from(text, spell).join('');
const inUnicode = (text: string): string =>
	letterByLetter(text, (letter) => `\\u${codeOf(letter, 16).padStart(4, '0')}`);

/** The forms in which a service may repeat a secret: those of libraries, and with each of its letters escaped. */
const spellings = (secret: string): string[] => [
	...formsOf(secret).map(([, form]) => form),
	inUnicode(secret),
	inUnicode(secret).replace(/\\/g, '\\\\'),
	letterByLetter(secret, (letter) => `%${codeOf(letter, 16)}`),
	letterByLetter(secret, (letter) => `%25${codeOf(letter, 16).toUpperCase()}`),
	letterByLetter(secret, (letter) => `&#${codeOf(letter, 10)};`),
	letterByLetter(secret, (letter) => `&#x${codeOf(letter, 16)};`),
	letterByLetter(secret, (letter) => `&amp;#x${codeOf(letter, 16).toUpperCase()};`),
];

/** The secrets in all spellings. If one of them is shown, it is not too far behind in the text: those before it are short then. */
export const inAllSpellings = (secrets: string[]): string => secrets.flatMap(spellings).join(' ');

const letterOf = (code: string, base: number): string => String.fromCharCode(Number.parseInt(code, base));

/** Text without any escaping that a reader, a program or a browser could undo. */
function decoded(text: string): string {
	let plain = text;
	for (let depth = 0; depth < 4; depth++)
		plain = plain
			.replace(/\\+u([0-9a-f]{4})/gi, (_, code: string) => letterOf(code, 16))
			.replace(/\\+(["/\\])/g, '$1')
			.replace(/%([0-9a-f]{2})/gi, (_, code: string) => letterOf(code, 16))
			.replace(/&#x([0-9a-f]+);/gi, (_, code: string) => letterOf(code, 16))
			.replace(/&#(\d+);/g, (_, code: string) => letterOf(code, 10))
			.replace(/&amp;/g, '&');
	return plain;
}

/** Which secrets a text shows, or the end of which: a secret at its beginning may have been cut. */
export function secretsIn(text: string, secrets: string[]): string[] {
	const plain = decoded(text);
	const encoded = (secret: string) => formsOf(secret).filter(([form]) => /base64|hexadecimal/.test(form));
	const shows = (form: string) => plain.includes(form) || plain.includes(form.slice(-Math.max(10, form.length / 2)));
	return secrets.flatMap((secret) => [
		...(shows(secret) ? [secret] : []),
		...encoded(secret)
			.filter(([, form]) => shows(form))
			.map(([form]) => `${secret} ${form}`),
	]);
}

export interface Echo {
	name: string;
	/** The response. @param words the secrets @param refusal the service's form of a refusal in some words */
	respond: (words: string, refusal: (words: string) => IDataObject, exchange: Exchange) => Omit<Exchange, 'headers'>;
}

const JSON_TYPE = 'application/json';
const PLACE = 'WORDS-OF-THE-SERVICE';

/** JSON with a further member in each of its records; of a list, in the first one. */
function withMember(value: unknown, words: string): unknown {
	if (Array.isArray(value)) return value.map((one, index) => (index === 0 ? withMember(one, words) : one));
	if (typeof value !== 'object' || value === null) return value;
	const members = Object.entries(value).map(([name, member]) => [name, withMember(member, words)]);
	return { ...(Object.fromEntries(members) as object), echo: words };
}

/** A file stays as it is: it may contain anything. */
function withEcho({ status, type, body }: Exchange, words: string): Omit<Exchange, 'headers'> {
	if (body !== '' && !type.includes('json')) return { status, type, body };
	const value: unknown = body === '' ? {} : JSON.parse(body);
	return { status: status === 204 ? 200 : status, type: JSON_TYPE, body: JSON.stringify(withMember(value, words)) };
}

const escaped = <Response extends { body: string }>(response: Response, words: string): Response => ({
	...response,
	body: response.body.replaceAll(PLACE, inUnicode(words)),
});

/** How a service, or a proxy, repeats what it was sent. */
export const ECHOES: Echo[] = [
	{
		name: 'in the words of a refusal',
		respond: (words, refusal) => ({ status: 400, type: JSON_TYPE, body: JSON.stringify(refusal(words)) }),
	},
	{
		name: 'in a refusal, letter by letter',
		respond: (words, refusal) => escaped({ status: 422, type: JSON_TYPE, body: JSON.stringify(refusal(PLACE)) }, words),
	},
	{
		name: 'on an error page',
		respond: (words) => ({ status: 502, type: 'text/html', body: `<html><body>${words}</body></html>` }),
	},
	{ name: 'in its data', respond: (words, _refusal, exchange) => withEcho(exchange, words) },
	{
		name: 'in its data, letter by letter',
		respond: (words, _refusal, exchange) => escaped(withEcho(exchange, PLACE), words),
	},
	{ name: 'as text instead of data', respond: (words) => ({ status: 200, type: 'text/plain', body: `OK ${words}` }) },
];
