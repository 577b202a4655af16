import type { IDataObject } from 'n8n-workflow';

import { MOST_BYTES, MOST_FILE_BYTES } from '../../nodes/common/http/responseBytes';
import { body, cutOff, drip, dripHeaders, endless, gzipBomb, HostileProxy, type Hostility } from './hostileProxy';
import { peakWhile } from './memory';
import { SERVICES, sendingOperations } from './services';
import { Harness, isError } from './trial';

/** Seconds: short only if the timeout is what is tested, since a busy machine must not run into it elsewhere. */
const timeoutFor = (problem: string | undefined) => (problem === 'timeout' ? 0.5 : 5);
/** Bytes that the memory may grow while a response is read. */
const growthFor = (name: string) => (name === 'defense:download' ? MOST_FILE_BYTES : MOST_BYTES) + 64_000_000;

const DEEP = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
/** What a service can send, and the problem that a write reports; undefined if the operation may accept it. */
const HOSTILITIES: Array<[string, Hostility, string | undefined]> = [
	['a byte now and then', drip, 'timeout'],
	['a header now and then', dripHeaders, 'timeout'],
	['a body without end', endless, 'responseTooLarge'],
	['a gzip bomb', gzipBomb, 'responseTooLarge'],
	['a body that is cut off', cutOff, 'connectionLost'],
	['deeply nested JSON', body(DEEP), undefined],
	['millions of digits', body('7'.repeat(5_000_000)), undefined],
	['an error of megabytes', body(JSON.stringify({ message: 'x'.repeat(5_000_000) }), 500), 'outcomeUnknown'],
	['an HTML page with 403', body('<html><body>Blocked</body></html>', 403, 'text/html'), 'pageInsteadOfApi'],
];

describe.each(SERVICES)('$name', (service) => {
	let harness: Harness;
	let proxy: HostileProxy;
	let credentials: Record<string, IDataObject>;
	beforeAll(async () => {
		harness = await Harness.open(service);
		proxy = await HostileProxy.open(harness.bench.url);
		const { bench } = harness;
		credentials = { [bench.credentialType]: proxy.aimedHere(bench.credential) };
	});
	afterAll(async () => {
		await proxy.close();
		await harness.close();
	});

	describe.each(sendingOperations(service))('$name', (walked) => {
		const isRead = walked.operation.effect === 'read';

		it.each(HOSTILITIES)('ends in time, and tells the truth, after %s', async (_case, hostility, problem) => {
			const clean = { items: 1, credentials, onError: 'continueRegularOutput' as const };
			proxy.turn(() => {}, 0, 0);
			await harness.run(walked, clean);
			const requests = proxy.passed;
			proxy.turn(hostility, requests - 1);
			const timeout = timeoutFor(problem);
			const { result, grown } = await peakWhile(
				async () => await harness.run(walked, { ...clean, nodeOptions: { timeout } }),
			);
			proxy.calm();

			const [outputs] = result.items;
			// a list may be empty
			const details = (outputs[0]?.json.details ?? {}) as IDataObject;
			// what waits asks again, and gets its answer
			const clearsUp = [...harness.bench.clearsUp, ...harness.bench.waits].includes(walked.name);
			const told = isRead && problem === 'outcomeUnknown' ? 'serverError' : problem;
			if (told !== undefined && !clearsUp)
				expect([outputs[0].json, details.problem]).toEqual([
					expect.objectContaining({ error: expect.any(String) as string }),
					told,
				]);
			if (isError(outputs)) {
				expect(JSON.stringify(outputs).length).toBeLessThan(20_000);
				const isClear = isRead || clearsUp || problem === 'pageInsteadOfApi';
				if (!isClear) expect(details.unclear ?? details.partly).toBe(true);
			}
			expect(grown).toBeLessThan(growthFor(walked.name));
			for (const open of proxy.open) expect(open).toBeLessThan((timeout + 1) * 1000);
		});
	});
});
