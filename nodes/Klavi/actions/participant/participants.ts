import type { ServiceRequest, ServiceResponse } from '../../../common/operation';
import { isRecord, type Json, type JsonRecord, recordOr, textOrNull } from '../../../common/values/json';

/** The largest page that Klavi returns. */
export const PAGE_SIZE = 100;

/** The participants of a response: `{"data": […]}`, `{"participants": […]}` or a bare list. Contract: 2.1 */
export function participantsIn(body: Json | undefined): JsonRecord[] {
	const { data, participants } = recordOr(body);
	const list = Array.isArray(body) ? body : Array.isArray(data) ? data : participants;
	return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** One page of participants, and where the next one begins. Contract: 2.1 */
export function participantsPage({ body }: ServiceResponse): { records: JsonRecord[]; next?: string } {
	const next = textOrNull(recordOr(recordOr(body).cursor).afterCursor);
	return { records: participantsIn(body), ...(next === null ? {} : { next }) };
}

type Query = Record<string, string>;

export function participantsRequest(path: string, query: Query, after: string, size: number): ServiceRequest {
	const page = { limit: String(size), ...(after === '' ? {} : { afterCursor: after }) };
	return { method: 'GET', path, query: { ...query, ...page }, expect: 'objectOrList' };
}

/** True if the ID or one of the names contains the text. */
export function matches({ id, name, slug, tradeName }: JsonRecord, text: string): boolean {
	return [id, name, slug, tradeName].some((part) => textOrNull(part)?.toLowerCase().includes(text.toLowerCase()));
}
