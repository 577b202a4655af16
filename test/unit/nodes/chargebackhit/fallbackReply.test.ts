import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
	bareReply,
	FALLBACK_SECONDS,
	fallbackDelay,
	fallbackLimit,
	guaranteeReply,
	isTooLate,
	neutralReply,
} from '../../../../nodes/Chargebackhit/trigger/fallbackReply';
import { estimatedArrival } from '../../../../nodes/common/trigger/answerInTime';
import { settle, VirtualClock } from '../virtualClock';

let time: VirtualClock;
beforeEach(() => {
	time = new VirtualClock().install();
});
afterEach(() => time.restore());

interface Got {
	status: number;
	headers: Record<string, unknown>;
	body: string;
}

/** A caller and its open response, which was given the fallback. */
async function open(type = 'inquiry', delay: number | null = 1200) {
	let response!: ServerResponse;
	const taken = new Promise<void>((resolve) => {
		server.on('request', (_request, opened) => {
			response = opened;
			guaranteeReply(opened as unknown as Parameters<typeof guaranteeReply>[0], type, delay ?? undefined, undefined);
			resolve();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	let answers = 0;
	const answer = new Promise<Got>((resolve, reject) => {
		const sent = request({ port: (server.address() as AddressInfo).port, method: 'POST' }, (given) => {
			answers++;
			let body = '';
			given.on('data', (chunk: Buffer) => (body += chunk.toString()));
			given.on('end', () => resolve({ status: given.statusCode ?? 0, headers: given.headers, body }));
		});
		sent.on('error', reject);
		sent.end();
	});
	await taken;
	return { response, answer, count: () => answers };
}

let server: ReturnType<typeof createServer>;
beforeEach(() => {
	server = createServer();
});
afterEach(() => {
	server.closeAllConnections();
	server.close();
});

const NEUTRAL = '{"outcome":"acknowledged","customer":{},"products":[]}';
const json = (response: ServerResponse, status: number, body: string) => {
	response.statusCode = status;
	response.setHeader('content-type', 'text/plain');
	response.setHeader('etag', '"1"');
	response.setHeader('content-length', body.length);
	response.end(body);
};

describe('the caller of an inquiry', () => {
	test('gets the reply of the workflow, as it is, and nothing more', async () => {
		const { response, answer, count } = await open();
		const body =
			'{"outcome":"acknowledged", "order":{"order_id":"1"},"customer":{"email":"a@example.com"},"products":[]}';
		response.setHeader('content-type', 'application/json; charset=utf-8');
		response.end(Buffer.from(body));
		// n8n ends each response once more
		response.end();
		await time.step();
		expect(await answer).toMatchObject({
			status: 200,
			body,
			headers: { 'content-type': 'application/json; charset=utf-8' },
		});
		expect(count()).toBe(1);
	});

	test('gets what an inquiry needs beside, where the last node gave an order alone', async () => {
		const { response, answer } = await open();
		json(
			response,
			200,
			'{"outcome":"acknowledged","order":{"order_id":"1","amount":49.90},"products":[{"name":"Coat"}]}',
		);
		const { body, headers } = await answer;
		expect(body).toBe(
			'{"customer":{},"products":[{"name":"Coat"}],"outcome":"acknowledged","order":{"order_id":"1","amount":49.90}}',
		);
		expect(headers).toMatchObject({
			'content-type': 'application/json; charset=utf-8',
			'content-length': String(body.length),
		});
	});

	test.each<[string, number, string]>([
		['a workflow that failed', 500, '{"message":"Error in workflow"}'],
		['an alert that n8n could not store', 500, '{"code":0,"message":"There was a problem executing the workflow"}'],
		['a workflow that was cancelled', 500, '{"code":0,"message":"The execution was cancelled manually"}'],
		['a workflow that ended without a reply', 200, ''],
		['a reply without an outcome', 200, '{"event":"inquiry"}'],
		['an outcome that an inquiry may not have', 200, '{"outcome":"reversed"}'],
		['no JSON', 200, 'ok'],
		['a list', 200, '[{"outcome":"acknowledged"}]'],
		['a good reply under a bad status', 500, '{"outcome":"acknowledged"}'],
	])('gets the neutral reply at once in place of %s', async (_case, status, body) => {
		const { response, answer } = await open();
		json(response, status, body);
		expect(await answer).toMatchObject({
			status: 200,
			body: NEUTRAL,
			headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': String(NEUTRAL.length) },
		});
		expect((await answer).headers).not.toHaveProperty('etag');
		expect(time.waits).toEqual([1200]);
	});

	test('gets it when the time is over, and what comes later goes nowhere', async () => {
		const { response, answer, count } = await open();
		expect(response.headersSent).toBe(false);
		await time.step();
		expect(await answer).toMatchObject({ status: 200, body: NEUTRAL });
		expect(() => {
			response.writeHead(500);
			response.write('late');
			json(response, 500, '{"message":"Error in workflow"}');
		}).not.toThrow();
		await settle();
		expect(count()).toBe(1);
	});

	test('gets what n8n sends, as it is, without a delay', async () => {
		const { response, answer } = await open('inquiry', null);
		json(response, 500, '{"message":"Error in workflow"}');
		expect(await answer).toMatchObject({ status: 500, body: '{"message":"Error in workflow"}' });
		expect(time.waits).toEqual([]);
	});

	test('may have hung up', async () => {
		const { response, answer } = await open();
		answer.catch(() => undefined);
		response.socket?.destroy();
		await settle();
		await time.step();
		await expect(answer).rejects.toThrow();
	});
});

describe('the caller of another alert', () => {
	test.each([
		['init-refund', '{"outcome":"reversed"}', '{"outcome":"reversed"}'],
		['init-refund', '{"outcome":"partial"}', '{"outcome":"pending"}'],
		['init-refund', '{"message":"Error in workflow"}', '{"outcome":"pending"}'],
		[
			'resolved',
			'{"outcome":"acknowledged","order":{"order_id":"1"}}',
			'{"outcome":"acknowledged","order":{"order_id":"1"}}',
		],
		['resolved', '{"outcome":"reversed"}', '{"outcome":"acknowledged"}'],
		['new-type', '', '{"outcome":"acknowledged"}'],
	])('of type %s: %s becomes %s', async (type, given, expected) => {
		const { response, answer } = await open(type);
		response.end(given);
		expect(await answer).toMatchObject({ status: 200, body: expected });
	});

	describe.each([
		['init-refund', 'pending'],
		['resolved', 'acknowledged'],
		['new-type', 'acknowledged'],
	])('of type %s', (type, outcome) => {
		test.each([
			['failed', '{"message":"Error in workflow"}'],
			['was cancelled', '{"code":0,"message":"The execution was cancelled manually"}'],
			['took too long for n8n', '{"code":0,"message":"The execution was cancelled because it timed out"}'],
			['ended with nothing', '{"code":0,"message":"No item to return was found"}'],
		])('is told nothing of a stored workflow that %s', async (_case, words) => {
			const { response, answer } = await open(type);
			json(response, 500, words);
			expect(await answer).toMatchObject({ status: 200, body: JSON.stringify({ outcome }) });
		});

		test.each([
			['words of n8n', 500, '{"code":0,"message":"There was a problem executing the workflow"}'],
			['another status', 503, '{"code":503,"message":"Database is not ready!"}'],
			['no words', 500, '{"code":0}'],
			['no JSON', 502, 'Bad Gateway'],
			['no body', 500, ''],
		])('gets %s as they are where the alert may not be stored, once', async (_case, status, words) => {
			const { response, answer, count } = await open(type);
			json(response, status, words);
			response.end();
			await time.step();
			expect(await answer).toMatchObject({ status, body: words, headers: { 'content-type': 'text/plain' } });
			await settle();
			expect(count()).toBe(1);
		});
	});
});

test('the neutral reply never decides anything', () => {
	expect(neutralReply('init-refund')).toEqual({ outcome: 'pending' });
	expect(neutralReply('resolved')).toEqual({ outcome: 'acknowledged' });
	expect(bareReply('inquiry', 'acknowledged')).toEqual({ outcome: 'acknowledged', customer: {}, products: [] });
});

test.each([
	['inquiry', 1.2, 4, 1200],
	['inquiry', 0, 4, undefined],
	['inquiry', Number.NaN, 4, undefined],
	['init-refund', 1.2, 4, 4000],
	['init-refund', 1.2, 25, 25_000],
	['resolved', 1.2, 90, 25_000],
	['resolved', 1.2, 0, 4000],
	['resolved', 1.2, Number.NaN, 4000],
	['resolved', 0, 4, undefined],
])('the fallback of %s with %p s, others %p s, comes after %p ms', (type, inquiry, others, expected) => {
	expect(fallbackLimit(type, { inquiry, others })).toBe(expected);
});

test.each([
	['inquiry', 0, 1200],
	['inquiry', 700, 500],
	['inquiry', 5000, 0],
	['init-refund', 0, 4000],
	['init-refund', 700, 3300],
	['init-refund', 5000, 0],
	// the clock was set back
	['inquiry', -600_000, 1200],
	['init-refund', -600_000, 4000],
])('%s, %d ms after its arrival: %d ms are left', (type, passed, expected) => {
	expect(fallbackDelay(type, time.time - passed, FALLBACK_SECONDS)).toBe(expected);
});

describe('a reply is too late', () => {
	const since = (milliseconds: number) => new Date(time.time - milliseconds).toISOString();
	test.each([
		[0, 1200, false],
		[1099, 1200, false],
		[1100, 1200, true],
		[5000, 1200, true],
		[5000, undefined, false],
		[59_000, undefined, false],
		[60_000, undefined, true],
	])('%d ms after the alert, fallback after %p: %p', (passed, delay, expected) => {
		expect(isTooLate(since(passed), delay)).toBe(expected);
	});
	test.each([undefined, null, 5, 'soon', ''])('never where the arrival is %p', (receivedAt) => {
		expect(isTooLate(receivedAt, 1200)).toBe(false);
	});
});

test.each([
	[0, 0],
	[300, 0],
	[301, 1],
	[700, 400],
	[5000, 500],
])('a check of the sender that took %d ms tells that the request came %d ms before the call', (took, earlier) => {
	expect(estimatedArrival(10_000, 10_000 + took)).toBe(10_000 - earlier);
});
