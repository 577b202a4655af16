import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { answerInTime, timeLeft } from '../../../../../nodes/common/trigger/answerInTime';
import type { CallerResponse, InterceptedResponse } from '../../../../../nodes/common/trigger/interceptedResponse';
import { whenStoring } from '../../../../../nodes/common/trigger/storing';
import { settle, VirtualClock } from '../../virtualClock';

let time: VirtualClock;
let server: ReturnType<typeof createServer>;
beforeEach(() => {
	time = new VirtualClock().install();
	server = createServer();
});
afterEach(() => {
	time.restore();
	server.closeAllConnections();
	server.close();
});

interface Got {
	status: number;
	body: string;
}

/** A sender that waits, and its open response. `store` is what n8n does with the items first. */
async function open(delay: number | undefined, isExact = false) {
	const items = [{ json: { id: 'A-1' } }];
	const storing = isExact ? undefined : whenStoring(items);
	const taken = new Promise<{ response: ServerResponse; intercepted: InterceptedResponse }>((resolve) => {
		server.on('request', (_request, response) => {
			const given = response as unknown as CallerResponse;
			resolve({ response, intercepted: answerInTime(given, { received: true }, delay, storing) });
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const sent = request({ port: (server.address() as AddressInfo).port, method: 'POST' });
	const answer = new Promise<Got>((resolve, reject) => {
		sent.on('response', (given) => {
			let body = '';
			given.on('data', (chunk: Buffer) => (body += chunk.toString()));
			given.on('end', () => resolve({ status: given.statusCode ?? 0, body }));
		});
		sent.on('error', reject);
	});
	answer.catch(() => undefined);
	sent.end();
	return { ...(await taken), answer, store: () => JSON.stringify(items), hangUp: () => sent.destroy() };
}

test('n8n replies first: its reply goes out, and nothing later', async () => {
	const { response, intercepted, answer } = await open(3000);
	response.statusCode = 202;
	response.end('{"by":"n8n"}');
	response.end();
	await time.step();
	expect(await answer).toEqual({ status: 202, body: '{"by":"n8n"}' });
	await intercepted.reply.settled;
	expect(intercepted.reply).toMatchObject({ state: 'replied', sentBy: 'n8n', body: '{"by":"n8n"}' });
});

test('n8n could not store the event: the sender is told so, and repeats', async () => {
	const { response, answer } = await open(3000);
	response.statusCode = 500;
	response.end('{"message":"There was a problem executing the workflow"}');
	expect((await answer).status).toBe(500);
});

test('n8n does not reply in time: the trigger does, and what n8n sends later goes nowhere', async () => {
	const { response, intercepted, answer, store } = await open(3000);
	expect(time.waits).toEqual([3000]);
	store();
	await time.step();
	await time.step();
	expect(time.waits).toEqual([3000, 1500]);
	expect(await answer).toEqual({ status: 200, body: '{"received":true}' });
	response.statusCode = 500;
	expect(() => {
		response.setHeader('x', 'y');
		response.end('late');
	}).not.toThrow();
	await intercepted.reply.settled;
	expect(intercepted.reply).toMatchObject({ state: 'replied', sentBy: 'trigger', body: '{"received":true}' });
});

test.each([
	['not begun to store the event', false],
	['had no time to finish', true],
])('n8n has %s: the trigger does not acknowledge it, however late it is', async (_name, hasBegun) => {
	const { response, intercepted, answer, store } = await open(3000);
	await time.step();
	if (hasBegun) store();
	await settle();
	expect(intercepted.reply.state).toBe('open');
	response.statusCode = 500;
	response.end('{"message":"There was a problem executing the workflow"}');
	expect((await answer).status).toBe(500);
});

test('a reply that may not be late does not wait for that', async () => {
	const { answer } = await open(1200, true);
	await time.step();
	expect((await answer).body).toBe('{"received":true}');
});

test('the sender hung up: nothing counts as sent', async () => {
	const { response, intercepted, hangUp } = await open(3000);
	hangUp();
	await intercepted.reply.settled;
	expect(intercepted.reply).toMatchObject({ state: 'closed' });
	expect(intercepted.reply).not.toHaveProperty('sentBy');
	response.end('{"by":"n8n"}');
	await settle();
	expect(intercepted.reply.state).toBe('closed');
});

test('the sender hung up before the trigger was called', async () => {
	const { response, intercepted, hangUp } = await open(3000);
	hangUp();
	await intercepted.reply.settled;
	const later = answerInTime(response as unknown as CallerResponse, { received: true }, 3000, undefined);
	await later.reply.settled;
	expect(later.reply.state).toBe('closed');
});

test('without a delay only n8n replies', async () => {
	const { response, answer } = await open(undefined);
	expect(time.waits).toEqual([]);
	response.end('later');
	expect((await answer).body).toBe('later');
});

test.each([
	[0, 3000],
	[300, 2700],
	[1500, 1500],
	[7000, 0],
	// the clock was set back
	[-60_000, 3000],
])('%d ms after the arrival, %d ms are left', (passed, left) => {
	expect(timeLeft(time.time - passed)).toBe(left);
});
