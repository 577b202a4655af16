import type { N8nClient } from '../../../sandbox/n8n/client';

const PAGE = 100;

/** Every execution, of one workflow or of all, newest first, with all that n8n gives out of it. */
export async function* wholeExecutions(client: N8nClient, workflowId?: string): AsyncGenerator<{ id: string; mode: string; whole: unknown }> {
	const filter = workflowId === undefined ? undefined : JSON.stringify({ workflowId });
	let cursor: string | undefined;
	do {
		const query: Record<string, unknown> = { limit: PAGE, filter, cursor };
		const page = await client.rest.request<{ results: Array<{ id: string; mode: string }>; nextCursor?: string | null }>('GET', '/rest/executions', undefined, query);
		for (const { id, mode } of page.results) yield { id, mode, whole: await client.rest.request<unknown>('GET', `/rest/executions/${id}`) };
		cursor = page.nextCursor ?? undefined;
	} while (cursor !== undefined);
}
