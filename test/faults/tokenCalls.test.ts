import type { IDataObject } from 'n8n-workflow';

import { MOST_BYTES } from '../../nodes/common/http/responseBytes';
import { body, cutOff, drip, dripHeaders, endless, gzipBomb, HostileProxy, type Hostility } from './hostileProxy';
import { peakWhile } from './memory';
import { SERVICES, sendingOperations } from './services';
import { errorText, Harness, isError } from './trial';

/** Seconds. */
const TIMEOUT = 1;
const isTokenCall = (path: string) => /\/(token|auth)(\?|$)/.test(path);
const DEEP = `{"accessToken":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
const PAGE = '<html><body>Blocked</body></html>';

const HOSTILITIES: Array<[string, Hostility]> = [
	['a byte now and then', drip],
	['a header now and then', dripHeaders],
	['silence', () => {}],
	['a body that is cut off', cutOff],
	['deeply nested JSON', body(DEEP)],
	['an HTML page with 200', body(PAGE, 200, 'text/html')],
	['an HTML page with 404', body(PAGE, 404, 'text/html')],
	['an HTML page with 403', body(PAGE, 403, 'text/html')],
	['404 in JSON', body('{"statusCode":404}', 404)],
	['an error of megabytes', body(JSON.stringify({ message: 'x'.repeat(5_000_000) }), 500)],
];
/** Only the client of this package bounds these: the token of an OAuth2 credential is fetched by n8n. */
const HUGE: Array<[string, Hostility]> = [
	['a body without end', endless],
	['a gzip bomb', gzipBomb],
];

/** A read and a write that need a token. */
const OPERATIONS = ['order:get', 'transaction:upload', 'payment:get', 'payment:create'];
const services = SERVICES.filter(({ name }) => /^(Kount|Klavi)/.test(name));

describe.each(services)('$name', (service) => {
	let harness: Harness;
	let proxy: HostileProxy;
	let credentials: Record<string, IDataObject>;
	beforeAll(async () => {
		harness = await Harness.open(service);
		proxy = await HostileProxy.open(harness.bench.url, isTokenCall);
		const { bench } = harness;
		const aimed = JSON.stringify(bench.credential).replaceAll(bench.url, proxy.url);
		credentials = { [bench.credentialType]: JSON.parse(aimed) as IDataObject };
	});
	afterAll(async () => {
		await proxy.close();
		await harness.close();
	});

	const operations = sendingOperations(service).filter(({ name }) => OPERATIONS.includes(name));
	const isKount = service.name === 'Kount';

	describe.each(operations)('$name', (walked) => {
		it.each([...HOSTILITIES, ...(isKount ? [] : HUGE)])(
			'says in time that nothing was sent, after %s',
			async (_case, act) => {
				proxy.turn(act, 0, 99);
				const begun = performance.now();
				const { result, grown } = await peakWhile(
					async () =>
						await harness.run(walked, {
							items: 1,
							credentials,
							onError: 'continueRegularOutput',
							nodeOptions: { timeout: TIMEOUT, maxRetryWait: 2 },
						}),
				);
				proxy.calm();
				const [outputs] = result.items;
				const details = outputs[0].json.details as IDataObject;
				const text = errorText(outputs);
				expect([text, isError(outputs)]).toEqual([text, true]);
				expect(text).not.toMatch(/check the keys|unknown whether|may have been/i);
				expect([text, details.unclear ?? details.partly]).toEqual([text, undefined]);
				if (isKount) expect(['noToken', 'tokenAddressWrong']).toContain(details.problem);
				if (isKount) expect(details.notSent).toBe(true);
				expect(text.length).toBeLessThan(3000);
				// three tries at most, and nothing that is no call for a token
				expect(performance.now() - begun).toBeLessThan((3 * (TIMEOUT + 1) + 1) * 1000);
				for (const open of proxy.open) expect(open).toBeLessThan((TIMEOUT + (isKount ? 60 : 1)) * 1000);
				expect(result.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
				expect(grown).toBeLessThan(MOST_BYTES + 64_000_000);
			},
			20_000,
		);
	});
});
