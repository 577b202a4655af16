import { problems } from '../../../common/errors/problems';
import { collectPages } from '../../../common/http/pagination';
import type { Send, ServiceRequest, ServiceResponse } from '../../../common/operation';
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

export function participantsRequest(
	path: string,
	query: Record<string, string>,
	after: string,
	size: number,
): ServiceRequest {
	return {
		method: 'GET',
		path,
		query: { ...query, limit: String(size), ...(after === '' ? {} : { afterCursor: after }) },
		expect: 'objectOrList',
	};
}

/** Participants in the order of the service, at most `limit`. */
export async function readParticipants(list: {
	send: Send;
	path: string;
	query: Record<string, string>;
	limit: number;
	hint: (message: string) => void;
}): Promise<JsonRecord[]> {
	return await collectPages<string>({
		send: list.send,
		first: '',
		pageSize: PAGE_SIZE,
		limit: list.limit,
		request: (after, size) => participantsRequest(list.path, list.query, after, size),
		read: participantsPage,
		cutShort: (reason, pages) => {
			const { message, advice } =
				reason === 'cap' ? problems.pageLimit('Klavi', pages) : problems.repeatedPage('Klavi');
			list.hint(`${message} ${advice}`.trim());
		},
	});
}

/** True if the ID or one of the names contains the text. */
export function matches({ id, name, slug, tradeName }: JsonRecord, text: string): boolean {
	return [id, name, slug, tradeName].some((part) => textOrNull(part)?.toLowerCase().includes(text.toLowerCase()));
}
