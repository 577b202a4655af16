import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { idOf } from '../../nodes/common/fields/output';
import { everyOperation, isBatch, type Resource } from '../../nodes/common/operation';
import { switchOf } from '../../nodes/common/run/agentGuard';
import { detailsOf, problemOf, tries } from '../anotherN8n';
import type { BenchOptions, ServiceBench } from './serviceBench';

/**
 * What every operation of every service must do. The operations come from the registry, so a new one is tested from its first day.
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
		let waits = false;
		beforeAll(() => {
			clearsUp = bench.clearsUp.includes(name);
			waits = bench.waits.includes(name);
		});
		const run = async (options: BenchOptions = {}) => {
			const { input, files, parameters } = operation.sample;
			const given = { ...(input ? { input } : {}), ...(files ? { files: [bench.files(files)] } : {}) };
			return await bench.run(resource, operation.value, bench.sample(parameters), { ...given, ...options });
		};
		/** The item that comes out with On Error set to "Continue". */
		const outputOf = async (options: BenchOptions = {}): Promise<IDataObject> => {
			const { outputs, error } = await run({ onError: 'continueRegularOutput', ...options });
			expect(error).toBeUndefined();
			return outputs[0][0]?.json ?? {};
		};

		it('succeeds with its sample: one request, and every output paired to its item', async () => {
			const { outputs, error } = await run();
			expect(error).toBeUndefined();
			expect(outputs[0].every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
			expect(bench.requests).toHaveLength(1);
			expect(bench.requests[0]).toMatchObject({ signature: 'valid', service: bench.node });
			expect(bench.requests[0].status).toBeLessThan(300);
		});

		if (operation.effect === 'write') {
			const note = { fileName: 'note.txt', content: Buffer.from('a note') };
			const given = () => ({
				input: [{ ...operation.sample.input?.[0], row: 1, success: 'of the input', accepted: 'of the input' }],
				files: [{ ...bench.files(operation.sample.files ?? {}), note }],
			});
			const noteOf = (item: INodeExecutionData) => item.binary?.note?.fileName;

			it('keeps the files of its item', async () => {
				const { outputs, error } = await run(given());
				expect(error).toBeUndefined();
				expect(outputs[0].length).toBeGreaterThan(0);
				for (const item of outputs[0]) {
					expect(noteOf(item)).toBe('note.txt');
					expect(item.json).not.toHaveProperty('row');
					expect(item.pairedItem).toEqual({ item: 0 });
					// a batch is accepted as a whole: what became of each entry, its response does not say
					if (isBatch(operation)) expect(item.json).toHaveProperty('accepted');
				}
			});

			it('adds the fields of its item if it is told to, and lets its own win', async () => {
				const plain = (await run()).outputs[0];
				bench.sandbox.reset();
				await bench.prepare();
				const sample = bench.sample(operation.sample.parameters);
				const options = { ...(sample.options as IDataObject), includeInputFields: true };
				const parameters = { ...sample, options };
				const { outputs, error } = await bench.run(resource, operation.value, parameters, given());
				expect(error).toBeUndefined();
				expect(outputs[0]).toHaveLength(plain.length);
				for (const [place, item] of outputs[0].entries()) {
					expect(item.json.row).toBe(1);
					for (const name of ['success', 'accepted'])
						expect(item.json[name]).toEqual(plain[place].json[name] ?? 'of the input');
					expect(Object.keys(item.json)).toEqual(expect.arrayContaining(Object.keys(plain[place].json)));
					expect(noteOf(item)).toBe('note.txt');
					expect(item.pairedItem).toEqual({ item: 0 });
				}
			});

			it('keeps the files of an item that failed', async () => {
				bench.fault({ status: 403, body: bench.refusalBody('Not for this account'), count: 9 });
				const { outputs } = await run({ ...given(), onError: 'continueErrorOutput' });
				expect(outputs[1].map(noteOf)).toEqual(['note.txt']);
				expect(outputs[1][0].json).toMatchObject({ row: 1, error: expect.any(String) as string });
			});
		} else {
			it('returns what the service has, without the input', async () => {
				const note = { fileName: 'note.txt', content: Buffer.from('a note') };
				const { outputs } = await run({ files: [{ ...bench.files(operation.sample.files ?? {}), note }] });
				for (const { binary } of outputs[0]) expect(binary?.note).toBeUndefined();
			});
		}

		const { simplified } = operation;
		if (simplified) {
			/** What the sample returns to the model of an AI agent. */
			const asTool = async (parameters: IDataObject = {}): Promise<IDataObject[]> => {
				bench.sandbox.reset();
				await bench.prepare();
				const { simplify: _, ...sample } = bench.sample(operation.sample.parameters);
				const { json, error } = await bench.run(
					resource,
					operation.value,
					{ ...sample, [switchOf(resource, operation)]: true, ...parameters },
					{ type: `${bench.node}Tool` },
				);
				expect(error).toBeUndefined();
				expect(json.length).toBeGreaterThan(0);
				return json;
			};
			const fieldsOf = (json: IDataObject[]) => json.map((record) => Object.keys(record));
			const onCanvas = async (simplify: boolean): Promise<IDataObject[]> => {
				bench.sandbox.reset();
				await bench.prepare();
				const sample = bench.sample(operation.sample.parameters);
				return (await bench.run(resource, operation.value, { ...sample, simplify })).json;
			};

			it('returns the same simplified and raw fields to an AI agent as on the canvas', async () => {
				const [flat, whole] = [fieldsOf(await onCanvas(true)), fieldsOf(await onCanvas(false))];
				expect(fieldsOf(await asTool())).toEqual(flat);
				expect(fieldsOf(await asTool({ output: 'raw' }))).toEqual(whole);
				expect(flat).not.toEqual(whole);
			});

			it('returns the selected fields to an AI agent, in the order of the choice, after the ID', async () => {
				const id = idOf(simplified);
				const [last] = Object.keys(simplified({})).slice(-1);
				const [name] = fieldsOf(await asTool({ output: 'raw' }))[0];
				const chosen = { output: 'selected', outputFields: [last], moreOutputFields: name };
				const json = await asTool(chosen);
				for (const fields of fieldsOf(json)) expect(fields).toEqual([...new Set([id, last, name])]);
				expect(json[0][id]).toEqual(expect.any(String));
				const wrong = await asTool({ output: 'selected', moreOutputFields: 'no.such' });
				expect(wrong[0]).toEqual({
					[id]: expect.any(String) as string,
					'no.such': null,
					fieldsNotFound: expect.stringContaining(`no.such`) as string,
				});
				expect(wrong[0].fieldsNotFound).toContain(name);
			});

			it('keeps the output of a tool that was saved when it had Simplify', async () => {
				expect(fieldsOf(await asTool({ simplify: false }))).toEqual(fieldsOf(await asTool({ output: 'raw' })));
				expect(fieldsOf(await asTool({ simplify: '={{ false }}' }))).toEqual(fieldsOf(await asTool({ output: 'raw' })));
				expect(fieldsOf(await asTool({ simplify: false, output: 'simplified' }))).toEqual(fieldsOf(await asTool()));
			});
		}

		it('returns the fields that its output schema promises in the editor', async () => {
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
			const failed = await outputOf({
				credentials: { [bench.credentialType]: { ...bench.credential, ...bench.wrongKey } },
			});
			expect(problemOf(failed)).toBe('credentialRejected');
			expect(detailsOf(failed).httpCode).toBe('401');
			expect(failed.error).toContain(`${bench.url}/${bench.node}`);
			expect(failed.message).toContain(bench.name);
			for (const key of Object.values(bench.wrongKey)) expect(JSON.stringify(failed)).not.toContain(key);
			expect(tries(bench.requests.map(({ status }) => status))).toEqual(tries(bench.wrongKeyStatusesOf(resource)));
		});

		it("reports a refusal in the service's words, and sends nothing twice", async () => {
			bench.fault({ status: 422, body: bench.refusalBody('The request makes no sense'), count: 9 });
			const output = await outputOf();
			// a check may return a refusal as its result
			if (output.error !== undefined) {
				expect(detailsOf(output)).toMatchObject({ problem: expect.any(String) as string, httpCode: '422' });
				expect(`${output.error} ${output.message}`).toContain('The request makes no sense');
			}
			expect(bench.requests).toHaveLength(1);
		});

		it('returns an error item that n8n sends to the error output, the input merged in', async () => {
			bench.fault({ status: 403, body: bench.refusalBody('Not for this account'), count: 9 });
			const { outputs, error } = await run({ input: [{ row: 1 }], onError: 'continueErrorOutput' });
			expect(error).toBeUndefined();
			expect(outputs[0]).toEqual([]);
			expect(outputs[1]).toHaveLength(1);
			expect(outputs[1][0].json).toMatchObject({
				row: 1,
				error: expect.stringContaining('Not for this account') as string,
			});
			expect(detailsOf(outputs[1][0].json)).toMatchObject({ problem: 'forbidden', httpCode: '403' });
		});

		it('does not follow a redirect', async () => {
			bench.fault({ status: 302, body: '' });
			const failed = await outputOf();
			expect(detailsOf(failed)).toMatchObject({ problem: 'redirect', httpCode: '302' });
			expect(bench.requests).toHaveLength(1);
		});

		it('names an unreachable host', async () => {
			const failed = await outputOf({
				credentials: { [bench.credentialType]: { ...bench.credential, baseUrl: 'http://127.0.0.1:9' } },
			});
			// if n8n fetches a token first, it is the token that cannot be had
			expect(['unreachable', 'noToken']).toContain(problemOf(failed));
			expect(`${failed.error} ${failed.message}`).toContain('ECONNREFUSED');
		});

		it('asks for the Base URL if it is not an address', async () => {
			const failed = await outputOf({
				credentials: { [bench.credentialType]: { ...bench.credential, baseUrl: 'api.example.com' } },
			});
			expect(problemOf(failed)).toBe('baseUrlInvalid');
			expect(failed.error).toContain(bench.name);
			expect(failed.error).toContain('api.example.com');
			expect(bench.requests).toHaveLength(0);
		});

		it('refuses HTML as a response, and sends only a read again', async () => {
			const count = waits ? 9999 : 9;
			bench.fault({ status: 200, body: '<html><body>Maintenance</body></html>', contentType: 'text/html', count });
			const output = await outputOf();
			// what waits asks until its limit, and then says why it got no answer
			if (waits) return expect(problemOf(output)).toBe('notJson');
			if (clearsUp) {
				// a 2xx is proof: it is looked up, and never sent again
				expect(problemOf(output)).toBe('createdWithoutResponse');
				return expect(bench.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
			}
			expect(problemOf(output)).toBe('notJson');
			expect(bench.requests).toHaveLength(operation.effect === 'read' ? 3 : 1);
			expect(detailsOf(output).unclear ?? false).toBe(operation.effect === 'write');
		});

		it('does nothing twice after a failure of the service, unless it is a read', async () => {
			bench.fault({ status: 500, afterProcessing: true });
			const output = await outputOf();
			if (clearsUp) return expect(output.error).toBeUndefined();
			if (operation.effect === 'write')
				expect(detailsOf(output)).toMatchObject({ problem: 'outcomeUnknown', httpCode: '500', unclear: true });
			else expect(output.error).toBeUndefined();
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
