import { ServiceError } from '../errors/errors';
import type { Problem } from '../errors/problem';
import { problems } from '../errors/problems';
import type { Redact } from '../errors/redact';
import type { Effect, Expected, Service, ServiceRequest, ServiceResponse } from '../operation';
import { isRecord, type Json, parseJson } from '../values/json';

/** A response before it is read. */
export interface RawResponse {
	status: number;
	headers: Record<string, string>;
	bytes: Buffer;
	readonly text: string;
}

/** What is needed to explain a bad response. */
export interface ResponseContext {
	service: Service;
	environment: string;
	request: ServiceRequest;
	effect: Effect;
	redact: Redact;
	/** How often the request was sent, including for this response. */
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
	if (body === undefined) return 'an empty body';
	if (Array.isArray(body)) return 'a list';
	return isRecord(body) ? 'an object' : 'a single value';
}

/** Undefined for an empty body; `broken` if the text is not JSON. */
export function parseBody(text: string): { body: Json | undefined; broken: boolean } {
	if (text.trim() === '') return { body: undefined, broken: false };
	try {
		return { body: parseJson(text), broken: false };
	} catch {
		return { body: undefined, broken: true };
	}
}

/** Characters of unreadable content that are inspected or shown. */
const MOST_SHOWN = 4000;

/** The first words of a response, on one line, for an error. */
function beginning(text: string, redact: Redact): string {
	// cut after redacting (half a secret is not recognized) and before removing tags (that search is slow in long text)
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

/** A page instead of a file comes from a proxy or another server. */
export function isPage({ headers, bytes }: RawResponse): boolean {
	return (
		/\bhtml\b/i.test(headers['content-type'] ?? '') ||
		/^\s*<(!doctype html|html)/i.test(bytes.subarray(0, 64).toString('latin1'))
	);
}

/** Blanks before the signature do no harm: the programs that open such files skip them. */
function isFile(raw: RawResponse, begins = ''): boolean {
	const isText = isJson(raw) || isPage(raw) || raw.bytes.length === 0;
	return !isText && raw.bytes.subarray(0, 1024).toString('latin1').trimStart().startsWith(begins);
}

/**
 * Reads a raw response.
 * @returns a ServiceError for an error status, for a 2xx whose body is not JSON or has the wrong shape (for a write, it says
 *   that the request may have been completed), and for a write whose 2xx body contains errors
 */
export function readResponse(raw: RawResponse, context: ResponseContext): ServiceResponse | ServiceError {
	const { service, request, effect, redact } = context;
	const { status, headers } = raw;
	const isGood = (status >= 200 && status < 300) || request.accept?.includes(status);
	if (!isGood) return serviceError(raw, context);
	if (request.expect === 'file' && isFile(raw, request.fileSignature))
		return { status, headers, body: undefined, file: raw.bytes };
	const { body, broken } = parseBody(raw.text);
	if (!broken && effect === 'write' && service.reportsErrors(body)) return serviceError(raw, context);
	if (!broken && isExpected(body, request.expect)) return { status, headers, body };

	const isIncomplete = broken && /^\s*[[{]/.test(raw.text);
	const isMarkup = /^\s*</.test(raw.text);
	const mayBeText = request.expect === 'anything' || request.expect === 'file';
	if (broken && mayBeText && !isIncomplete && !isMarkup && !isPage(raw)) {
		const text = redact(raw.text);
		// the response may be a different file of any size
		return { status, headers, body: request.expect === 'file' ? text.slice(0, MOST_SHOWN) : text };
	}
	const isWrite = effect === 'write';
	return new ServiceError({
		problem: isIncomplete
			? problems.incompleteJson(service.name, status, isWrite)
			: broken
				? problems.notJson(
						service.name,
						status,
						isMarkup ? 'an HTML page' : 'text',
						isWrite,
						beginning(raw.text, redact),
					)
				: problems.wrongShape(
						service.name,
						status,
						EXPECTED_WORDS[request.expect],
						kindOf(body),
						isWrite,
						beginning(raw.text, redact),
					),
		status,
		unclear: isWrite,
	});
}

/** Explains an error response (any status but 2xx, or a 2xx that lists errors) in the service's own words, with advice. */
export function serviceError(raw: RawResponse, context: ResponseContext): ServiceError {
	const { service, redact, effect } = context;
	const { status } = raw;
	if (status >= 300 && status < 400)
		return new ServiceError({
			problem: problems.redirect(service.name, status, redact(raw.headers.location ?? '')),
			status,
		});

	const {
		message,
		code: ownCode,
		fields = {},
		advice,
		problem: own,
	} = service.readError(parseBody(raw.text).body, status);
	const complaints = Object.fromEntries(
		Object.entries(fields).map(([field, complaint]) => [redact(field), redact(complaint)]),
	);
	const said = message ? redact(message) : beginning(raw.text, redact);
	const code = ownCode ? redact(ownCode) : undefined;
	const words = code && !said.includes(code) ? `${said} (${code})`.trim() : said;
	const lines = Object.entries(complaints).map(([field, complaint]) => `${field}: ${complaint}`);
	const general = refusal(status, { words, said, namesFields: lines.length > 0 }, context);
	const isUnclear = status < 300 || (effect === 'write' && (status === 408 || status >= 500));
	return new ServiceError({
		problem: {
			...general,
			code: own?.code ?? general.code,
			advice: [...lines, own?.advice ?? advice ?? general.advice].join('\n'),
		},
		status,
		code,
		fields: complaints,
		unclear: isUnclear,
	});
}

/** The problem of a status, with matching advice. */
function refusal(
	status: number,
	{ words, said, namesFields }: { words: string; said: string; namesFields: boolean },
	{ service, environment, request, effect, tries }: ResponseContext,
): Problem {
	const { name } = service;
	if (status === 401) return problems.credentialRejected(name, environment, said);
	if (status === 403) return problems.forbidden(name, status, words);
	if (status === 404 && request.subject) return problems.notFound(name, request.subject);
	if (status < 300) return problems.acceptedWithErrors(name, status, words);
	if (status !== 408 && status < 500) return problems.badRequest(name, status, words, namesFields);
	return effect === 'write'
		? problems.outcomeUnknown(name, status, words)
		: problems.serverError(name, status, words, tries);
}
