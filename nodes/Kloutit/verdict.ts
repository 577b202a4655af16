import type { ServiceResponse } from '../common/operation';
import { isRecord, type Json } from '../common/values/json';

/** What Kloutit says about an event: `unclear` if it is neither a yes nor a no. */
export type Verdict = 'genuine' | 'rejected' | 'unclear';

/** The statuses with which Kloutit may reject an event that it did not send; undocumented. Contract: 6, 9 (14) */
export const NOT_VERIFIED = [400, 404, 406, 410, 422];

/** A yes or a no in one word, in text or JSON, or in the field `verified`. */
function wordIn(body: Json | undefined): string {
	const value = isRecord(body) ? body.verified : body;
	return typeof value === 'string' || typeof value === 'boolean' ? String(value).trim().toLowerCase() : '';
}

/**
 * Reads the response to a verification. A yes is a 2xx without a body, or with `true`, `OK` or `{"verified": true}`. Everything else
 * that is not a no could be a proxy, a page, or an error in the body of a 2xx. Contract: 6
 */
export function readVerdict({ status, body }: Pick<ServiceResponse, 'status' | 'body'>): Verdict {
	if (NOT_VERIFIED.includes(status)) return 'rejected';
	if (status < 200 || status > 299) return 'unclear';
	if (body === undefined) return 'genuine';
	const word = wordIn(body);
	if (word === 'false') return 'rejected';
	const isYes = word === 'true' || (word === 'ok' && !isRecord(body));
	const reportsError = isRecord(body) && ('error' in body || 'errors' in body);
	return isYes && !reportsError ? 'genuine' : 'unclear';
}
