import type { IDataObject } from 'n8n-workflow';

import { type Asked, startModel } from '../e2e/harness/model';

/** What the model says in one turn: the tool that it calls, or its last words. */
export type Turn = { tool: string; input: IDataObject } | string;

/** A model that says what it is told to, turn by turn, and notes what it was asked. */
export async function startScriptedModel(turns: Turn[]) {
	const asked: Asked[] = [];
	const { url, close } = await startModel((body) => {
		const turn = turns[asked.length] ?? 'Nothing left to say';
		asked.push(body);
		return typeof turn === 'string' ? turn : [turn];
	});
	return {
		url,
		close,
		asked,
		/** The tools that it was offered. */
		tools: () => (asked[0]?.tools ?? []).map((tool) => tool.function),
		/** What the tools returned to it, in their order. */
		results: () =>
			(asked.at(-1)?.messages ?? [])
				.filter(({ role }) => role === 'tool')
				.map(({ content }) => JSON.stringify(content)),
	};
}
