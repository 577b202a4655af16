import type { ErrorBody, Service } from '../common/operation';
import { type Json, recordOr, textOrNull } from '../common/values/json';
import { resources } from './actions';
import { addressOf } from './api/address';
import { KlaviApi, keysOf } from './api/klaviApi';
import { messages } from './problems';

/** A business error: the body's `statusCode` is its code. Contract: 2.13 */
const BUSINESS = 416;

/** Text, or a list of texts, as one line. */
function wordsOf(value: unknown): string | undefined {
	if (!Array.isArray(value)) return textOrNull(value) ?? undefined;
	const lines = value.map((line) => textOrNull(line) ?? JSON.stringify(line));
	return lines.length > 0 ? lines.join('; ') : undefined;
}

/**
 * Reads `{"statusCode", "error", "message"}`, where `message` is text or a list and `error` text or `{code, title, detail}`; every member
 * may be missing.
 *
 * Contract: 2.13, 6.14.
 */
function readError(body: Json | undefined, status: number): ErrorBody {
	const { statusCode, errorCode, error, message } = recordOr(body);
	const detail = recordOr(error);
	const words =
		wordsOf(message) ?? textOrNull(error) ?? textOrNull(detail.detail) ?? textOrNull(detail.title) ?? undefined;
	if (status === BUSINESS) {
		const code = textOrNull(statusCode) ?? textOrNull(errorCode) ?? undefined;
		const meaning =
			code !== undefined && Object.hasOwn(messages.businessErrors, code) ? messages.businessErrors[code] : undefined;
		return meaning === undefined
			? { message: words, code }
			: { message: messages.businessError(meaning, words), code, advice: messages.qrCodeAdvice };
	}
	const code = textOrNull(errorCode) ?? textOrNull(detail.code) ?? textOrNull(error) ?? undefined;
	return { message: words, code: code === words ? undefined : code };
}

/** How the Klavi payments API is reached and how it refuses. */
export const klavi: Service = {
	name: 'Klavi',
	credential: 'klaviApi',
	// the requests themselves see to it that the first one goes alone: an item may wait for minutes, and would hold all others back
	baseUrl: addressOf,
	environment: addressOf,
	secrets: (credential) => [
		...Object.values(keysOf(credential)),
		...['previousSecretKey', 'sessionToken'].map((name) => String(credential[name] ?? '').trim()),
	],
	readError,
	reportsErrors: () => false,
	isRenewedByN8n: true,
	variant: (credential) => new KlaviApi(credential),
	resources,
};
