import type { IDataObject } from 'n8n-workflow';

/** True where the tests run on another n8n than the pinned one: its own words and statuses may differ. */
export const isAnotherN8n = Boolean(process.env.N8N_MODULES || process.env.N8N_NODES_CHARGEBACK_N8N);

/** The details of a failed item; an older n8n has them at the end of the message. */
export function detailsOf({ details, message }: IDataObject): IDataObject {
	if (details !== undefined || !isAnotherN8n) return details as IDataObject;
	const [, text] = String(message).split('Details, in a field of their own from n8n 2.36 on: ');
	return text === undefined ? {} : (JSON.parse(text) as IDataObject);
}

/** What a request came to, try by try. Older ones send it once more, or once less, after a 401. */
export function tries<T>(seen: T[]): T[] {
	if (!isAnotherN8n) return seen;
	return seen.filter((one, index) => JSON.stringify(one) !== JSON.stringify(seen[index - 1]));
}
