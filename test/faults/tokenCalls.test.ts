import type { IDataObject } from 'n8n-workflow';

import type { JournalEntry } from '../../sandbox/shared/journal';
import type { KlaviBench } from '../engine/klavi';
import { SERVICES, sendingOperations, type Walked } from './services';
import { errorText, Harness } from './trial';

/** Services that exchange keys for tokens, with the path of that call. */
const TOKEN_PATHS: Record<string, string> = {
	Kount: '/as/token',
	'Klavi, Customer API v1': '/payment/customer/v1/auth',
	'Klavi, Instant payments': '/payment/customer/v1/auth',
};
const services = SERVICES.filter(({ name }) => Object.hasOwn(TOKEN_PATHS, name));

/** Operations that carry the keys themselves and need no token. */
const NEED_NONE = ['checkout:create'];

interface Kind {
	name: string;
	/** What comes instead of a token. @param secret which it repeats */
	fault: (secret: string) => IDataObject;
	/** Problems of which one is reported. */
	problems: string[];
	/** What the error must say. */
	says: RegExp;
	/** True if a request may be sent with what came, and be rejected for it. */
	mayBeTried?: boolean;
}

const PAGE = '<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>';
const html = (status: number) => () => ({ status, body: PAGE, contentType: 'text/html' });
const json =
	(status: number, body: (secret: string) => object) =>
	(secret: string): IDataObject => ({ status, body: body(secret) as IDataObject });
const token = (value: unknown) => json(200, (secret) => ({ accessToken: value, access_token: value, note: secret }));

const NOT_THE_KEYS = ['tokenAddressWrong'];
/** A page with 503 may come from the service, or from something in its place. */
const BUSY = ['noToken', 'stillBusy', 'waitTooLong', 'tokenAddressWrong'];
const KEYS = ['credentialRejected'];

const KINDS: Kind[] = [
	...[
		{
			name: '200 without a token',
			fault: json(200, (secret) => ({ welcome: secret })),
			says: /200 with (an object|JSON)/,
		},
		{ name: '200 with an empty token', fault: token(''), says: /200 with (an object|JSON)/ },
		{ name: '200 with null', fault: token(null), says: /200 with (an object|JSON)/ },
		{
			name: '200 with a number',
			fault: token(12345),
			says: /200 with (an object|a token that is not text)/,
			mayBeTried: true,
		},
		{
			name: '200 with an object',
			fault: token({ a: 1 }),
			says: /200 with (an object|a token that is not text)/,
			mayBeTried: true,
		},
		{ name: '200 with a page', fault: html(200), says: /200 with an HTML page but no token/ },
		{ name: '200 with nothing', fault: () => ({ status: 200, body: '' }), says: /200 with an empty body but no token/ },
		{
			name: '200 with text',
			fault: (secret: string) => ({ status: 200, body: `OK ${secret}` }),
			says: /200 with text but no token/,
		},
		{ name: '200 with a list', fault: json(200, (secret) => [secret]), says: /200 with (a list|JSON) but no token/ },
		{ name: '404 with a page', fault: html(404), says: /404 with an HTML page/ },
		{ name: '404 with JSON', fault: json(404, (secret) => ({ message: `No ${secret}` })), says: /404/ },
		{ name: '400 with a page', fault: html(400), says: /400 with an HTML page/ },
		{ name: '403 with a page', fault: html(403), says: /403 with an HTML page/ },
	].map((kind) => ({ ...kind, problems: NOT_THE_KEYS })),
	...[
		{ name: '500', fault: json(500, (secret) => ({ message: `Oops ${secret}` })), says: /500/ },
		{ name: '503', fault: () => ({ status: 503, body: 'down' }), says: /503/ },
		{ name: '503 with a page', fault: html(503), says: /503/ },
		{ name: '429 with Retry-After', fault: () => ({ status: 429, retryAfter: 40, body: {} }), says: /429|40 s/ },
		{ name: 'a reset', fault: (): IDataObject => ({ reset: 'before' }), says: /ECONNRESET/ },
	].map((kind) => ({ ...kind, problems: BUSY })),
	...[
		{
			name: '400 invalid_client',
			fault: json(400, (secret) => ({ error: 'invalid_client', error_description: secret })),
		},
		{ name: '401 invalid_client', fault: json(401, () => ({ error: 'invalid_client' })) },
		{ name: '401 in other words', fault: json(401, (secret) => ({ error: 'Unauthorized', message: `Bad ${secret}` })) },
	].map((kind) => ({ ...kind, problems: KEYS, says: /Check the keys/ })),
];

/** Seconds. */
const TIMEOUT = 0.1;

describe.each(services)('$name', (service) => {
	let harness: Harness;
	beforeAll(async () => {
		harness = await Harness.open(service);
	});
	afterAll(async () => await harness.close());

	const path = TOKEN_PATHS[service.name];
	const isTokenCall = (request: JournalEntry) => request.path.endsWith(path);

	/** Runs one item for which each call for a token is answered like this. */
	async function trial(walked: Walked, fault: IDataObject, nodeOptions: IDataObject = {}) {
		const { bench } = harness;
		(bench as Partial<KlaviBench>).forgetTokens?.();
		const order = { service: bench.node, path, count: 999, ...fault };
		const started = () => void bench.sandbox.faults.add(order, [bench.node]);
		const { items, requests } = await harness.run(walked, { items: 1, nodeOptions, started });
		const tokenCalls = bench.sandbox.journal.requests.filter(isTokenCall);
		return { outputs: items[0], details: (items[0][0].json.details ?? {}) as IDataObject, requests, tokenCalls };
	}

	/** The credential's secrets, in the forms in which they travel. */
	const secrets = (): string[] => {
		const { apiKey, clientSecret, accessKey, secretKey } = harness.bench.credential;
		return [apiKey, clientSecret, accessKey, secretKey].filter((secret) => secret !== undefined).map(String);
	};

	const operations = sendingOperations(service).filter(({ name }) => !NEED_NONE.includes(name));
	describe.each(operations)('$name', (walked) => {
		it.each(KINDS)('a call for a token that gets $name: nothing of the item was sent', async (kind) => {
			const [secret] = secrets().slice(-1);
			const { outputs, details, requests, tokenCalls } = await trial(walked, kind.fault(secret), { maxRetryWait: 30 });
			const text = errorText(outputs);
			expect([text, kind.problems.includes(String(details.problem)), details.notSent]).toEqual([text, true, true]);
			expect(details.unclear).toBeUndefined();
			expect(text).toMatch(kind.says);
			if (kind.problems !== KEYS) expect(text).not.toMatch(/check the keys/i);
			if (kind.problems === NOT_THE_KEYS) expect(text).toMatch(/keys are not the reason/);
			// it does not speak of a token that was never there
			expect(text).not.toContain('The request used a new access token');
			for (const one of secrets()) expect(JSON.stringify(outputs)).not.toContain(one);
			expect(tokenCalls.length).toBeGreaterThan(0);
			const wasTried = kind.mayBeTried === true && service.name === 'Kount';
			expect(requests.map(({ status }) => status)).toEqual(wasTried ? requests.map(() => 401) : []);
			// what waits does not go on until its limit if no later call can succeed
			if (![NOT_THE_KEYS, KEYS].includes(kind.problems)) return;
			expect(tokenCalls.length).toBeLessThanOrEqual(3);
			if (harness.bench.waits.includes(walked.name))
				expect([details.id, details.status, text]).toEqual([
					expect.stringMatching(/^[0-9a-f-]{36}$/),
					null,
					expect.stringContaining('Do not create the payment again'),
				]);
		});
	});

	const [read, write] = ['read', 'write'].map((effect) =>
		operations.find(({ name, operation }) => operation.effect === effect && name !== 'payment:wait'),
	);

	it.each([read, write].filter((walked) => walked !== undefined))(
		'$name: a call for a token that gets no answer in time: nothing of the item was sent',
		async (walked) => {
			const { details, outputs, requests } = await trial(walked, { delay: 20_000 }, { timeout: TIMEOUT });
			expect([details.problem, details.notSent]).toEqual(['noToken', true]);
			expect(details.unclear).toBeUndefined();
			expect(errorText(outputs)).not.toMatch(/check the keys/i);
			expect(requests).toEqual([]);
		},
	);

	const others = sendingOperations(service).filter(({ name }) => NEED_NONE.includes(name));
	if (others.length > 0)
		it.each(others)('$name needs no token', async (walked) => {
			const { outputs, tokenCalls } = await trial(walked, { status: 500 });
			expect([outputs[0].json.error, tokenCalls]).toEqual([undefined, []]);
		});
});
