import type { IDataObject } from 'n8n-workflow';

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

	it('gives an inquiry the customer and products it needs, be they empty', async () => {
		const { responses } = await run([trigger(), reply()]);
		expect(sent(responses[0])).toEqual({ customer: {}, products: [], outcome: 'acknowledged' });
	});

	it('knows the type with Simplify off, too', async () => {
		const { json, responses } = await run(
			[trigger(), reply({ outcome: 'pending' })],
			[{ alert: { id: 'a-2', type: 'init-refund' }, transaction: {}, merchant: {} }],
		);
		expect(sent(responses[0])).toEqual({ outcome: 'pending' });
		expect(json[0]).toMatchObject({ id: 'a-2', type: 'init-refund', outcome: 'pending' });
	});

	it('refuses other outcomes than acknowledged for other types than init-refund', async () => {
		const { error, responses } = await run([trigger(), reply({ outcome: 'not-found' })]);
		expect(error?.message).toBe(
			'An alert of type "inquiry" can only be answered with the outcome "acknowledged" [item 0]',
		);
		expect(responses).toHaveLength(0);
	});

	it('replies with the first item only, and says so of the others', async () => {
		const { error, responses } = await run(
			[trigger(), reply({ orderId: '={{ $json.id }}' })],
			[INQUIRY, { ...INQUIRY, id: 'a-2' }],
		);
		expect(responses.map(sent)).toMatchObject([{ order: { order_id: 'a-1' } }]);
		expect(error?.message).toBe('Only the first item can reply: an alert is one request and gets one answer [item 1]');
		expect(error?.description).toContain('Carried out: item 0.');
	});

	it('checks the reply before it is sent', async () => {
		const { error, responses } = await run([trigger(), reply({ outcome: '={{ "refunded" }}' })]);
		expect(error?.message).toContain('Outcome must be one of');
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
		[
			'no trigger',
			[{ type: 'test.passOn' }, reply()],
			0,
			'No Chargebackhit Trigger stands before this node',
			'Put a Chargebackhit Trigger at the start',
		],
		[
			'a disabled trigger',
			[trigger('replyInWebhook', { disabled: true }), { type: 'test.passOn' }, reply()],
			1,
			'No Chargebackhit Trigger stands before this node',
			'',
		],
		[
			'a trigger that answers itself',
			[trigger('immediately'), reply()],
			0,
			'"Alerts" answers its alerts itself',
			'Open "Alerts" and set Respond to',
		],
		[
			'a run that the trigger did not start',
			[trigger(), { type: 'test.passOn' }, reply()],
			1,
			'This run was not started by "Alerts"',
			'Send a test alert',
		],
		[
			'a second reply',
			[trigger(), reply(), reply({}, { name: 'Again' })],
			0,
			'This alert was already answered by "Answer" in this run',
			'Only the first reply counts',
		],
	])('explains %s', async (_case, nodes, startAt, message, advice) => {
		const { error, responses } = await run(nodes, [INQUIRY], startAt);
		expect(error?.message).toContain(message);
		expect(error?.description).toContain(advice);
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

		it('is not sent, and says why', async () => {
			expect(await late({ receivedAt: since(1300) })).toEqual({
				sent: 0,
				output: {
					replied: false,
					id: 'a-1',
					type: 'inquiry',
					reason:
						'Not sent: the trigger answers this alert with "acknowledged" 1.2 s after it came in, and that time is over. Shorten the way from the trigger to this node.',
				},
			});
		});
		it('is sent before it', async () => {
			expect(await late({ receivedAt: since(300) })).toMatchObject({ sent: 1, output: { replied: true } });
		});
		it('goes by the seconds of the trigger, of which 0 means never', async () => {
			expect(await late({ receivedAt: since(600) }, { fallbackReplyAfter: 0.5 })).toMatchObject({ sent: 0 });
			expect(await late({ receivedAt: since(60_000) }, { fallbackReplyAfter: 0 })).toMatchObject({ sent: 1 });
		});
		it('comes later for other alerts; an init-refund is then answered for good by Respond', async () => {
			const refund = { event: 'alert' };
			expect(await late({ ...refund, receivedAt: since(5000) })).toMatchObject({ sent: 1 });
			const { output, sent: count } = await late({ ...refund, receivedAt: since(26_000) });
			expect([count, output.reason]).toEqual([
				0,
				'Not sent: the trigger answers this alert with "pending" 25 s after it came in, and that time is over. Send the final outcome with Alert: Respond.',
			]);
		});
	});

	it('is refused to an AI agent unless a person allowed it', async () => {
		const asTool = { type: 'chargebackhitTool' };
		const { error, responses } = await run([trigger(), reply({}, asTool)]);
		expect(error?.message).toContain('An AI agent may not do this: Reply in webhook');
		expect(responses).toHaveLength(0);
		expect((await run([trigger(), reply({ allowAgent: true }, asTool)])).responses).toHaveLength(1);
	});
});
