import type { IDataObject } from 'n8n-workflow';

import { everyOperation, type Operation, type Resource, takesEffect } from '../../nodes/common/operation';
import { type Json, parseJson } from '../../nodes/common/values/json';
import type { BenchOptions, ServiceBench } from './serviceBench';

/** Values that say neither yes nor no, expressions without a value, and expressions that fail. */
const UNREADABLE = [
	'maybe',
	'',
	null,
	{},
	'={{ $json.missing }}',
	'={{ $json.missing.deeper.still }}',
	'={{ $("No Such Node").first().json.on }}',
	'={{ null }}',
];

/** A credential's secrets. */
const secretsOf = (credential: IDataObject): string[] =>
	Object.entries(credential)
		.filter(([name, value]) => /key|secret|token$/i.test(name) && value !== '')
		.map(([, value]) => String(value));

/** A body with everything that the credential contains cut out. */
function withoutKeys(value: Json, keys: string[]): Json {
	if (typeof value === 'string') return keys.includes(value) ? '***' : value;
	if (Array.isArray(value)) return value.map((one) => withoutKeys(one, keys));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutKeys(one as Json, keys)]));
}

/**
 * What a dry run of every operation that takes effect must do. The operations come from the registry, so a new one is tested from its
 * first day.
 */
export function testEveryDryRun(resources: Resource[], open: () => Promise<ServiceBench>): void {
	let bench: ServiceBench;
	beforeAll(async () => {
		bench = await open();
	});
	afterAll(async () => await bench.close());
	beforeEach(async () => {
		bench.sandbox.reset();
		await bench.prepare();
		bench.sandbox.journal.reset();
	});

	const acting = everyOperation(resources)
		.filter(({ operation }) => takesEffect(operation) && operation.effect !== 'none')
		.map(({ resource, operation }) => ({
			name: `${resource.value}:${operation.value}`,
			resource: resource.value,
			operation,
		}));

	/** Whatever reached the sandbox: calls for tokens too. */
	const everyCall = () => bench.sandbox.journal.requests.map(({ method, path }) => `${method} ${path}`);

	describe.each(acting)('$name', ({ resource, operation }) => {
		const run = async (options: IDataObject, more: BenchOptions = {}, changes: IDataObject = {}) => {
			const { input, files, parameters } = operation.sample;
			const given = { ...(input ? { input } : {}), ...(files ? { files: [bench.files(files)] } : {}) };
			const sample = bench.sample(parameters);
			const all = { ...sample, ...changes, options: { ...(sample.options as IDataObject), ...options } };
			return await bench.run(resource, operation.value, all, { ...given, ...more });
		};

		it('sends nothing, and shows exactly what the same items send for real', async () => {
			const { outputs, error, hints } = await run({ dryRun: true });
			expect(error).toBeUndefined();
			expect(everyCall()).toEqual([]);
			expect(hints).toHaveLength(1);
			const real = await run({});
			expect(real.error).toBeUndefined();
			expect(outputs[0]).toHaveLength(real.outputs[0].length);

			const keys = secretsOf(bench.credential);
			for (const [index, { json, pairedItem }] of outputs[0].entries()) {
				expect(pairedItem).toEqual({ item: 0 });
				expect(Object.keys(json)).toEqual(['dryRun', 'wouldSend', 'hints']);
				const { method, path, body } = json.wouldSend as { method: string; path: string; body: Json };
				const sent = bench.requests[index];
				expect(method).toBe(sent.method);
				expect(path).toMatch(/^\//);
				expect(sent.path.endsWith(path)).toBe(true);
				for (const key of keys) expect(JSON.stringify(json)).not.toContain(key);
				const type = String(sent.headers['content-type']);
				if (sent.body === '') expect(body).toBeNull();
				else if (type.startsWith('application/json')) expect(body).toEqual(withoutKeys(parseJson(sent.body), keys));
				else {
					const { file, ...fields } = body as Record<string, IDataObject>;
					expect(file).toEqual({
						fileName: expect.any(String) as string,
						mimeType: expect.any(String) as string,
						bytes: expect.any(Number) as number,
					});
					expect(sent.body).toContain(`filename="${String(file.fileName)}"\r\nContent-Type: ${String(file.mimeType)}`);
					for (const [name, value] of Object.entries(fields))
						expect(sent.body).toContain(`name="${name}"\r\n\r\n${String(value)}\r\n`);
				}
			}
		});

		it('is on with every word for yes', async () => {
			for (const dryRun of ['TRUE', 'yes', 1, '={{ "Yes" }}', '={{ $json.missing ?? true }}']) {
				const { error, json } = await run({ dryRun });
				expect([dryRun, error, json[0]?.dryRun]).toEqual([dryRun, undefined, true]);
			}
			expect(everyCall()).toEqual([]);
		});

		it('is refused if its switch cannot be read', async () => {
			for (const dryRun of UNREADABLE) {
				const { outputs, error } = await run({ dryRun }, { onError: 'continueErrorOutput' });
				expect([dryRun, error, outputs[0].length, outputs[1].length]).toEqual([dryRun, undefined, 0, 1]);
				expect((await run({ dryRun })).error).toBeDefined();
			}
			expect(everyCall()).toEqual([]);
		});

		it('reads the credential as for real', async () => {
			const { error } = await run({ dryRun: true }, { credentials: {} });
			expect(error).toBeDefined();
		});

		const required = operation.fields.find(({ name, required: is }) => is && name in operation.sample.parameters);
		if (required)
			it('refuses an invalid item with the same error item as for real', async () => {
				const changes = { [required.name]: '={{ $json.missing }}' };
				const more = { onError: 'continueRegularOutput' as const };
				const { outputs } = await run({ dryRun: true }, more, changes);
				expect(everyCall()).toEqual([]);
				expect(outputs).toEqual((await run({}, more, changes)).outputs);
				expect(outputs[0][0].json.error).toEqual(expect.any(String));
			});

		it('is all that an AI agent may do that is not allowed more', async () => {
			const tool: BenchOptions = { type: `${bench.node}Tool`, onError: 'continueRegularOutput' };
			for (const dryRun of [true, '={{ true }}']) expect((await run({ dryRun }, tool)).json[0].dryRun).toBe(true);
			for (const dryRun of [false, '={{ false }}', 'no', '={{ $json.missing }}', 'perhaps']) {
				const { json } = await run({ dryRun }, tool);
				expect(json).toHaveLength(1);
				expect(json[0].error).toEqual(expect.any(String));
			}
			// one item for which it is off is refused with the others
			const mixed = { input: [{ on: true }, { on: false }], ...filesFor(operation, bench, 2) };
			const { json } = await run({ dryRun: '={{ $json.on }}' }, { ...tool, ...mixed });
			expect(json.map(({ error }) => typeof error)).toEqual(['string', 'string']);
			expect(everyCall()).toEqual([]);
		});

		it('keeps what its items keep for real', async () => {
			const note = { fileName: 'note.txt', content: Buffer.from('a note') };
			const kept = { ...bench.files(operation.sample.files ?? {}), note };
			const more = { input: [{ ...operation.sample.input?.[0], row: 1 }], files: [kept] };
			const { outputs } = await run({ dryRun: true, includeInputFields: true }, more);
			expect(outputs[0].length).toBeGreaterThan(0);
			for (const { json, binary } of outputs[0]) {
				expect(json).toMatchObject({ dryRun: true, row: 1 });
				expect(binary?.note?.fileName).toBe('note.txt');
			}
		});
	});
}

function filesFor({ sample }: Operation, bench: ServiceBench, count: number): Pick<BenchOptions, 'files'> {
	const { files } = sample;
	return files ? { files: Array.from({ length: count }, () => bench.files(files)) } : {};
}
