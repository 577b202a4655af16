import type { Problem } from '../common/errors/problem';
import { readBaseUrl } from '../common/http/url';
import type { ErrorBody, Service } from '../common/operation';
import { type Json, recordOr, textOrNull } from '../common/values/json';
import { resources } from './actions';
import { reportsErrors } from './actions/reportedErrors';
import { problems } from './problems';
import { signatureOf, WITHOUT_BODY } from './trigger/signature';

/** Reads `{"error": {"code", "message", "constraints": {field: text or list}}}`; any field may be missing. Contract: 2.1. */
function readError(body: Json | undefined): ErrorBody {
	const error = recordOr(recordOr(body).error);
	const fields = Object.entries(recordOr(error.constraints)).map(([field, words]) => [
		field,
		Array.isArray(words)
			? words.map((word) => textOrNull(word) ?? JSON.stringify(word)).join('; ')
			: (textOrNull(words) ?? JSON.stringify(words)),
	]);
	const code = textOrNull(error.code) ?? undefined;
	return {
		code,
		message: textOrNull(error.message) ?? textOrNull(recordOr(body).message) ?? undefined,
		fields: Object.fromEntries(fields) as Record<string, string>,
		problem: problemOf(code),
	};
}

/** The problem that fits a code better than the general one. */
function problemOf(code = ''): Problem | undefined {
	if (code === 'validation_status_invalid') return problems.productsNotActive();
	return code.includes('already_final') ? problems.alertAlreadyFinal() : undefined;
}

/** How the Chargebackhit API is reached, and how it refuses. */
export const chargebackhit: Service = {
	name: 'Chargebackhit',
	credential: 'chargebackhitApi',
	baseUrl: (credential) => readBaseUrl('Chargebackhit', 'https://api.chargebackhit.com', credential),
	environment: (credential) => String(credential.baseUrl ?? ''),
	secrets: (credential) =>
		['publicKey', 'secretKey', 'previousSecretKey'].map((name) => String(credential[name] ?? '').trim()),
	proofs: (credential, { method, body }) => {
		const [publicKey, secretKey] = ['publicKey', 'secretKey'].map((name) => String(credential[name] ?? '').trim());
		return [signatureOf({ publicKey, secretKey }, WITHOUT_BODY.includes(method) ? undefined : body)];
	},
	readError,
	reportsErrors,
	resources,
};
