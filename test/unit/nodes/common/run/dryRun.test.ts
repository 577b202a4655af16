import type { IDataObject, IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';

import { chargebackhit } from '../../../../../nodes/Chargebackhit/service';
import type { ItemOperation, Service } from '../../../../../nodes/common/operation';
import { executeNode } from '../../../../../nodes/common/run/execute';
import { kount } from '../../../../../nodes/Kount/service';
import { bodyOf, type Execution, execution } from '../../execution';

const idOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const OK = { statusCode: 200, body: '{}' };

async function run(given: Execution, service: Service = chargebackhit) {
	const made = execution(given);
	const outcome = await executeNode(made.context, service).then(
		(output) => ({ items: output[0], error: undefined }),
		(error: Error) => ({ items: [] as INodeExecutionData[], error }),
	);
	return { ...made, ...outcome, json: outcome.items.map(({ json }) => json) };
}

const respond = async (count: number, options: IDataObject | (() => unknown), more: Partial<Execution> = {}) =>
	await run({
		items: Array.from({ length: count }, () => ({})),
		answer: () => OK,
		...more,
		parameters: {
			resource: 'alert',
			operation: 'respond',
			alertId: idOf,
			outcome: 'reversed',
			orderId: '',
			additionalFields: '{}',
			options,
			...more.parameters,
		},
	});

const KOUNT = { baseUrl: 'http://127.0.0.1:9', oauthTokenData: { access_token: 'token-token-token' } };
const transaction = (index: number) => ({
	orderNumber: `ORDER-${index}`,
	orderDateTime: '2026-01-31T10:00:00Z',
	orderTotal: 4409,
	paymentInformation: { cardBin: '411111', last4: '1111', authCode: '384573' },
});
const upload = async (items: IDataObject[], options: IDataObject, more: Partial<Execution> = {}) =>
	await run(
		{
			items,
			credential: KOUNT,
			type: 'n8n-nodes-chargeback.kount',
			answer: () => OK,
			...more,
			parameters: {
				resource: 'transaction',
				operation: 'upload',
				transactionSource: 'items',
				additionalFields: '{}',
				options,
			},
		},
		kount,
	);

/** The transactions in the body of an upload: a list as text. */
const uploaded = (body: unknown) => JSON.parse((body as { transactions: string }).transactions) as IDataObject[];
const shown = (json: IDataObject) => json.wouldSend as IDataObject & { body: IDataObject; batch: IDataObject };

describe('the switch', () => {
	test('is read for each item: some are sent, others are shown', async () => {
		const { items, json, sent, hints } = await respond(5, {
			dryRun: (index: number) => [true, 'no', 'YES', 0, 1][index],
		} as never);
		expect(sent.map(({ url }) => url)).toEqual([1, 3].map((index) => expect.stringContaining(idOf(index)) as string));
		expect(json.map(({ dryRun }) => dryRun)).toEqual([true, undefined, true, undefined, true]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3, 4].map((item) => ({ item })));
		expect(shown(json[2])).toEqual({
			method: 'POST',
			path: `/api/v2/alerts/${idOf(2)}/update-outcome`,
			body: { outcome: 'reversed' },
		});
		expect(hints).toHaveLength(1);
		expect(hints[0]).toContain('3 of 5');
	});

	test('that cannot be read for one item stops the run before anything is sent', async () => {
		const options = { dryRun: (index: number) => (index === 3 ? undefined : false) } as never;
		const { error, sent } = await respond(5, options);
		expect(error).toBeDefined();
		expect(sent).toEqual([]);
		const { json, sent: others } = await respond(5, options, { goesOn: true });
		expect(others).toHaveLength(4);
		expect(json.map(({ error: failed }) => typeof failed)).toEqual([
			'undefined',
			'undefined',
			'undefined',
			'string',
			'undefined',
		]);
	});

	test('whose expression fails is refused for its item only', async () => {
		const dryRun = (index: number) => {
			if (index === 0) throw new Error('No path back to node');
			return false;
		};
		const { json, sent } = await respond(2, { timeout: 5, dryRun } as never, { goesOn: true });
		expect(json[0].error).toContain('No path back');
		expect(sent).toHaveLength(1);
		expect(sent[0].timeout).toBe(5000);
	});

	test.each<[unknown, string]>([
		[{ dryRun: true }, 'dry'],
		[{ dryRun: 'maybe' }, 'refused'],
		[{ dryRun: undefined }, 'refused'],
		[undefined, 'refused'],
		['', 'refused'],
		[{ timeout: 3 }, 'sent'],
		[{ dryRun: false }, 'sent'],
	])('in Options that are one expression, with %p, is %s', async (options, expected) => {
		const { json, sent, error } = await respond(1, () => options);
		const seen = error ? 'refused' : json[0].dryRun === true ? 'dry' : 'sent';
		expect([seen, sent.length]).toEqual([expected, expected === 'sent' ? 1 : 0]);
	});

	test('of a read is ignored: it changes nothing', async () => {
		const parameters = { operation: 'get', simplify: false, options: { dryRun: true } };
		const { sent, json } = await respond(1, {}, { parameters, answer: () => ({ ...OK, body: '{"data":{"id":"1"}}' }) });
		expect(sent).toHaveLength(1);
		expect(json[0]).not.toHaveProperty('dryRun');
	});
});

describe('what is shown', () => {
	test('has no secret and no card number, in any field, name, number or path', async () => {
		const additionalFields = {
			// IDs may have any form: they are sent, and hidden where they are shown
			invoiceId: '4111111111111111',
			key: 'my sk_demo_secret_1 key',
			sk_demo_secret_1: 'Bearer abcdefghijklmnopqrstuvwxyz',
			list: [{ deep: 'pk_demo_1', encoded: Buffer.from('sk_demo_secret_1').toString('base64') }],
			token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
			kept: 1762000000000,
			id: 'ORDER-1001',
		};
		const { json, sent } = await respond(
			1,
			{ dryRun: true },
			{ parameters: { additionalFields: JSON.stringify(additionalFields) } },
		);
		expect(sent).toEqual([]);
		const text = JSON.stringify(json);
		for (const secret of ['4111111111111111', '1111 1111', 'sk_demo', 'pk_demo', 'abcdefghijk', 'eyJ', 'c2tfZGVt'])
			expect(text).not.toContain(secret);
		expect(shown(json[0]).body).toMatchObject({
			kept: 1762000000000,
			id: 'ORDER-1001',
			invoiceId: '411111******1111',
		});
	});

	test.each([{ note: 'paid with 4111 1111 1111 1111' }, { number: 4111111111111111 }, { '4111111111111111': 'yes' }])(
		'is nothing of %j, which is refused for real as well',
		async (additionalFields) => {
			const parameters = { additionalFields: JSON.stringify(additionalFields) };
			for (const dryRun of [true, false]) {
				const { json, sent } = await respond(1, { dryRun }, { parameters, goesOn: true });
				expect(sent).toEqual([]);
				expect(json).toMatchObject([{ details: { problem: 'cardNumberFound' } }]);
			}
		},
	);

	test('never contains the signature of the request itself', async () => {
		const given = { outcome: 'reversed' };
		const real = await respond(1, {});
		expect(bodyOf(real.sent[0])).toEqual(given);
		const [proof] = chargebackhit.proofs!(
			{ publicKey: 'pk_demo_1', secretKey: 'sk_demo_secret_1' },
			{ method: 'POST', body: real.sent[0].body as Buffer },
		);
		const { json } = await respond(1, { dryRun: true });
		expect(JSON.stringify(json)).not.toContain(proof);
	});

	test('tells what was told about the item, and nothing else', async () => {
		const items = [{ text: "'A-1" }, { text: 'A-2' }];
		const { json } = await respond(
			2,
			{ dryRun: true },
			{ items, parameters: { orderId: (index: number) => items[index].text } },
		);
		expect(json.map(({ hints }) => (hints as string[]).length)).toEqual([1, 0]);
		expect(shown(json[0]).body).toEqual({ outcome: 'reversed', order: { order_id: 'A-1' } });
	});
});

describe('steps', () => {
	/** An operation whose steps are given, in a service that has nothing else. */
	const withSteps = async (prepare: ItemOperation['prepare']) => {
		const operation: ItemOperation = {
			value: 'act',
			name: 'Act',
			action: 'Act',
			description: 'Acts',
			effect: 'write',
			fields: [],
			sample: { parameters: {} },
			prepare,
		};
		const resources = [{ value: 'thing', name: 'Thing', description: 'A thing', operations: [operation] }];
		const parameters = { resource: 'thing', operation: 'act', options: { dryRun: true } };
		return await run({ parameters }, { ...chargebackhit, resources });
	};
	const write = { method: 'POST', path: '/write', expect: 'anything' } as const;
	const read = { method: 'GET', path: '/read', expect: 'anything', effect: 'read' } as const;

	test('that do not read the response of one write show the next, each in its own output', async () => {
		const { json, sent } = await withSteps(() => async (send) => {
			const responses = [await send(write), await send({ ...write, path: '/again' })];
			return { status: responses[0].status };
		});
		expect(json.map((one) => shown(one).path)).toEqual(['/write', '/again']);
		expect(sent).toEqual([]);
	});

	test.each(['status', 'headers', 'body', 'file'] as const)('end where they read the %s', async (part) => {
		const { json, error } = await withSteps(() => async (send) => {
			const response = await send(write);
			return { got: response[part] as never, more: (await send(write)).status };
		});
		expect(error).toBeUndefined();
		expect(json).toHaveLength(1);
	});

	test('that need a read before the write show that read, and that the rest is unknown', async () => {
		const { json, sent } = await withSteps(() => async (send) => {
			const { body } = await send(read);
			return { status: (await send({ ...write, body: body ?? null })).status };
		});
		expect(sent).toEqual([]);
		expect(json).toEqual([
			{ dryRun: true, wouldSend: { method: 'GET', path: '/read', body: null }, hints: [expect.any(String)] },
		]);
	});

	test('that fail before they send fail as for real', async () => {
		const { error } = await withSteps(() => async () => await Promise.reject(new Error('The file is gone')));
		expect(error?.message).toContain('The file is gone');
	});
});

describe('batches', () => {
	test('contain the items that are sent, and those that are shown, apart', async () => {
		const items = Array.from({ length: 10 }, (_, index) => transaction(index));
		const dryRun = (index: number) => index % 2 === 0;
		const { sent, json, items: outputs } = await upload(items, { batchSize: 3, dryRun } as never);
		const numbers = (body: unknown) => uploaded(body).map(({ orderNumber }) => orderNumber);
		expect(sent.map((options: IHttpRequestOptions) => numbers(bodyOf(options)))).toEqual([
			['ORDER-1', 'ORDER-3', 'ORDER-5'],
			['ORDER-7', 'ORDER-9'],
		]);
		const dry = json.filter(({ dryRun: is }) => is === true);
		expect(dry.flatMap((one) => numbers(shown(one).body))).toEqual([0, 2, 4, 6, 8].map((index) => `ORDER-${index}`));
		expect(dry.map((one) => shown(one).batch)).toMatchObject([
			{ number: 1, rows: 3 },
			{ number: 1, rows: 3 },
			{ number: 1, rows: 3 },
			{ number: 2, rows: 2 },
			{ number: 2, rows: 2 },
		]);
		for (const { json: one, pairedItem } of outputs) {
			if (one.dryRun === true)
				expect(numbers(shown(one).body)).toEqual([`ORDER-${(pairedItem as { item: number }).item}`]);
		}
	});

	test('leave out an invalid row, with the same error item as for real', async () => {
		const items = [transaction(0), { ...transaction(1), orderNumber: '' }, transaction(2)];
		const dry = await upload(items, { dryRun: true }, { goesOn: true });
		const real = await upload(items, {}, { goesOn: true });
		expect(dry.sent).toEqual([]);
		const failed = ({ json }: { json: IDataObject[] }) => json.filter(({ error }) => error !== undefined);
		expect(failed(dry)).toEqual(failed(real));
		expect(failed(dry)).toHaveLength(1);
	});

	test('of a hundred thousand rows take seconds and little memory, and let other work go on', async () => {
		const count = 100_000;
		const items = Array.from({ length: count }, (_, index) => transaction(index));
		let turns = 0;
		const ticking = setInterval(() => turns++, 1);
		const memory = process.memoryUsage().heapUsed;
		const started = performance.now();
		const { json, sent } = await upload(items, { dryRun: true });
		clearInterval(ticking);
		const megabytes = (process.memoryUsage().heapUsed - memory) / 1e6;
		expect(sent).toEqual([]);
		expect(json).toHaveLength(count);
		expect(shown(json[count - 1]).batch).toMatchObject({ number: 200, rows: 500 });
		expect(uploaded(shown(json[77_777]).body)).toEqual([expect.objectContaining({ orderNumber: 'ORDER-77777' })]);
		expect(turns).toBeGreaterThan(200);
		expect(performance.now() - started).toBeLessThan(120_000);
		expect(megabytes).toBeLessThan(800);
	}, 180_000);
});

describe('a run that ends early', () => {
	test('does not call an item completed that was only shown', async () => {
		const dryRun = (index: number) => index === 0;
		const { error } = await respond(3, { dryRun, maxConcurrentRequests: 1 } as never, {
			answer: (_options, count) => (count === 1 ? OK : { statusCode: 422, body: '{"error":{"message":"No"}}' }),
		});
		const { description } = error as Error & { description: string };
		expect(description).toMatch(/Completed: item 2/);
		expect(description).toMatch(/Not sent: item 1/);
	});
});
