import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/Chargebackhit/problems';
import { problems as common } from '../../nodes/common/errors/problems';
import { detailsOf } from '../anotherN8n';
import { runNodes, type TestNode } from './engine';

const CREDENTIALS = {
	chargebackhitApi: { publicKey: 'pk', secretKey: 'sk-of-this-test', baseUrl: 'http://127.0.0.1:9' },
};
const REPLY = { resource: 'alert', operation: 'replyInWebhook' };
const INQUIRY = { provider: 'chargebackhit', event: 'inquiry', id: 'a-1' };

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
const run = async (nodes: TestNode[], input: IDataObject[] = [INQUIRY], startAt = 0) =>
	await runNodes({ nodes, input, credentials: CREDENTIALS, mode: 'webhook', startAt });

/** Runs nodes of which the last one fails: its problem, what its message says, and what was sent. */
const refusal = async (nodes: TestNode[], startAt = 0) => {
	const last = { ...nodes[nodes.length - 1], onError: 'continueRegularOutput' as const };
	const { json, responses } = await run([...nodes.slice(0, -1), last], [INQUIRY], startAt);
	return { problem: detailsOf(json[0])?.problem, message: String(json[0].error), responses };
};

const sent = (response: unknown) => JSON.parse((response as { body: Buffer }).body.toString('utf8')) as IDataObject;

describe('Alert: Reply in Webhook', () => {
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
				replied: true,
				id: 'a-1',
				type: 'inquiry',
				outcome: 'acknowledged',
				orderId: 'ORDER-1',
				reply: sent(responses[0]),
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
		expect(json[0]).toMatchObject({ id: 'a-2', type: 'init-refund', outcome: 'pending' });
	});

	it('refuses other outcomes than acknowledged for other types than init-refund', async () => {
		const { problem, responses } = await refusal([trigger(), reply({ outcome: 'not-found' })]);
		expect(problem).toBe('replyOutcomeNotAllowed');
		expect(responses).toHaveLength(0);
	});

	it('replies with the first item only, and reports the others', async () => {
		const { error, responses } = await run(
			[trigger(), reply({ orderId: '={{ $json.id }}' })],
			[INQUIRY, { ...INQUIRY, id: 'a-2' }],
		);
		expect(responses.map(sent)).toMatchObject([{ order: { order_id: 'a-1' } }]);
		expect(error?.message).toMatch(/\(2nd item\b/);
		expect(error?.message).toContain(problems.replyNotFirstItem().message);
		const came = { completed: [0], partly: [], failed: [], unknown: [], notSent: [] };
		expect(error?.description).toContain(common.runStopped(came).message);
	});

	it('checks the reply before it is sent', async () => {
		const { problem, message, responses } = await refusal([trigger(), reply({ outcome: '={{ "refunded" }}' })]);
		expect([problem, message]).toEqual(['oneOf', expect.stringContaining('Outcome')]);
		expect(responses).toHaveLength(0);
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

	describe('after the fallback', () => {
		const since = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
		const late = async (alert: IDataObject, parameters: IDataObject = {}) => {
			const { json, responses, error } = await run(
				[{ ...trigger(), parameters: { respond: 'replyInWebhook', ...parameters } }, reply()],
				[{ ...INQUIRY, ...alert }],
			);
			expect(error).toBeUndefined();
			return { output: json[0], sent: responses.length };
		};

		it('is not sent, and the output says why', async () => {
			expect(await late({ receivedAt: since(1300) })).toEqual({
				sent: 0,
				output: {
					replied: false,
					id: 'a-1',
					type: 'inquiry',
					reason: problems.replyTooLate(1.2, 'acknowledged', false).message,
				},
			});
		});
		it('is sent before it', async () => {
			expect(await late({ receivedAt: since(300) })).toMatchObject({ sent: 1, output: { replied: true } });
		});
		it('uses the seconds of the trigger; 0 means never', async () => {
			expect(await late({ receivedAt: since(600) }, { fallbackReplyAfter: 0.5 })).toMatchObject({ sent: 0 });
			expect(await late({ receivedAt: since(60_000) }, { fallbackReplyAfter: 0 })).toMatchObject({ sent: 1 });
		});
		it('comes later for other alerts; an init-refund then gets its final outcome by Respond', async () => {
			const refund = { event: 'alert' };
			expect(await late({ ...refund, receivedAt: since(5000) })).toMatchObject({ sent: 1 });
			const { output, sent: count } = await late({ ...refund, receivedAt: since(26_000) });
			expect([count, output.reason]).toEqual([0, problems.replyTooLate(25, 'pending', true).message]);
		});
	});

	it('is refused to an AI agent unless a person allowed it', async () => {
		const asTool = { type: 'chargebackhitTool' };
		const { problem, message, responses } = await refusal([trigger(), reply({}, asTool)]);
		expect([problem, message]).toEqual(['agentNotAllowed', expect.stringContaining('Reply in webhook')]);
		expect(responses).toHaveLength(0);
		expect((await run([trigger(), reply({ allowAgent: true }, asTool)])).responses).toHaveLength(1);
	});
});
