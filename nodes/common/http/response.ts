import { ServiceError } from '../errors/errors';
import { messages } from '../errors/problems';
import type { Redact } from '../errors/redact';
import type { Effect, Expected, Service, ServiceRequest, ServiceResponse } from '../operation';
import { isRecord, type Json, parseJson } from '../values/json';

/** An answer as it came, before anything is made of it. */
export interface RawResponse {
	status: number;
	headers: Record<string, string>;
	bytes: Buffer;
	readonly text: string;
}

/** What the reading of an answer needs to know to explain a bad one. */
export interface ResponseContext {
	service: Service;
	environment: string;
	plan: ServiceRequest;
	effect: Effect;
	redact: Redact;
	/** How often the request was sent, this answer included. */
	tries: number;
}

const EXPECTED_WORDS: Record<Expected, string> = {
	object: 'an object',
	list: 'a list',
	objectOrList: 'an object or a list',
	file: 'a file',
	emptyOrAny: 'JSON or nothing',
	anything: 'JSON, text or nothing',
};

function isExpected(body: Json | undefined, expected: Expected): boolean {
	if (expected === 'emptyOrAny' || expected === 'anything') return true;
	if (expected === 'file') return body !== undefined;
	if (expected === 'object') return isRecord(body);
	if (expected === 'list') return Array.isArray(body);
	return isRecord(body) || Array.isArray(body);
}

function kindOf(body: Json | undefined): string {
	if (body === undefined) return messages.kinds.empty;
	if (Array.isArray(body)) return messages.kinds.list;
	return isRecord(body) ? messages.kinds.object : messages.kinds.value;
}

/** Undefined for an empty body; `broken` where the text is no JSON. */
export function parseBody(text: string): { body: Json | undefined; broken: boolean } {
	if (text.trim() === '') return { body: undefined, broken: false };
	try {
		return { body: parseJson(text), broken: false };
	} catch {
		return { body: undefined, broken: true };
	}
}

/** Characters of what cannot be read that are looked at or shown. */
const MOST_SHOWN = 4000;

/** The first words of an answer, on one line, for an error. */
function beginning(text: string, redact: Redact): string {
	// cut after redacting: half a secret is no longer recognised; and before the tags, whose search takes long in long texts
	const line = redact(text)
		.slice(0, MOST_SHOWN)
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}

function isJson({ headers }: RawResponse): boolean {
	return /\bjson\b/i.test(headers['content-type'] ?? '');
}

/** A page in place of a file comes from a proxy or another server. */
function isPage({ headers, bytes }: RawResponse): boolean {
	return (
		/\bhtml\b/i.test(headers['content-type'] ?? '') ||
		/^\s*<(!doctype html|html)/i.test(bytes.subarray(0, 64).toString('latin1'))
	);
}

/** Blanks before the beginning do no harm: the programs that open such files pass over them. */
function isFile(raw: RawResponse, begins = ''): boolean {
	const isText = isJson(raw) || isPage(raw) || raw.bytes.length === 0;
	return !isText && raw.bytes.subarray(0, 1024).toString('latin1').trimStart().startsWith(begins);
}

/**
 * Makes the answer of a 2xx.
 *
 * @returns a ServiceError where the body is no JSON or not of the shape that the operation needs; for a write it says that the
 *   request may have been carried out; also where a write is answered with errors in spite of the 2xx
 */
export function readResponse(raw: RawResponse, reading: ResponseContext): ServiceResponse | ServiceError {
	const { service, plan, effect, redact } = reading;
	if (plan.expect === 'file' && isFile(raw, plan.fileSignature)) {
		return { status: raw.status, headers: raw.headers, body: undefined, file: raw.bytes };
	}
	const { body, broken } = parseBody(raw.text);
	if (!broken && effect === 'write' && service.reportsErrors(body)) return serviceError(raw, reading);
	if (!broken && isExpected(body, plan.expect)) return { status: raw.status, headers: raw.headers, body };

	const isIncomplete = broken && /^\s*[[{]/.test(raw.text);
	const isMarkup = /^\s*</.test(raw.text);
	if (broken && (plan.expect === 'anything' || plan.expect === 'file') && !isIncomplete && !isMarkup && !isPage(raw)) {
		const text = redact(raw.text);
		// in place of a file it may be another file, of any size
		return {
			status: raw.status,
			headers: raw.headers,
			body: plan.expect === 'file' ? text.slice(0, MOST_SHOWN) : text,
		};
	}
	const brokenKind = isMarkup ? messages.kinds.html : isIncomplete ? messages.kinds.incomplete : messages.kinds.text;
	const message = broken
		? messages.notJson(service.name, raw.status, brokenKind)
		: messages.wrongShape(service.name, raw.status, EXPECTED_WORDS[plan.expect], kindOf(body));
	const accepted = effect === 'write';
	return new ServiceError({
		message,
		advice: [
			accepted ? messages.acceptedUnread : '',
			isIncomplete ? messages.incompleteAdvice : messages.unusableAdvice(beginning(raw.text, redact)),
		]
			.filter(Boolean)
			.join(' '),
		status: raw.status,
		unclear: accepted,
	});
}

/** Explains a refusal (any status but 2xx, or a 2xx that lists errors) in the service's own words, with advice. */
export function serviceError(raw: RawResponse, reading: ResponseContext): ServiceError {
	const { service, environment, plan, effect, redact, tries } = reading;
	const { status } = raw;
	if (status >= 300 && status < 400) {
		return new ServiceError({
			message: messages.redirect(service.name, status, redact(raw.headers.location ?? messages.unnamedAddress)),
			advice: messages.redirectAdvice,
			status,
		});
	}

	const { body } = parseBody(raw.text);
	const refusal = service.readError(body, status);
	const fields = Object.fromEntries(
		Object.entries(refusal.fields ?? {}).map(([field, words]) => [redact(field), redact(words)]),
	);
	const said = refusal.message ? redact(refusal.message) : beginning(raw.text, redact) || messages.noWords;
	const code = refusal.code ? redact(refusal.code) : undefined;
	const words = code && !said.includes(code) ? `${said} (${code})` : said;
	const fieldLines = Object.entries(fields).map(([field, complaint]) => messages.fieldLine(field, complaint));

	let message = messages.refused(service.name, status, words);
	let advice = fieldLines.length > 0 ? messages.badFieldsAdvice(service.name) : messages.badRequestAdvice(service.name);
	let unclear = false;
	if (status === 401) {
		message = messages.credentialRefused(service.name, environment);
		advice = [said === messages.noWords ? '' : `${said}.`, messages.credentialAdvice(service.name)]
			.filter(Boolean)
			.join(' ');
	} else if (status === 403) {
		advice = messages.forbiddenAdvice(service.name);
	} else if (status === 404 && plan.subject) {
		message = messages.notFound(service.name, plan.subject);
		advice = messages.notFoundAdvice;
	} else if (status < 300) {
		unclear = true;
		advice = messages.acceptedWithErrors(service.name);
	} else if (status === 408 || status >= 500) {
		unclear = effect === 'write';
		advice = unclear
			? `${messages.unclearAdvice} ${messages.notSentTwice}`
			: messages.serverAdviceRead(service.name, tries);
	}
	return new ServiceError({
		message,
		advice: [...fieldLines, refusal.advice ?? advice].join('\n'),
		status,
		code,
		fields,
		unclear,
	});
}
