import { createSandbox, type Sandbox, type SandboxOptions } from '../../../../sandbox/server';
import { isSandboxAddress } from '../../../../tools/checkService/address';
import { doubtsOf } from '../../../../tools/checkService/doubts';
import type { Finding } from '../../../../tools/checkService/inspection';
import { reportText } from '../../../../tools/checkService/report';
import { checkService, mayWrite, type Report } from '../../../../tools/checkService/run';
import type { Keys } from '../../../../tools/checkService/service';
import { SERVICES } from '../../../../tools/checkService/services';

/** A sandbox in which nothing takes long. Another token of Klavi reads a payment too, as the contract hopes. */
const QUICK: SandboxOptions = { kount: { keyBits: 2048 }, klavi: { tokenScope: 'create' } };
const NAMES = Object.keys(SERVICES);

jest.setTimeout(60_000);

function keysOf({ settings: { chargebackhit, kloutit, kount, klavi } }: Sandbox, url: string): Record<string, Keys> {
	return {
		chargebackhit: { publicKey: chargebackhit.publicKey, secretKey: chargebackhit.secretKey },
		kloutit: { apiKey: kloutit.apiKey, expedientNumber: 'EXP-2026-0042' },
		kount: { apiKey: kount.apiKey, tokenUrl: `${url}/kount/as/token` },
		klavi: { accessKey: klavi.accessKey, secretKey: klavi.secretKey },
	};
}

/** Checks a sandbox that `arrange` may have changed first. */
async function check(
	name: string,
	{ sandbox: writes = true, arrange = () => {} }: { sandbox?: boolean; arrange?: (sandbox: Sandbox) => void } = {},
): Promise<Report & { requests: string[]; secrets: string[] }> {
	const stage = await createSandbox(QUICK);
	try {
		const url = await stage.listen(0);
		arrange(stage);
		const keys = keysOf(stage, url)[name];
		const report = await checkService(SERVICES[name], { keys, baseUrl: `${url}/${name}`, sandbox: writes });
		const requests = stage.journal.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`);
		return { ...report, requests, secrets: Object.values(keys) };
	} finally {
		await stage.close();
	}
}

const of = (findings: Finding[], verdict: Finding['verdict']) =>
	findings.filter((one) => one.verdict === verdict).map(({ about, seen }) => `${about}: ${seen}`);

describe.each(NAMES)('%s', (name) => {
	it('the sandbox is as its contract says', async () => {
		const { findings, doubts } = await check(name);
		expect(of(findings, 'differs')).toEqual([]);
		expect(findings.length).toBeGreaterThan(10);
		expect(doubts.filter(({ verdict }) => verdict === 'holds').length).toBeGreaterThan(3);
		expect(doubts.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
	});

	it('nothing is written without being asked to', async () => {
		const { findings, requests } = await check(name, { sandbox: false });
		const writing =
			/update-outcome|batch-create|generate|kff|orders$|update-case|upload-file|^POST \/case$|^POST \/payment\/customer\/v1\/payments$|^(PATCH|DELETE|PUT)/;
		expect(requests.filter((request) => writing.test(request))).toEqual([]);
		expect(requests.length).toBeGreaterThan(4);
		expect(of(findings, 'not reached').filter((one) => one.includes('--sandbox')).length).toBeGreaterThan(3);
	});

	it('every doubt that a check names is in the contract, and no check is about nothing', async () => {
		const { findings, doubts } = await check(name);
		const numbers = doubts.map(({ number }) => number);
		expect(numbers.length).toBeGreaterThan(20);
		expect(new Set(numbers).size).toBe(numbers.length);
		for (const { doubts: named } of findings) for (const doubt of named) expect(numbers).toContain(doubt);
		for (const { contract } of findings) expect(contract).toMatch(/^\d+(\.\d+)?$/);
	});

	it('a service that cannot be reached is not judged', async () => {
		const { findings, captures } = await checkService(SERVICES[name], {
			keys: keysOf(await closedSandbox, 'http://127.0.0.1:9')[name],
			baseUrl: 'http://127.0.0.1:9',
			sandbox: true,
		});
		expect(new Set(findings.map(({ verdict }) => verdict))).toEqual(new Set(['not reached']));
		expect(captures).toEqual([]);
	});

	it('captures hold no key and no person', async () => {
		const { captures, findings, secrets, doubts } = await check(name);
		const text = JSON.stringify(captures) + reportText(name, findings, doubts);
		for (const secret of secrets.filter((one) => one !== '' && !one.startsWith('http') && !one.startsWith('EXP'))) {
			expect(text).not.toContain(secret);
		}
		expect(text).not.toMatch(/@|\beyJ|\d{6}[x*]{4,}|\b[45]\d{5}\b|EXP-|KESTREL|Kestrel/);
		expect(captures.length).toBeGreaterThan(4);
		for (const { request, response } of captures) {
			expect(request.path).toMatch(/^\/[\w/{}.-]*$/);
			expect(response.status).toBeGreaterThanOrEqual(200);
		}
	});
});

const closedSandbox = createSandbox(QUICK);
afterAll(async () => await (await closedSandbox).close());

describe('a service that deviates', () => {
	const fault = (sandbox: Sandbox, order: object) => sandbox.faults.add(order, NAMES);
	it.each<[string, string, (sandbox: Sandbox) => void, string[], string[]]>([
		[
			'lists are wrapped in items, an alert is bare, and a CAID has a status',
			'chargebackhit',
			({ settings }) => (settings.chargebackhit.responseStyle = 'alternative'),
			['a list is wrapped in data: items', 'one alert comes in a data list: bare'],
			['7', '8'],
		],
		[
			'successes have no body',
			'chargebackhit',
			({ settings }) => (settings.chargebackhit.successBody = 'empty'),
			['the success body of validate is JSON: empty', 'the success body of update is JSON: empty'],
			['10'],
		],
		[
			'an empty sort is refused',
			'chargebackhit',
			({ settings }) => (settings.chargebackhit.strict = true),
			['an empty sort is the default order: 400'],
			['19'],
		],
		[
			'an alert has an amount as a number, a new field and a type of its own',
			'chargebackhit',
			(sandbox) =>
				fault(sandbox, {
					service: 'chargebackhit',
					path: '/api/v2/alerts/list',
					skip: 2,
					status: 200,
					body: {
						data: [{ alert: { id: 'x', type: 'early-warning', amount: 12.5, risk: 1 }, transaction: {}, merchant: {} }],
						pagination: {},
					},
				}),
			[
				'amounts are decimal text: a number',
				'the list of alerts: data[].alert.id is no uuid; data[].alert.type is early-warning; data[].alert.amount is a number, not text',
				'the list of alerts: no other fields: data[].alert.risk',
			],
			['14'],
		],
		[
			'only the schema’s form is accepted',
			'kloutit',
			({ settings }) => (settings.kloutit.strict = true),
			['a date that ends in +00:00 is taken: 400', 'the README’s older names are taken too: 400'],
			[],
		],
		[
			'the API is older',
			'kloutit',
			({ settings }) => (settings.kloutit.apiVersion = '2.0'),
			['GET /connection exists: 404'],
			['21'],
		],
		[
			'only the documented form is accepted',
			'kount',
			({ settings }) => (settings.kount.strict = true),
			['Basic without a space is tolerated: 401', 'amounts as numbers are taken: 400'],
			['6', '19'],
		],
		[
			'a token has another type',
			'kount',
			(sandbox) =>
				fault(sandbox, {
					service: 'kount',
					path: '/as/token',
					status: 200,
					body: { token_type: 'bearer', expires_in: '20 minutes', access_token: 5 },
				}),
			[
				'the token response: token_type is bearer; expires_in is text, not a number; access_token is a number, not text',
			],
			['7'],
		],
		[
			'participants come bare, and tokens without a claim',
			'klavi',
			({ settings }) => Object.assign(settings.klavi, { participantsStyle: 'array', tokenClaim: false }),
			[
				'the participants: the body is a list, not an object',
				'the token names its payment in payload.id: no such claim',
			],
			['6.2', '6.24'],
		],
		[
			'a token serves its own payment only',
			'klavi',
			({ settings }) => (settings.klavi.tokenScope = 'payment'),
			['another token reads it too: 403'],
			['6.6'],
		],
	])('is found out: %s', async (_what, name, arrange, expected, settled) => {
		const { findings, doubts } = await check(name, { arrange });
		expect(of(findings, 'differs')).toEqual(expect.arrayContaining(expected));
		const differing = doubts.filter(({ verdict }) => verdict === 'differs').map(({ number }) => number);
		expect(differing).toEqual(expect.arrayContaining(settled));
	});

	it('is not blamed for being busy', async () => {
		const { findings } = await check('kloutit', {
			arrange: (sandbox) => fault(sandbox, { service: 'kloutit', path: '/connection', status: 503, count: 50 }),
		});
		expect(of(findings, 'differs')).toEqual([]);
		expect(of(findings, 'not reached')).toContain('GET /connection exists: The service returned 503');
	});
});

describe('where writes may go', () => {
	it.each<[string, string, boolean]>([
		['chargebackhit', 'https://api.chargebackhit.com', false],
		['kloutit', 'https://clients-api.kloutit.com', false],
		['kloutit', 'https://dev.clients-api.kloutit.com', true],
		['kount', 'https://api.kount.com', false],
		['kount', 'https://api-sandbox.kount.com', true],
		['kount', 'https://api-sandbox.kount.com.example.org', false],
		['klavi', 'https://api.klavi.ai', false],
		['klavi', 'https://api-testing.klavi.ai', false],
		['klavi', 'https://api-sandbox.klavi.ai', true],
		['klavi', 'http://localhost:4010/klavi', true],
	])('%s at %s: %s', (name, baseUrl, allowed) => {
		expect(isSandboxAddress(baseUrl, SERVICES[name].sandboxHosts)).toBe(allowed);
		expect(mayWrite(SERVICES[name], baseUrl, false)).toBe(false);
		if (allowed) expect(mayWrite(SERVICES[name], baseUrl, true)).toBe(true);
		else expect(() => mayWrite(SERVICES[name], baseUrl, true)).toThrow('Known sandboxes');
	});
});

it('the tables name verdict, section and doubt', async () => {
	const { findings, doubts } = await check('kount', { sandbox: false });
	const text = reportText('kount', findings, doubts);
	expect(text).toMatch(/^holds +1\.4 +the token response$/m);
	expect(text).toMatch(/^not reached +2\.1 +transactions are text that holds JSON \(A write/m);
	expect(text).toMatch(/^holds +6 +Python sample/m);
	expect(text).toMatch(/\d+ holds, 0 differs, \d+ not reached/);
});

it('the doubts are those of the contracts, with issue and interpretation', () => {
	expect(doubtsOf('klavi', '6').find(({ number }) => number === '6.24')).toMatchObject({
		issue: 'externalId reuse',
		reading: expect.stringContaining('409'),
	});
	expect(doubtsOf('chargebackhit', '8').map(({ number }) => Number(number))).toEqual(
		Array.from({ length: 31 }, (_, index) => index + 1),
	);
});
