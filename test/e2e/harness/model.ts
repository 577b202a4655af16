import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json as jsonOf } from 'node:stream/consumers';

import type { IDataObject } from 'n8n-workflow';

/** What a model is asked with: what was said so far, and the tools that it may call. */
export interface Asked {
	messages: Array<{ role: string; content: unknown; tool_call_id?: string }>;
	tools?: Array<{ function: { name: string; parameters: IDataObject } }>;
	/** True if the answer is to come in pieces, as older agents ask for. */
	stream?: boolean;
}

export interface ToolCall {
	tool: string;
	input: IDataObject;
	/** Under which its result comes back; default: a random one. */
	id?: string;
}

/** A model with OpenAI's interface. It calls the tools that `says` returns, or ends with the words that it returns. */
export async function startModel(says: (asked: Asked) => ToolCall[] | string) {
	const server = createServer((request, response) => {
		void (jsonOf(request) as Promise<Asked>).then((asked) => {
			const said = says(asked);
			const message =
				typeof said === 'string'
					? { role: 'assistant', content: said }
					: {
							role: 'assistant',
							content: null,
							tool_calls: said.map(({ tool, input, id = randomUUID() }, index) => ({
								index,
								id,
								type: 'function',
								function: { name: tool, arguments: JSON.stringify(input) },
							})),
						};
			const answer = { id: randomUUID(), created: 1_800_000_000, model: 'scripted' };
			const choice = { index: 0, finish_reason: typeof said === 'string' ? 'stop' : 'tool_calls' };
			if (asked.stream === true) {
				const piece = { ...answer, object: 'chat.completion.chunk', choices: [{ ...choice, delta: message }] };
				response.setHeader('content-type', 'text/event-stream');
				response.end(`data: ${JSON.stringify(piece)}\n\ndata: [DONE]\n\n`);
			} else {
				const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
				response.setHeader('content-type', 'application/json');
				response.end(
					JSON.stringify({ ...answer, object: 'chat.completion', choices: [{ ...choice, message }], usage }),
				);
			}
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
