import type { IDataObject } from 'n8n-workflow';

/** True if the tests run on another n8n than the pinned one: its own words and statuses may differ. */
export const isAnotherN8n = Boolean(process.env.N8N_MODULES || process.env.N8N_NODES_CHARGEBACK_N8N);

/** The details of a failed item; an older n8n has them at the end of the message. */
export function detailsOf({ details, message }: IDataObject): IDataObject {
	if (details !== undefined || !isAnotherN8n) return details as IDataObject;
	const [, text] = /\n\nDetails [^{]*(\{.*\})$/.exec(String(message)) ?? [];
	return text === undefined ? {} : (JSON.parse(text) as IDataObject);
}

/** The code of the problem that a failed item reports; undefined for an item that has not failed. */
export function problemOf(json: IDataObject | undefined): unknown {
	return json?.error === undefined ? undefined : detailsOf(json)?.problem;
}

/** What each try of a request resulted in. An older n8n sends one more, or one less, after a 401. */
export function tries<T>(seen: T[]): T[] {
	if (!isAnotherN8n) return seen;
	return seen.filter((one, index) => JSON.stringify(one) !== JSON.stringify(seen[index - 1]));
}
