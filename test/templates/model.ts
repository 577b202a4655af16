import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json as jsonOf } from 'node:stream/consumers';

import type { IDataObject } from 'n8n-workflow';

/** What the model says in one turn: the tool that it calls, or its last words. */
export type Turn = { tool: string; input: IDataObject } | string;

interface Asked {
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ function: { name: string; parameters: IDataObject } }>;
}

/** A model with OpenAI's interface that says what it is told to, turn by turn, and notes what it was asked. */
export async function startModel(turns: Turn[]) {
	const asked: Asked[] = [];
	const server = createServer((request, response) => {
		void (jsonOf(request) as Promise<Asked>).then((body) => {
			const turn = turns[asked.length] ?? 'Nothing left to say';
			asked.push(body);
			const calls = typeof turn !== 'string' && [
				{ id: randomUUID(), type: 'function', function: { name: turn.tool, arguments: JSON.stringify(turn.input) } },
			];
			const message = { role: 'assistant', ...(calls ? { content: null, tool_calls: calls } : { content: turn }) };
			response.setHeader('content-type', 'application/json');
			response.end(
				JSON.stringify({
					id: randomUUID(),
					object: 'chat.completion',
					created: 1_800_000_000,
					model: 'scripted',
					choices: [{ index: 0, message, finish_reason: calls ? 'tool_calls' : 'stop' }],
					usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
				}),
			);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		asked,
		/** The tools that it was offered. */
		tools: () => (asked[0]?.tools ?? []).map((tool) => tool.function),
		/** What the tools returned to it, in their order. */
		results: () =>
			(asked.at(-1)?.messages ?? [])
				.filter(({ role }) => role === 'tool')
				.map(({ content }) => JSON.stringify(content)),
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
