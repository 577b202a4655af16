import { setTimeout as pause } from 'node:timers/promises';

import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/common/errors/problems';
import { isAnotherN8n, problemOf } from '../anotherN8n';
import { KountBench } from './kount';
import type { BenchOptions } from './serviceBench';

let bench: KountBench;
beforeAll(async () => {
	bench = await KountBench.open();
});
afterAll(async () => await bench.close());
beforeEach(() => bench.sandbox.reset());

const row = (number: number): IDataObject => ({
	orderNumber: `A-${number}`,
	orderDateTime: '2026-01-31T10:00:00Z',
	orderTotal: 4409,
});
const rows = (count: number): IDataObject[] => Array.from({ length: count }, (_, number) => row(number));
const upload = async (parameters: IDataObject, options: BenchOptions = {}) =>
	await bench.run('transaction', 'upload', { transactionSource: 'items', ...parameters }, options);

const GOES_ON: BenchOptions = { onError: 'continueRegularOutput' };
/** What a run that stopped at its first item says of the others. */
const othersNotSent = (count: number) => {
	const notSent = Array.from({ length: count - 1 }, (_, index) => index + 1);
	return problems.runStopped({ completed: [], partly: [], failed: [], unknown: [], notSent }).message;
};
const credentialRejected = () => problems.credentialRejected('Kount', `${bench.url}/kount`, '').message;

const get = async (
	count: number,
	credential: IDataObject = bench.credential,
	more: BenchOptions = {},
	options: IDataObject = {},
) => {
	const { orderId } = bench.sample({ orderId: '{order}' });
	const input = Array.from({ length: count }, () => ({}));
	return await bench.run(
		'order',
		'get',
		{ orderId, simplify: true, options },
		{ input, credentials: { kountOAuth2Api: credential }, ...more },
	);
};

it('one for 50 items', async () => {
	const { json } = await get(50);
	expect(json).toHaveLength(50);
	expect(bench.tokenCalls).toHaveLength(1);
	expect(bench.tokenCalls[0].headers.authorization).toBe(`Basic ${bench.sandbox.settings.kount.apiKey}`);
	expect(bench.tokenCalls[0].body).toContain('grant_type=client_credentials');
	expect(bench.tokenCalls[0].body).toContain('scope=k1_integration_api');
});

/** An older n8n does not: there is nothing to test. */
const notesExpiry = !isAnotherN8n;

const stale = { oauthTokenData: { access_token: 'stale.token.value', token_type: 'Bearer', expires_in: 1200 } };
it('one more where the stored one has expired', async () => {
	const { json } = await get(50, { ...bench.credential, ...stale });
	expect(json).toHaveLength(50);
	expect(bench.tokenCalls).toHaveLength(1);
	// as many as go out together
	expect(bench.requests.map(({ status }) => status).filter((status) => status !== 200)).toEqual(
		Array.from({ length: 10 }, () => 401),
	);
});

if (notesExpiry)
	it('one more where n8n knows that the stored one has expired, and only one request finds out', async () => {
		const expired = { oauthTokenData: { ...stale.oauthTokenData, n8n_expires_at: String(Date.now() - 1000) } };
		const { json } = await get(50, { ...bench.credential, ...expired });
		expect(json).toHaveLength(50);
		expect(bench.tokenCalls).toHaveLength(1);
		expect(bench.requests.map(({ status }) => status).filter((status) => status !== 200)).toEqual([401]);
	});

it.each(['unauthorized', 'serverError'] as const)(
	'one more where it expires in the middle of a run (%s)',
	async (staleToken) => {
		bench.sandbox.settings.kount.staleToken = staleToken;
		const running = get(200, bench.credential, {}, { maxConcurrentRequests: 10 });
		while (bench.requests.length < 50) await pause(2);
		await axios.post(`${bench.url}/_sandbox/kount/tokens/expire`, {});
		const { json, error } = await running;
		bench.sandbox.settings.kount.staleToken = 'unauthorized';
		expect([error, json.length]).toEqual([undefined, 200]);
		expect(bench.tokenCalls).toHaveLength(2);
		const refused = bench.requests.filter(({ status }) => status !== 200).length;
		// as many as may be in flight at once
		expect([refused >= 1, refused <= 10]).toEqual([true, true]);
	},
);

it('tells of a key that was withdrawn in the middle of a run, asks once, and sends nothing after', async () => {
	// slow enough that all three are under way before it is refused
	bench.sandbox.faults.add(
		{
			service: 'kount',
			path: '/as/token',
			status: 400,
			body: { error: 'invalid_grant', error_description: 'The key was withdrawn' },
			delay: 300,
			count: 9,
		},
		['kount'],
	);
	const { error } = await upload(
		{ options: { batchSize: 1 } },
		{ input: [row(1), row(2), row(3)], credentials: { kountOAuth2Api: { ...bench.credential, ...stale } } },
	);
	expect(error?.message).toContain(credentialRejected());
	expect(error?.description).not.toMatch(/unknown|may have been/i);
	expect(bench.tokenCalls).toHaveLength(1);
	expect(bench.requests.map(({ status }) => status)).toEqual([401, 401, 401]);
});

it.each([400, 403])(
	'nothing leaves after a first request that fetched the token and was refused with %d',
	async (status) => {
		bench.fault({ path: '/kff/uploads', status, body: { message: 'no' }, count: 99 });
		const { error } = await upload({ options: { batchSize: 1 } }, { input: rows(20) });
		expect(error?.description).toContain(othersNotSent(20));
		expect(bench.requests).toHaveLength(1);
	},
);

if (notesExpiry)
	it('tells of a key that was withdrawn where n8n itself fetches the token, and asks once', async () => {
		bench.sandbox.faults.add(
			{
				service: 'kount',
				path: '/as/token',
				status: 400,
				body: { error: 'invalid_grant', error_description: 'The key was withdrawn' },
				count: 9,
			},
			['kount'],
		);
		const expired = { oauthTokenData: { ...stale.oauthTokenData, n8n_expires_at: String(Date.now() - 1000) } };
		const { error } = await upload(
			{ options: { batchSize: 1 } },
			{ input: rows(20), credentials: { kountOAuth2Api: { ...bench.credential, ...expired } } },
		);
		expect(error?.message).toContain(credentialRejected());
		expect(error?.description).not.toMatch(/unknown|may have been/i);
		expect(error?.description).toContain('Not sent: items 1–20.');
		expect(bench.tokenCalls).toHaveLength(1);
	});

it('a 500 that speaks of the token renews it and sends once more, a write too', async () => {
	const { data } = await axios.post<IDataObject>(
		`${bench.url}/kount/as/token`,
		'grant_type=client_credentials&scope=k1_integration_api',
		{
			headers: { authorization: `Basic ${bench.sandbox.settings.kount.apiKey}` },
		},
	);
	await axios.post(`${bench.url}/_sandbox/kount/tokens/expire`, {});
	bench.sandbox.journal.reset();
	bench.sandbox.settings.kount.staleToken = 'serverError';
	const { error } = await upload(
		{},
		{ input: [row(1)], credentials: { kountOAuth2Api: { ...bench.credential, oauthTokenData: data } } },
	);
	bench.sandbox.settings.kount.staleToken = 'unauthorized';
	expect(error).toBeUndefined();
	expect(bench.requests.map(({ status }) => status)).toEqual([500, 200]);
	expect(bench.tokenCalls).toHaveLength(1);
});

it('any other 500 of a write is not sent again', async () => {
	bench.fault({ status: 500, body: { message: 'The server is broken' } });
	const { json } = await upload({}, { input: [row(1)], ...GOES_ON });
	expect(problemOf(json[0])).toBe('outcomeUnknown');
	expect(json[0].error).toContain('500: The server is broken');
	expect(bench.requests).toHaveLength(1);
});

it('says that the token could not be had, and that nothing was sent', async () => {
	bench.sandbox.faults.add({ service: 'kount', path: '/as/token', status: 503, body: 'busy', count: 9 }, ['kount']);
	const { json } = await upload({}, { input: [row(1)], ...GOES_ON });
	expect(problemOf(json[0])).toBe('noToken');
	expect(json[0].error).toContain('503');
	expect(bench.requests).toHaveLength(0);
	expect(bench.tokenCalls).toHaveLength(3);
});

it('waits for a token server that is busy for a moment', async () => {
	bench.sandbox.faults.add({ service: 'kount', path: '/as/token', status: 429, body: '', count: 1 }, ['kount']);
	const { error } = await upload({}, { input: [row(1)] });
	expect(error).toBeUndefined();
	expect(bench.requests).toHaveLength(1);
});

it('never shows the token', async () => {
	const token = 'stale.token.value-0123456789';
	bench.fault({ status: 403, body: { code: 7, message: `token ${token} may not do this` }, count: 9 });
	const { error } = await upload(
		{},
		{
			input: [row(1)],
			credentials: { kountOAuth2Api: { ...bench.credential, oauthTokenData: { access_token: token } } },
		},
	);
	expect(error?.message).toContain('token *** may not do this');
});

describe('what no token can mend', () => {
	const one = { options: { batchSize: 1 } };
	const statuses = () => bench.requests.map(({ status }) => status);
	const refuseTokens = (status: number, count = 99) =>
		bench.sandbox.faults.add(
			{ service: 'kount', path: '/as/token', status, body: { error: 'invalid_client' }, count },
			['kount'],
		);

	it('a wrong key costs one token call, however many items go on after it', async () => {
		refuseTokens(401);
		const { json } = await upload(one, { input: rows(30), onError: 'continueRegularOutput' });
		expect(json).toHaveLength(30);
		for (const item of json) expect(problemOf(item)).toBe('credentialRejected');
		expect(bench.tokenCalls).toHaveLength(1);
		expect(bench.requests).toHaveLength(0);
	});

	it('an API that takes no token costs two, and every item is sent once but for those that went out first', async () => {
		bench.fault({ path: '/kff/uploads', status: 401, body: { message: 'no' }, count: 999 });
		const { json } = await upload(one, {
			input: rows(40),
			onError: 'continueRegularOutput',
			credentials: { kountOAuth2Api: { ...bench.credential, ...stale } },
		});
		expect(json).toHaveLength(40);
		expect(bench.tokenCalls.length).toBeLessThanOrEqual(2);
		expect(bench.requests.length).toBeLessThanOrEqual(40 + 20);
	});

	it('a token server that is down is asked for all waiting requests at once', async () => {
		refuseTokens(503);
		const { json } = await upload(one, { input: rows(40), onError: 'continueRegularOutput' });
		expect(problemOf(json[0])).toBe('noToken');
		// those that were held back while it was down were not sent
		for (const item of json) expect(['noToken', 'serviceFailing']).toContain(problemOf(item));
		expect(json).toHaveLength(40);
		expect(bench.requests).toHaveLength(0);
		// three tries of the first item, and three of each ten
		expect(bench.tokenCalls.length).toBeLessThanOrEqual(3 + 5 * 3);
	});

	it.each([401, 503])(
		'a 500 of a write that speaks of the token stays unclear where that cannot be renewed (%i), and is not sent again',
		async (status) => {
			refuseTokens(status);
			bench.fault({ path: '/kff/uploads', status: 500, body: { message: 'invalid token' }, count: 999 });
			const { json } = await upload(
				{},
				{ input: [row(1)], credentials: { kountOAuth2Api: { ...bench.credential, ...stale } }, ...GOES_ON },
			);
			expect(problemOf(json[0])).toBe('outcomeUnknown');
			expect(statuses()).toEqual([500]);
		},
	);

	it('a 500 that speaks of a token fetched just now is sent once more, and no third time', async () => {
		bench.fault({ path: '/kff/uploads', status: 500, body: { message: 'invalid token' }, count: 999 });
		const { json } = await upload(
			{},
			{ input: [row(1)], credentials: { kountOAuth2Api: { ...bench.credential, ...stale } }, ...GOES_ON },
		);
		expect(problemOf(json[0])).toBe('outcomeUnknown');
		expect(statuses()).toEqual([500, 500]);
		expect(bench.tokenCalls).toHaveLength(1);
	});
});
