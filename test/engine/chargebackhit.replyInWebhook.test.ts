import type { IDataObject, WorkflowExecuteMode } from 'n8n-workflow';

import { problems } from '../../nodes/Chargebackhit/problems';
import { detailsOf } from '../anotherN8n';
import { builtModule, runNodes, type TestNode } from './engine';

const CREDENTIALS = {
	chargebackhitApi: { publicKey: 'pk', secretKey: 'sk-of-this-test', baseUrl: 'http://127.0.0.1:9' },
};
const REPLY = { resource: 'alert', operation: 'replyInWebhook', outcome: 'acknowledged' };
const INQUIRY = { provider: 'chargebackhit', event: 'inquiry', type: 'inquiry', id: 'a-1' };

const trigger = (respond = 'replyInWebhook', more: Partial<TestNode> = {}): TestNode => ({
	name: 'Alerts',
	type: 'chargebackhitTrigger',
	parameters: { respond },
	...more,
});
const reply = (parameters: IDataObject = {}, more: Partial<TestNode> = {}): TestNode => ({
	name: 'Answer',
	type: 'chargebackhit',
	parameters: { ...REPLY, ...parameters },
	...more,
});
const run = async (
	nodes: TestNode[],
	input: IDataObject[] = [INQUIRY],
	startAt = 0,
	mode: WorkflowExecuteMode = 'webhook',
) => await runNodes({ nodes, input, credentials: CREDENTIALS, mode, startAt });

/** Runs nodes of which the last one fails: its problem, what its message says, and what was sent. */
const refusal = async (nodes: TestNode[], startAt = 0) => {
	const last = { ...nodes[nodes.length - 1], onError: 'continueRegularOutput' as const };
	const { json, responses } = await run([...nodes.slice(0, -1), last], [INQUIRY], startAt);
	return { problem: detailsOf(json[0])?.problem, message: String(json[0].error), responses };
};

/** What is said of a reply to an inquiry without earlier payments. */
const NO_EVIDENCE = expect.objectContaining({
	eligible: false,
	qualifying: 0,
	needed: 2,
	missing: ['earlierPayments', 'ipOrDevice'],
}) as unknown;

const sent = (response: unknown) => JSON.parse((response as { body: Buffer }).body.toString('utf8')) as IDataObject;

describe('Alert: Answer the Waiting Alert', () => {
	it('answers the open request with a Buffer of JSON', async () => {
		const { json, responses, error } = await run([
			trigger(),
			reply({ orderId: 'ORDER-1', customer: { customerId: 'C1' }, products: { entries: [{ name: 'Kettle' }] } }),
		]);
		expect(error).toBeUndefined();
		expect(responses).toHaveLength(1);
		expect(responses[0]).toMatchObject({
			statusCode: 200,
			headers: { 'content-type': 'application/json; charset=utf-8' },
		});
		expect(Buffer.isBuffer((responses[0] as { body: Buffer }).body)).toBe(true);
		expect(sent(responses[0])).toEqual({
			outcome: 'acknowledged',
			order: { order_id: 'ORDER-1' },
			customer: { customer_id: 'C1' },
			products: [{ name: 'Kettle' }],
		});
		expect(json).toEqual([
			{
				...INQUIRY,
				reply: {
					replied: true,
					outcome: 'acknowledged',
					id: 'a-1',
					type: 'inquiry',
					orderId: 'ORDER-1',
					sent: sent(responses[0]),
					compellingEvidence: NO_EVIDENCE,
				},
			},
		]);
	});

	it('adds the customer and products that an inquiry requires, even if they are empty', async () => {
		const { responses } = await run([trigger(), reply()]);
		expect(sent(responses[0])).toEqual({ customer: {}, products: [], outcome: 'acknowledged' });
	});

	it('also finds the type with Simplify off', async () => {
		const { json, responses } = await run(
			[trigger(), reply({ outcome: 'pending' })],
			[{ alert: { id: 'a-2', type: 'init-refund' }, transaction: {}, merchant: {} }],
		);
		expect(sent(responses[0])).toEqual({ outcome: 'pending' });
		expect(json[0]).toMatchObject({
			alert: { id: 'a-2' },
			reply: { id: 'a-2', type: 'init-refund', outcome: 'pending' },
		});
	});

	it('refuses other outcomes than acknowledged for other types than init-refund', async () => {
		const { problem, responses } = await refusal([trigger(), reply({ outcome: 'not-found' })]);
		expect(problem).toBe('replyOutcomeNotAllowed');
		expect(responses).toHaveLength(0);
	});

	it('passes all items on, with their files; only the first one replies', async () => {
		const input = [INQUIRY, { ...INQUIRY, id: 'a-2' }, { ...INQUIRY, id: 'a-3' }];
		const { outputs, responses, error } = await runNodes({
			// an outcome that is wrong for the others is no reason to lose the first one's reply
			nodes: [
				trigger(),
				reply({ orderId: '={{ $json.id }}', outcome: '={{ $json.id === "a-1" ? "acknowledged" : "x" }}' }),
			],
			input,
			files: input.map(({ id }) => ({ receipt: { fileName: `${String(id)}.txt`, content: Buffer.from(String(id)) } })),
			credentials: CREDENTIALS,
			mode: 'webhook',
		});
		expect(error).toBeUndefined();
		expect(responses.map(sent)).toMatchObject([{ order: { order_id: 'a-1' } }]);
		const { code, message, advice } = problems.replyNotFirstItem();
		const others = { replied: false, problem: code, reason: message, advice };
		expect(outputs[0].map(({ json }) => json)).toEqual([
			{ ...input[0], reply: expect.objectContaining({ replied: true }) as unknown },
			{ ...input[1], reply: others },
			{ ...input[2], reply: others },
		]);
		expect(outputs[0].map(({ binary }) => binary?.receipt.fileName)).toEqual(['a-1.txt', 'a-2.txt', 'a-3.txt']);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	it('checks the reply before it is sent', async () => {
		const { problem, message, responses } = await refusal([trigger(), reply({ outcome: '={{ "paid back" }}' })]);
		expect([problem, message]).toEqual(['oneOf', expect.stringContaining('Outcome')]);
		expect(responses).toHaveLength(0);
	});

	describe('with earlier payments', () => {
		const DAY = 24 * 3_600_000;
		const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();
		const order = (orderId: string, days: number) => ({
			...{ orderId, orderDate: ago(days), customerId: 'C-1', ip: '198.51.100.24', disputed: 'no' },
		});
		const ROWS = [order('ORDER-1', 2), order('ORDER-2', 130), order('ORDER-3', 200), order('ORDER-4', 500)];
		const literal = {
			orderId: 'ORDER-1',
			earlierPayments: JSON.stringify(ROWS),
			paymentInQuestion: JSON.stringify(ROWS[0]),
		};

		it('adds those that count, and says that they suffice but that the IP address is not in the reply', async () => {
			const { json, responses, hints } = await run([trigger(), reply(literal)]);
			expect(sent(responses[0]).transactions).toMatchObject([
				{ transaction_merchant_id: 'ORDER-2' },
				{ transaction_merchant_id: 'ORDER-3' },
			]);
			expect((json[0].reply as IDataObject).compellingEvidence).toMatchObject({
				...{ eligible: true, qualifying: 2, matches: ['ip', 'account'], missing: [], notInReply: ['ip', 'account'] },
			});
			expect(hints.map(({ message }) => message)).toEqual([
				problems.evidenceNotSent('Compelling Evidence 3.0', 'IP address').message,
			]);
			const named = await run([trigger(), reply({ ...literal, evidenceFields: { ip: 'device.ip' } })]);
			expect(sent(named.responses[0]).customer).toEqual({ device: { ip: '198.51.100.24' } });
			expect(named.hints).toEqual([]);
		});

		it('says before it is sent, and in a dry run, that a reply does not stop the dispute', async () => {
			const few = { ...literal, earlierPayments: JSON.stringify(ROWS.slice(0, 2)) };
			for (const options of [{}, { dryRun: true }]) {
				const { json, hints } = await run([trigger(), reply({ ...few, options })]);
				expect((json[0].reply as IDataObject).compellingEvidence).toMatchObject({
					...{ eligible: false, qualifying: 1, missing: ['earlierPayments'] },
				});
				const told = [...hints.map(({ message }) => message), ...((json[0].hints as string[]) ?? [])];
				expect(told.join()).toContain('does not stop a fraud dispute');
				expect(told.join()).toContain('only 1 earlier payment qualifies');
			}
		});

		it('leaves the answers to other alerts alone', async () => {
			const { json, responses, hints } = await run(
				[trigger(), reply({ ...literal, outcome: 'pending' })],
				[{ ...INQUIRY, type: 'init-refund', event: 'alert' }],
			);
			expect(sent(responses[0])).not.toHaveProperty('transactions');
			expect([json[0].reply, hints]).toEqual([expect.not.objectContaining({ compellingEvidence: {} }), []]);
		});
	});

	it('needs no credential', async () => {
		const { error } = await runNodes({
			nodes: [trigger(), reply()],
			input: [INQUIRY],
			credentials: {},
			mode: 'webhook',
		});
		expect(error).toBeUndefined();
	});

	it.each<[string, TestNode[], number, string, string]>([
		['no trigger', [{ type: 'test.passOn' }, reply()], 0, 'replyWithoutTrigger', ''],
		[
			'a disabled trigger',
			[trigger('replyInWebhook', { disabled: true }), { type: 'test.passOn' }, reply()],
			1,
			'replyWithoutTrigger',
			'',
		],
		['a trigger that replies itself', [trigger('immediately'), reply()], 0, 'replyNotExpected', '"Alerts"'],
		[
			'a run that the trigger did not start',
			[trigger(), { type: 'test.passOn' }, reply()],
			1,
			'replyNotStarted',
			'"Alerts"',
		],
		['a second reply', [trigger(), reply(), reply({}, { name: 'Again' })], 0, 'replySentBefore', '"Answer"'],
	])('explains %s', async (_case, nodes, startAt, code, name) => {
		const { problem, message, responses } = await refusal(nodes, startAt);
		expect([problem, message]).toEqual([code, expect.stringContaining(name)]);
		expect(responses.length).toBe(
			nodes.filter(({ parameters }) => parameters?.operation === 'replyInWebhook').length - 1,
		);
	});

	/** Where an execution runs, and what its request is like there, decides whether its reply can be sent. */
	describe('a request', () => {
		const { clock } = builtModule<typeof import('../../nodes/common/clock')>('nodes/common/clock.js');
		const original = { ...clock };
		afterEach(() => Object.assign(clock, original));
		const since = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
		const REFUND = { event: 'alert', type: 'init-refund' };

		/** What a worker does, which started long before the alert arrived. */
		const onWorker = async (
			alert: IDataObject,
			parameters: IDataObject = {},
			mode: WorkflowExecuteMode = 'webhook',
			started = 0,
		) => {
			clock.startedAt = () => started;
			const { json, responses, error } = await run(
				[{ ...trigger(), parameters: { respond: 'replyInWebhook', ...parameters } }, reply()],
				[{ ...INQUIRY, deliveryId: 'd', ...alert }],
				0,
				mode,
			);
			expect(error).toBeUndefined();
			return { reply: json[0].reply as IDataObject, sent: responses.length };
		};

		it('of another process is answered until the fallback, and the output says why not later', async () => {
			expect(await onWorker({ receivedAt: since(300) })).toMatchObject({ sent: 1, reply: { replied: true } });
			const { code, message, advice } = problems.replyTooLate(1.2, 'acknowledged', false);
			expect(await onWorker({ receivedAt: since(1300) })).toEqual({
				sent: 0,
				reply: {
					replied: false,
					outcome: 'acknowledged',
					id: 'a-1',
					type: 'inquiry',
					problem: code,
					reason: message,
					advice,
					compellingEvidence: NO_EVIDENCE,
				},
			});
		});
		it('gets the fallback after the seconds of the trigger', async () => {
			const late = { receivedAt: since(600) };
			expect(await onWorker(late, { fallbackReplyAfter: 0.5 })).toMatchObject({ sent: 0 });
			expect(await onWorker({ ...REFUND, receivedAt: since(3000) })).toMatchObject({ sent: 1 });
			const { sent: count, reply: told } = await onWorker({ ...REFUND, receivedAt: since(5000) });
			expect([count, told]).toEqual([0, expect.objectContaining({ problem: 'replyTooLate' })]);
			expect(told.advice).toContain('Alert: Respond');
			const longer = { otherFallbackReplyAfter: 20 };
			expect(await onWorker({ ...REFUND, receivedAt: since(5000) }, longer)).toMatchObject({ sent: 1 });
		});
		it('without a fallback counts as closed after a minute', async () => {
			const off = { fallbackReplyAfter: 0 };
			expect(await onWorker({ receivedAt: since(50_000) }, off)).toMatchObject({ sent: 1, reply: { replied: true } });
			expect(await onWorker({ receivedAt: since(61_000) }, off)).toMatchObject({
				sent: 0,
				reply: { replied: false, problem: 'replyNotWaiting' },
			});
		});
		it.each<[string, WorkflowExecuteMode, number]>([
			['a retry', 'retry', 0],
			['a run after a restart', 'webhook', Date.now() + 60_000],
			['a step in the editor', 'manual', Date.now() + 60_000],
		])('has no %s: nothing is sent', async (_case, mode, started) => {
			for (const fallbackReplyAfter of [1.2, 0])
				expect(
					await onWorker({ ...REFUND, receivedAt: since(100) }, { fallbackReplyAfter }, mode, started),
				).toMatchObject({ sent: 0, reply: { replied: false, problem: 'replyNotWaiting' } });
		});
		it('of a test alert whose execution runs on a worker is answered, but not claimed to be', async () => {
			expect(await onWorker({ receivedAt: since(100) }, {}, 'manual')).toMatchObject({
				sent: 1,
				reply: { replied: false },
			});
		});
	});

	it('is refused to an AI agent unless a person allowed it', async () => {
		const asTool = { type: 'chargebackhitTool' };
		const { problem, message, responses } = await refusal([trigger(), reply({}, asTool)]);
		expect([problem, message]).toEqual(['agentNotAllowed', expect.stringContaining('Answer the waiting alert')]);
		expect(responses).toHaveLength(0);
		expect((await run([trigger(), reply({ allowAgentAlertReplyInWebhook: true }, asTool)])).responses).toHaveLength(1);
	});

	describe('in a dry run', () => {
		const DRY = { options: { dryRun: true } };

		it('answers nothing, shows the reply, and passes the alert on with its files', async () => {
			const { json, outputs, responses, error } = await runNodes({
				nodes: [trigger(), reply({ ...DRY, orderId: 'ORDER-1', customer: { email: 'card 4111 1111 1111 1111' } })],
				input: [INQUIRY],
				files: [{ receipt: { fileName: 'receipt.txt', content: Buffer.from('paid') } }],
				credentials: CREDENTIALS,
				mode: 'webhook',
			});
			expect(error).toBeUndefined();
			expect(responses).toHaveLength(0);
			expect(json).toEqual([
				{
					...INQUIRY,
					dryRun: true,
					wouldSend: {
						body: {
							outcome: 'acknowledged',
							order: { order_id: 'ORDER-1' },
							customer: { email: 'card 411111******1111' },
							products: [],
						},
					},
					hints: [expect.stringContaining('Compelling Evidence 3.0'), problems.replyInDryRun().message],
					reply: { replied: false, compellingEvidence: NO_EVIDENCE },
				},
			]);
			expect(outputs[0][0]).toMatchObject({
				pairedItem: { item: 0 },
				binary: { receipt: { fileName: 'receipt.txt' } },
			});
		});

		it('says of other items than the first that nothing would be sent, as for real', async () => {
			const { json, responses } = await run([trigger(), reply(DRY)], [INQUIRY, { ...INQUIRY, id: 'a-2' }]);
			expect(responses).toHaveLength(0);
			expect(json[1]).toMatchObject({
				id: 'a-2',
				dryRun: true,
				wouldSend: null,
				reply: { replied: false, problem: 'replyNotFirstItem' },
			});
		});

		it('refuses the same as for real, and a switch that cannot be read', async () => {
			const wrong = await refusal([trigger(), reply({ ...DRY, outcome: 'not-found' })]);
			expect([wrong.problem, wrong.responses]).toEqual(['replyOutcomeNotAllowed', []]);
			expect((await refusal([trigger('immediately'), reply(DRY)])).problem).toBe('replyNotExpected');
			for (const dryRun of ['perhaps', '', '={{ $json.missing }}']) {
				const { problem, responses } = await refusal([trigger(), reply({ options: { dryRun } })]);
				expect([problem, responses]).toEqual(['boolean', []]);
			}
		});

		it('is open to an AI agent, which cannot switch it off', async () => {
			const asTool = { type: 'chargebackhitTool' };
			const { json } = await run([trigger(), reply(DRY, asTool)]);
			expect(json[0].dryRun).toBe(true);
			const { problem, responses } = await refusal([trigger(), reply({ options: { dryRun: '={{ false }}' } }, asTool)]);
			expect([problem, responses]).toEqual(['agentNotAllowed', []]);
		});

		it('leaves the alert open for a node that replies for real', async () => {
			const { json, responses } = await run([trigger(), reply(DRY, { name: 'Dry' }), reply()]);
			expect(responses).toHaveLength(1);
			expect(json[0]).toMatchObject({ reply: { replied: true } });
		});
	});
});
