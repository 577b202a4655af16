import { ServiceError } from '../errors/errors';
import type { Problem } from '../errors/problem';
import { problems } from '../errors/problems';
import { type Redact, redactedStart } from '../errors/redact';
import type { Effect, Expected, Service, ServiceRequest, ServiceResponse } from '../operation';
import { isRecord, type Json, parseJson } from '../values/json';

/** A response before it is read. */
export interface RawResponse {
	status: number;
	headers: Record<string, string>;
	bytes: Buffer;
	/** If the response is longer than allowed: how many bytes were allowed. Only its first words are known. */
	cutAt?: number;
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

/** What a response contains instead of a token, in words. */
export function contentOf(text: string): string {
	const { body, broken } = parseBody(text);
	if (!broken) return kindOf(body);
	return /^\s*</.test(text) ? 'an HTML page' : /^\s*[[{]/.test(text) ? 'incomplete JSON' : 'text';
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
/** Characters of a response that is text, such as "OK". */
const MOST_TEXT = 100_000;
/** Characters of a service's own words in an error. */
const MOST_WORDS = 1000;

/** The first words of a response, on one line, for an error. */
function beginning(text: string, redact: Redact): string {
	// removing tags is slow in long text
	const line = redactedStart(text, MOST_SHOWN, redact)
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
	if (raw.cutAt !== undefined) {
		const problem = problems.responseTooLarge(service.name, status, raw.cutAt / 1_000_000, effect === 'write');
		return new ServiceError({ problem, status, unclear: effect === 'write' });
	}
	if (request.expect === 'file' && isFile(raw, request.fileSignature))
		return { status, headers, body: undefined, file: raw.bytes };
	const { body, broken } = parseBody(raw.text);
	if (!broken && effect === 'write' && service.reportsErrors(body)) return serviceError(raw, context);
	if (!broken && isExpected(body, request.expect)) return { status, headers, body };

	const isIncomplete = broken && /^\s*[[{]/.test(raw.text);
	const isMarkup = /^\s*</.test(raw.text);
	const mayBeText = request.expect === 'anything' || request.expect === 'file';
	if (broken && mayBeText && !isIncomplete && !isMarkup && !isPage(raw)) {
		// it may be a different file of any size
		const most = request.expect === 'file' ? MOST_SHOWN : MOST_TEXT;
		return { status, headers, body: redactedStart(raw.text, most, redact) };
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
			problem: problems.redirect(service.name, status, redactedStart(raw.headers.location ?? '', MOST_WORDS, redact)),
			status,
		});

	if (status === 407) {
		const problem = problems.proxyRefused(service.name, context.environment, String(status));
		return new ServiceError({ problem, status, notSent: true, lasting: true });
	}
	// the service's API speaks JSON; of a 401 and a 5xx, the status says more than that
	if (isPage(raw) && status > 401 && status < 500 && status !== 408)
		return new ServiceError({
			problem: problems.pageInsteadOfApi(service.name, status, beginning(raw.text, redact)),
			status,
		});

	const {
		message,
		code: ownCode,
		fields = {},
		advice,
		problem: own,
	} = service.readError(parseBody(raw.text).body, status);
	const shown = (text: string) => redactedStart(text, MOST_WORDS, redact);
	const complaints = Object.fromEntries(
		Object.entries(fields)
			.slice(0, MOST_FIELDS)
			.map(([field, complaint]) => [shown(field), shown(complaint)]),
	);
	const said = message ? shown(message) : beginning(raw.text, redact);
	const code = ownCode ? shown(ownCode) : undefined;
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

/** The most fields whose complaints an error shows. */
const MOST_FIELDS = 100;

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
