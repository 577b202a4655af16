import type { Call, Exchange, Send } from './inspection';

const PATIENCE = 30_000;
/** Bytes of a response that are read. */
const MOST = 5 * 1024 * 1024;

/** Sends requests to one base URL. Redirects are not followed, so that no key goes anywhere else. */
export function sender(baseUrl: string): Send {
	const base = baseUrl.replace(/\/+$/, '');
	return async ({ method, path, headers = {}, body }: Call): Promise<Exchange> => {
		try {
			const response = await fetch(/^https?:/.test(path) ? path : base + path, {
				method,
				headers,
				body,
				redirect: 'manual',
				signal: AbortSignal.timeout(PATIENCE),
			});
			const bytes = Buffer.from(await response.arrayBuffer()).subarray(0, MOST);
			const text = bytes.toString('utf8');
			const type = (response.headers.get('content-type') ?? '').split(';')[0];
			return { status: response.status, type, text, json: parsed(text) };
		} catch (error) {
			const { cause } = error as { cause?: { code?: string } };
			return { status: 0, type: '', text: '', json: undefined, unreached: cause?.code ?? (error as Error).name };
		}
	};
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
