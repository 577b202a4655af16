import { readFileSync } from 'node:fs';
import path from 'node:path';

import { resources } from '../../nodes/Chargebackhit/actions';
import { everyOperation } from '../../nodes/common/operation';
import { ChargebackhitBench } from './chargebackhit';

/** What every operation must do, whatever it is: walked from the registry, so that a new one is tested from its first day. */
let bench: ChargebackhitBench;
beforeAll(async () => {
	bench = await ChargebackhitBench.open();
});
afterAll(async () => await bench.close());
beforeEach(() => bench.sandbox.reset());

const sending = everyOperation(resources)
	.filter(({ operation }) => operation.retryClass !== 'none')
	.map(({ resource, operation }) => ({ name: `${resource.value}:${operation.value}`, resource: resource.value, operation }));

describe.each(sending)('$name', ({ resource, operation }) => {
	const run = async (options: Parameters<ChargebackhitBench['run']>[3] = {}) =>
		await bench.run(resource, operation.value, bench.sample(operation.sample.parameters), options);

	it('succeeds with its sample: a signed request, and every output paired to its item', async () => {
		const { outputs, error } = await run({ input: operation.sample.input });
		expect(error).toBeUndefined();
		expect(outputs[0].length).toBeGreaterThan(0);
		expect(outputs[0].every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
		expect(bench.requests).toHaveLength(1);
		expect(bench.requests[0]).toMatchObject({ signature: 'valid', service: 'chargebackhit' });
		expect(bench.requests[0].status).toBeLessThan(300);
	});

	it('gives the fields that its output schema promises in the editor', async () => {
		const file = path.resolve(__dirname, `../../dist/nodes/Chargebackhit/__schema__/v1.0.0/${resource}/${operation.value}.json`);
		const schema = JSON.parse(readFileSync(file, 'utf8')) as { properties: Record<string, unknown> };
		const { outputs } = await run({ input: operation.sample.input });
		for (const field of Object.keys(outputs[0][0].json)) expect(Object.keys(schema.properties)).toContain(field);
	});

	it('also succeeds where the service answers in the other documented shapes', async () => {
		bench.sandbox.settings.chargebackhit.responseStyle = 'alternative';
		const { outputs, error } = await run();
		expect(error).toBeUndefined();
		expect(outputs[0].length).toBeGreaterThan(0);
		expect(JSON.stringify(outputs[0][0].json)).not.toContain('"items"');
	});

	it('explains wrong keys, without showing them', async () => {
		const { error } = await run({ credentials: { chargebackhitApi: { ...bench.credential, secretKey: 'wrong-secret-key' } } });
		expect(error?.message).toBe(`Chargebackhit does not accept the credential (status 401, ${bench.url}/chargebackhit) [item 0]`);
		expect(error?.description).toContain('Check the keys in the Chargebackhit credential');
		expect(JSON.stringify(error)).not.toContain('wrong-secret-key');
		// n8n itself sends a request a second time after a 401
		expect(bench.requests.map(({ status }) => status)).toEqual([401, 401]);
	});

	it("passes a refusal on in the service's words, per field", async () => {
		bench.fault({
			status: 422,
			body: { error: { code: 'validation_error', message: 'Request is invalid', constraints: { 'order.order_id': ['too long', 'not text'] } } },
		});
		const { error } = await run();
		expect(error?.message).toBe('Chargebackhit answered 422: Request is invalid (validation_error) [item 0]');
		expect(error?.description).toContain('order.order_id: too long; not text');
		expect(bench.requests).toHaveLength(1);
	});

	it('gives an error item that n8n sends to the error output, the input merged in', async () => {
		bench.fault({ status: 422, body: { error: { code: 'validation_error', message: 'Request is invalid' } }, count: 9 });
		const { outputs, error } = await run({ input: [{ row: 1 }], onError: 'continueErrorOutput' });
		expect(error).toBeUndefined();
		expect(outputs[0]).toEqual([]);
		expect(outputs[1]).toHaveLength(1);
		expect(outputs[1][0].json).toMatchObject({
			row: 1,
			error: 'Chargebackhit answered 422: Request is invalid (validation_error) [item 0]',
			details: { httpCode: '422', code: 'validation_error' },
		});
	});

	it('says that a redirect is not followed', async () => {
		bench.fault({ status: 302, body: '' });
		const { error } = await run();
		expect(error?.message).toContain('Chargebackhit answered 302 with a redirect');
		expect(error?.description).toContain('Correct the Base URL');
	});

	it('names an unreachable host and sends nothing twice to it', async () => {
		const { error } = await run({ credentials: { chargebackhitApi: { ...bench.credential, baseUrl: 'http://127.0.0.1:9' } } });
		expect(error?.message).toBe('Chargebackhit could not be reached at http://127.0.0.1:9 [item 0]');
		expect(error?.description).toContain('ECONNREFUSED');
	});

	it('asks for the Base URL where it is no address', async () => {
		const { error } = await run({ credentials: { chargebackhitApi: { ...bench.credential, baseUrl: 'api.chargebackhit.com' } } });
		expect(error?.message).toContain('Base URL in the Chargebackhit credential must be an address that begins with https://');
		expect(bench.requests).toHaveLength(0);
	});

	it('says that HTML is no answer', async () => {
		bench.fault({ malformed: 'html', count: 9 });
		const { error } = await run();
		expect(error?.message).toMatch(/Chargebackhit answered 2\d\d, but with an HTML page instead of JSON \[item 0\]/);
		expect(bench.requests).toHaveLength(operation.retryClass === 'read' ? 3 : 1);
		if (operation.retryClass === 'write') expect(error?.description).toContain('may have been carried out');
	});
});
