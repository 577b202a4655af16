import type { N8nClient } from '../../../sandbox/n8n/client';
import { N8nError } from '../../../sandbox/n8n/rest';

const PAGE = 100;

interface Listed {
	id: string;
	mode: string;
}

interface Whole {
	id?: string;
	mode: string;
	workflowId: string;
}

/** An execution with all that n8n gives out of it; undefined where there is none of that id. */
async function whole(client: N8nClient, id: string): Promise<Whole | undefined> {
	return await client.rest.request<Whole>('GET', `/rest/executions/${id}`).catch((error: unknown) => {
		if (error instanceof N8nError && error.status === 404) return undefined;
		throw error;
	});
}

/**
 * Every execution, of one workflow or of all, with all that n8n gives out of it.
 *
 * Where there are more than one page, they are read by their ids, which n8n counts up: it orders its list by the time of the start but
 * cuts pages by the id, so that a later page lacks what started out of turn.
 */
export async function* wholeExecutions(client: N8nClient, workflowId?: string): AsyncGenerator<{ id: string; mode: string; whole: unknown }> {
	const filter = workflowId === undefined ? undefined : JSON.stringify({ workflowId });
	const { results, nextCursor } = await client.rest.request<{ results: Listed[]; nextCursor?: string | null }>('GET', '/rest/executions', undefined, { limit: PAGE, filter });
	const listed = [...new Set(results.map(({ id }) => id))];
	const newest = Math.max(...listed.map(Number));
	const ids = nextCursor ? Array.from({ length: newest }, (_, place) => String(newest - place)) : listed;
	for (const id of ids) {
		const found = await whole(client, id);
		if (found?.id !== undefined && (workflowId === undefined || found.workflowId === workflowId)) yield { id, mode: found.mode, whole: found };
	}
}
