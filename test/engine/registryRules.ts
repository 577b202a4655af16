import { readFileSync } from 'node:fs';
import path from 'node:path';

import { everyOperation, type Resource } from '../../nodes/common/operation';
import { detailsOf, tries } from '../anotherN8n';
import type { BenchOptions, ServiceBench } from './serviceBench';

/**
 * What every operation of every service must do, whatever it is: walked from the registry, so that a new one is tested from its first
 * day.
 *
 * @param folder of the service under `nodes/`
 */
export function testEveryOperation(folder: string, resources: Resource[], open: () => Promise<ServiceBench>): void {
	let bench: ServiceBench;
	beforeAll(async () => {
		bench = await open();
	});
	afterAll(async () => await bench.close());
	beforeEach(async () => {
		bench.sandbox.reset();
		await bench.prepare();
	});

	const sending = everyOperation(resources)
		.filter(({ operation }) => operation.effect !== 'none')
		.map(({ resource, operation }) => ({
			name: `${resource.value}:${operation.value}`,
			resource: resource.value,
			operation,
		}));

	describe.each(sending)('$name', ({ name, resource, operation }) => {
		let clearsUp = false;
		beforeAll(() => {
			clearsUp = bench.clearsUp.includes(name);
		});
		const run = async (options: BenchOptions = {}) => {
			const { input, files, parameters } = operation.sample;
			const given = { ...(input ? { input } : {}), ...(files ? { files: [bench.files(files)] } : {}) };
			return await bench.run(resource, operation.value, bench.sample(parameters), { ...given, ...options });
		};

		it('succeeds with its sample: one request, and every output paired to its item', async () => {
			const { outputs, error } = await run();
			expect(error).toBeUndefined();
			expect(outputs[0].every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
			expect(bench.requests).toHaveLength(1);
			expect(bench.requests[0]).toMatchObject({ signature: 'valid', service: bench.node });
			expect(bench.requests[0].status).toBeLessThan(300);
		});

		it('gives the fields that its output schema promises in the editor', async () => {
			const file = path.resolve(
				__dirname,
				`../../dist/nodes/${folder}/__schema__/v1.0.0/${resource}/${operation.value}.json`,
			);
			const schema = JSON.parse(readFileSync(file, 'utf8')) as { properties: Record<string, unknown> };
			const { outputs } = await run();
			for (const field of Object.keys(outputs[0][0]?.json ?? {}))
				expect(Object.keys(schema.properties)).toContain(field);
		});

		it('explains wrong keys, without showing them', async () => {
			const { error } = await run({
				credentials: { [bench.credentialType]: { ...bench.credential, ...bench.wrongKey } },
			});
			expect(error?.message).toBe(
				`${bench.name} does not accept the credential (status 401, ${bench.url}/${bench.node}) [item 0]`,
			);
			expect(error?.description).toContain(`Check the keys in the ${bench.name} credential`);
			for (const key of Object.values(bench.wrongKey)) expect(JSON.stringify(error)).not.toContain(key);
			expect(tries(bench.requests.map(({ status }) => status))).toEqual(tries(bench.wrongKeyStatusesOf(resource)));
		});

		it("passes a refusal on in the service's words, and sends nothing twice", async () => {
			bench.fault({ status: 422, body: bench.refusalBody('The request makes no sense'), count: 9 });
			const { error } = await run();
			// what a check takes for a result is no failure
			if (error) expect(`${error.message} ${error.description}`).toContain('The request makes no sense');
			expect(bench.requests).toHaveLength(1);
		});

		it('gives an error item that n8n sends to the error output, the input merged in', async () => {
			bench.fault({ status: 403, body: bench.refusalBody('Not for this account'), count: 9 });
			const { outputs, error } = await run({ input: [{ row: 1 }], onError: 'continueErrorOutput' });
			expect(error).toBeUndefined();
			expect(outputs[0]).toEqual([]);
			expect(outputs[1]).toHaveLength(1);
			expect(outputs[1][0].json).toMatchObject({
				row: 1,
				error: expect.stringContaining('Not for this account') as string,
			});
			expect(detailsOf(outputs[1][0].json)).toMatchObject({ httpCode: '403' });
		});

		it('says that a redirect is not followed', async () => {
			bench.fault({ status: 302, body: '' });
			const { error } = await run();
			expect(error?.message).toContain(`${bench.name} answered 302 with a redirect`);
			expect(error?.description).toContain('Correct the Base URL');
		});

		it('names an unreachable host', async () => {
			const { error } = await run({
				credentials: { [bench.credentialType]: { ...bench.credential, baseUrl: 'http://127.0.0.1:9' } },
			});
			expect(error?.message).toBe(`${bench.name} could not be reached at http://127.0.0.1:9 [item 0]`);
			expect(error?.description).toContain('ECONNREFUSED');
		});

		it('asks for the Base URL where it is no address', async () => {
			const { error } = await run({
				credentials: { [bench.credentialType]: { ...bench.credential, baseUrl: 'api.example.com' } },
			});
			expect(error?.message).toContain(
				`Base URL in the ${bench.name} credential must be an address that begins with https://`,
			);
			expect(bench.requests).toHaveLength(0);
		});

		it('says that HTML is no answer, and sends only a read again', async () => {
			bench.fault({ status: 200, body: '<html><body>Maintenance</body></html>', contentType: 'text/html', count: 9 });
			const { error } = await run();
			if (clearsUp) return expect(error).toBeUndefined();
			expect(error?.message).toMatch(new RegExp(`${bench.name} answered 2\\d\\d, but with an HTML page instead of `));
			expect(bench.requests).toHaveLength(operation.effect === 'read' ? 3 : 1);
			if (operation.effect === 'write') expect(error?.description).toContain('may have been carried out');
		});

		it('does nothing twice after a failure of the service, unless it is a read', async () => {
			bench.fault({ status: 500, afterProcessing: true });
			const { error } = await run();
			if (clearsUp) return expect(error).toBeUndefined();
			if (operation.effect === 'write')
				expect(error?.description).toContain('It is not known whether this was carried out');
			else expect(error).toBeUndefined();
			expect(bench.requests).toHaveLength(operation.effect === 'read' ? 2 : 1);
		});

		it('waits and goes on after 429', async () => {
			bench.fault({ status: 429, retryAfter: 2 });
			const { error } = await run();
			expect(error).toBeUndefined();
			expect(bench.requests.map(({ status }) => status)[0]).toBe(429);
			expect(bench.requests).toHaveLength(2);
		});
	});
}
