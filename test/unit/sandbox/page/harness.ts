import http from 'node:http';

import type { SandboxOptions } from '../../../../sandbox/server';
import { type Receiver, type Running, receiveWebhooks, run } from '../harness';

export interface Answered {
	statusCode: number;
	headers: http.IncomingHttpHeaders;
	body: string;
}

export interface RunningPage extends Running {
	receiver: Receiver;
	/** The page; `notice` is the number of a notice. */
	page(notice?: string): Promise<string>;
	/** Sends a form as a browser does and follows it back: the notice, and the page it stands on. */
	press(action: string, form?: Record<string, string>): Promise<{ notice: string; isGood: boolean; page: string }>;
	/** A request to the page's own routes, headers and all. */
	ask(method: 'GET' | 'POST', path: string, headers?: Record<string, string>): Promise<Answered>;
	close(): Promise<void>;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** A sandbox with a page, keys that are made quickly, and a webhook receiver that stands for n8n. */
export async function runPage(options: SandboxOptions = {}): Promise<RunningPage> {
	const running = await run({
		kount: { keyBits: 2048, alertRetryDelays: [], signedRetryDelays: [] },
		kloutit: { retryDelays: [] },
		...options,
	});
	const receiver = await receiveWebhooks();
	const get = async (path: string): Promise<string> => await (await fetch(`${running.url}${path}`)).text();
	return {
		...running,
		receiver,
		page: (notice) => get(notice === undefined ? '/' : `/?notice=${notice}`),
		async press(action, form = {}) {
			const response = await fetch(`${running.url}/page/${action}`, {
				method: 'POST',
				headers: { ...FORM, origin: running.url, 'sec-fetch-site': 'same-origin' },
				body: new URLSearchParams(form).toString(),
				redirect: 'manual',
			});
			const location = response.headers.get('location') ?? '';
			if (response.status !== 303) throw new Error(`${response.status} ${await response.text()}`);
			const page = await get(location.split('#')[0]);
			const [, tone, notice] = /<div id="notice" class="notice (good|bad)"[^>]*>(.*?)<\/div>/s.exec(page) ?? [];
			return { notice: plain(notice ?? ''), isGood: tone === 'good', page };
		},
		ask: (method, path, headers = {}) => exchange(running.url, method, path, { host: 'localhost:4010', ...headers }),
		async close() {
			await running.sandbox.close();
			await receiver.close();
		},
	};
}

/** One request with exactly these headers, which `fetch` does not let a program choose. */
async function exchange(url: string, method: string, path: string, headers: Record<string, string>): Promise<Answered> {
	return await new Promise((resolve, reject) => {
		const request = http.request(`${url}${path}`, { method, headers, agent: false }, (response) => {
			let body = '';
			response.setEncoding('utf8').on('data', (text: string) => (body += text));
			response.on('end', () => resolve({ statusCode: response.statusCode ?? 0, headers: response.headers, body }));
		});
		request.on('error', reject);
		request.end();
	});
}

/** The text of a piece of HTML. */
export const plain = (html: string): string =>
	html
		.replace(/<\/?(mark|code|strong|time|a)\b[^>]*>/g, '')
		.replace(/<[^>]*>/g, ' ')
		.replaceAll('&quot;', '"')
		.replaceAll('&#39;', "'")
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&')
		.replace(/\s+/g, ' ')
		.trim();

/** The text of the section with this id. */
export const section = (page: string, id: string): string =>
	plain(new RegExp(`<section id="${id}".*?</section>`, 's').exec(page)?.[0] ?? '');

/** The newest entry of the journal, as text. */
export const newestEntry = (page: string): string =>
	plain(/<ol class="entries" data-rows="journal">(<li.*?<\/li>)/s.exec(page)?.[1] ?? '');
