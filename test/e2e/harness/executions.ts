import type { N8nClient } from '../../../tools/n8n/client';
import { N8nError } from '../../../tools/n8n/rest';

const PAGE = 100;
/** How many ids above the highest of the first page are tried. */
const BEYOND = 50;

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
async function executionOf(client: N8nClient, id: string): Promise<Whole | undefined> {
	try {
		const found = await client.rest.request<Whole | undefined>('GET', `/rest/executions/${id}`);
		return found?.id === undefined ? undefined : found;
	} catch (error) {
		if (error instanceof N8nError && error.status === 404) return undefined;
		throw error;
	}
}

/**
 * Every execution, of one workflow or of all, with all that n8n gives out of it.
 *
 * Where there is more than one page, they are read by their ids, which n8n counts up: it orders its list by the time of the start but
 * cuts pages by the id, so that a later page lacks what started out of turn.
 */
export async function* wholeExecutions(
	client: N8nClient,
	workflowId?: string,
): AsyncGenerator<{ id: string; mode: string; whole: unknown }> {
	const filter = workflowId === undefined ? undefined : JSON.stringify({ workflowId });
	const { results, nextCursor } = await client.rest.request<{ results: Listed[]; nextCursor?: string | null }>(
		'GET',
		'/rest/executions',
		undefined,
		{ limit: PAGE, filter },
	);
	const listed = [...new Set(results.map(({ id }) => id))];
	if (!nextCursor) {
		for (const id of listed) {
			const found = await executionOf(client, id);
			if (found) yield { id, mode: found.mode, whole: found };
		}
		return;
	}
	// some above those of the list may have started out of turn too
	const newest = Math.max(...listed.map(Number)) + BEYOND;
	for (let id = newest; id > 0; id--) {
		const found = await executionOf(client, String(id));
		if (found && (workflowId === undefined || found.workflowId === workflowId))
			yield { id: String(id), mode: found.mode, whole: found };
	}
}
