import type { IDataObject } from 'n8n-workflow';

import type { ErrorBody, Service } from '../common/operation';
import { type Json, recordOr, textOrNull } from '../common/values/json';
import { resources } from './actions';
import { addressOf } from './api/address';
import { KlaviApi, keysOf } from './api/klaviApi';
import { problems } from './problems';

/** The status of a business error: the body's `statusCode` is its code. Contract: 2.13 */
const BUSINESS = 416;

/** What the codes of business errors mean. Contract: 2.13 */
const MEANINGS: Record<string, string> = {
	4101: 'The QR code is not a Pix QR code',
	4102: 'The QR code is a Pix Cobrança QR code, which cannot be paid this way',
	4103: 'The QR code is a Pix Troco QR code, which cannot be paid this way',
	4104: 'The QR code is a Pix Saque QR code, which cannot be paid this way',
};

/** Text, or a list of texts, as one line. */
function wordsOf(value: unknown): string | undefined {
	if (!Array.isArray(value)) return textOrNull(value) ?? undefined;
	const lines = value.map((line) => textOrNull(line) ?? JSON.stringify(line));
	return lines.length > 0 ? lines.join('; ') : undefined;
}

/**
 * Reads `{"statusCode", "error", "message"}`, where `message` is text or a list and `error` text or `{code, title, detail}`. Every
 * field may be missing. Contract: 2.13, 6.14
 */
function readError(body: Json | undefined, status: number): ErrorBody {
	const { statusCode, errorCode, error, message } = recordOr(body);
	const detail = recordOr(error);
	const words =
		wordsOf(message) ?? textOrNull(error) ?? textOrNull(detail.detail) ?? textOrNull(detail.title) ?? undefined;
	if (status === BUSINESS) {
		const code = textOrNull(statusCode) ?? textOrNull(errorCode) ?? undefined;
		if (code === undefined || !Object.hasOwn(MEANINGS, code)) return { message: words, code };
		const problem = problems.qrCodeRejected(MEANINGS[code], words);
		return { message: problem.message, code, problem };
	}
	const code = textOrNull(errorCode) ?? textOrNull(detail.code) ?? textOrNull(error) ?? undefined;
	return { message: words, code: code === words ? undefined : code };
}

/** The token that n8n has stored, without the fingerprint of the keys that it was made for. */
function sessionTokenIn({ sessionToken }: IDataObject): string | undefined {
	return textOrNull(sessionToken)?.replace(/^[0-9a-f]{16}:/, '') || undefined;
}

/** How the Klavi payments API is reached, and how its errors are read. */
export const klavi: Service = {
	name: 'Klavi',
	credential: 'klaviApi',
	baseUrl: addressOf,
	environment: addressOf,
	secrets: (credential) => [
		...Object.values(keysOf(credential)),
		String(credential.previousSecretKey ?? '').trim(),
		sessionTokenIn(credential) ?? '',
	],
	readError,
	reportsErrors: () => false,
	isRenewedByN8n: true,
	renewedTokenOf: sessionTokenIn,
	variant: (credential) => new KlaviApi(credential),
	resources,
};
