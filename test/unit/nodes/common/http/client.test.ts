import { chargebackhit } from '../../../../../nodes/Chargebackhit/service';
import { signatureOf } from '../../../../../nodes/Chargebackhit/trigger/signature';
import { Cancelled } from '../../../../../nodes/common/clock';
import { InputError, ServiceError } from '../../../../../nodes/common/errors/errors';
import { Client } from '../../../../../nodes/common/http/client';
import { faultOf, type N8nAccess, requestWithCredential } from '../../../../../nodes/common/http/n8nRequest';
import type { Effect, ServiceRequest, ServiceResponse } from '../../../../../nodes/common/operation';
import { execution, type HttpResponse, httpFault } from '../../execution';
import { problemOf } from '../../problemOf';
import { VirtualClock } from '../../virtualClock';

let time: VirtualClock;
beforeEach(() => {
	time = new VirtualClock().install();
});
afterEach(() => time.restore());

const PLAN: ServiceRequest = { method: 'POST', path: '/x', body: { a: '1.50', b: 'é' }, expect: 'emptyOrAny' };

/** Sends one request against these answers, the last one for ever. */
async function attempt(
	effect: Effect,
	answers: Array<HttpResponse | Error>,
	{
		maxRetryWait = 60_000,
		plan = PLAN,
		signal,
	}: { maxRetryWait?: number; plan?: ServiceRequest; signal?: AbortSignal } = {},
) {
	const { context, sent } = execution({
		parameters: {},
		signal,
		answer: async (_options, count) => {
			const answer = answers[Math.min(count, answers.length) - 1];
			return await (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
		},
	});
	const client = await Client.open(context, chargebackhit, { concurrency: 10, maxRetryWait, timeout: 30_000 });
	const outcome = await time.run(
		client
			.sender(effect)(plan)
			.then(
				(answer) => answer,
				(error: unknown) => error,
			),
	);
	return { outcome, sent, error: outcome as ServiceError, answer: outcome as ServiceResponse };
}

const ok: HttpResponse = { statusCode: 200, body: '{"data":{"amount":1.50}}', headers: { 'X-A': '1' } };
const reset = httpFault({ code: 'ECONNRESET' });
/** What an older n8n makes of an error: a status or code, sentences of its own, and the words of the HTTP client among `messages`. */
const thrownByOlder = (members: { httpCode: string; context?: { data: unknown } }) =>
	Object.assign(new Error('Something is wrong'), { messages: ['the words of the HTTP client'], ...members });
const refusedConnection = httpFault({ code: 'ECONNREFUSED' });

describe('the request', () => {
	test('carries its body as bytes, serialised once, and follows no redirect', async () => {
		const { sent, answer } = await attempt('write', [ok], { plan: { ...PLAN, query: { include: 'caid.activities' } } });
		expect(sent).toHaveLength(1);
		expect(sent[0]).toMatchObject({
			method: 'POST',
			url: 'http://127.0.0.1:9/x?include=caid.activities',
			timeout: 30_000,
			disableFollowRedirect: true,
			headers: { 'Content-Type': 'application/json' },
		});
		expect(Buffer.isBuffer(sent[0].body)).toBe(true);
		expect(String(sent[0].body)).toBe('{"a":"1.50","b":"é"}');
		expect(answer).toEqual({ status: 200, headers: { 'x-a': '1' }, body: { data: { amount: '1.50' } } });
	});
	test('without a body has none, and no content type', async () => {
		const { sent } = await attempt('read', [ok], { plan: { method: 'GET', path: '/x', expect: 'object' } });
		expect(sent[0].body).toBeUndefined();
		expect(sent[0].headers).toEqual({ Accept: 'application/json' });
	});
});

describe('a request with a deadline', () => {
	const plan: ServiceRequest = { method: 'GET', path: '/x', expect: 'object' };
	const until = (milliseconds: number): ServiceRequest => ({ ...plan, deadline: time.time + milliseconds });

	test('has a shorter timeout, and the error names it', async () => {
		const { sent, error } = await attempt('read', [httpFault({ code: 'ECONNABORTED' })], { plan: until(300) });
		expect(sent.map(({ timeout }) => timeout)).toEqual([300]);
		expect([problemOf(error), error.message]).toEqual(['timeout', expect.stringContaining('0.3 s')]);
		expect((await attempt('read', [ok], { plan: until(60_000) })).sent[0].timeout).toBe(30_000);
	});
	test('is not sent again, nor waited for, beyond it', async () => {
		const begun = time.time;
		expect((await attempt('read', [reset], { plan: until(300) })).sent).toHaveLength(1);
		expect((await attempt('read', [reset], { plan: until(5000) })).sent).toHaveLength(3);
		expect(time.time - begun).toBeLessThan(5000);
	});
	test('is not sent after a pause that ends beyond it', async () => {
		const busy: HttpResponse = { statusCode: 429, body: '', headers: { 'retry-after': '20' } };
		const { sent, error } = await attempt('read', [busy, ok], { plan: until(5000) });
		expect([sent.length, problemOf(error)]).toEqual([1, 'serverError']);
		expect(error.message).toContain('429');
	});
});

describe('what may be sent twice', () => {
	test.each<[string, HttpResponse | Error, number, number]>([
		['connection refused', refusedConnection, 3, 3],
		['unknown host', httpFault({ code: 'ENOTFOUND' }), 3, 3],
		['no route', httpFault({ code: 'EHOSTUNREACH' }), 3, 1],
		['connection reset', reset, 3, 1],
		['timeout', httpFault({ code: 'ECONNABORTED' }), 3, 1],
		['bad certificate', httpFault({ code: 'CERT_HAS_EXPIRED' }), 1, 1],
		['408', { statusCode: 408 }, 3, 1],
		['500', { statusCode: 500 }, 3, 1],
		['502', { statusCode: 502 }, 3, 1],
		['400', { statusCode: 400 }, 1, 1],
		['401', httpFault({ response: { status: 401, headers: {}, data: '' } }), 1, 1],
		['401, thrown by an older n8n', thrownByOlder({ httpCode: '401' }), 1, 1],
		['connection refused, in an older n8n', thrownByOlder({ httpCode: 'ECONNREFUSED' }), 3, 3],
		['connection reset, in an older n8n', thrownByOlder({ httpCode: 'ECONNRESET' }), 3, 1],
		['404', { statusCode: 404 }, 1, 1],
		['409', { statusCode: 409 }, 1, 1],
		['302', { statusCode: 302 }, 1, 1],
		['an HTML page', { statusCode: 200, body: '<html>' }, 3, 1],
	])('%s: a read is sent %#', async (_name, fault, reads, writes) => {
		const read = await attempt('read', [fault]);
		expect(read.sent).toHaveLength(reads);
		expect(read.error).toBeInstanceOf(ServiceError);
		const write = await attempt('write', [fault]);
		expect(write.sent).toHaveLength(writes);
		expect(write.error).toBeInstanceOf(ServiceError);
	});

	test.each<[string, HttpResponse | Error]>([
		['a reset', reset],
		['a timeout', httpFault({ code: 'ECONNABORTED' })],
		['500', { statusCode: 500 }],
		['503 without Retry-After', { statusCode: 503 }],
		['408', { statusCode: 408 }],
		['an HTML page', { statusCode: 200, body: '<html>' }],
	])('after %s nobody can tell whether a write was carried out, and it says so', async (_name, fault) => {
		const { error, sent } = await attempt('write', [fault]);
		expect(sent).toHaveLength(1);
		expect(error.failure.unclear).toBe(true);
		expect(['timeout', 'connectionLost', 'outcomeUnknown', 'notJson']).toContain(problemOf(error));
		expect(error.failure.problem.advice).toContain('Look it up');
	});
	test.each<[string, HttpResponse | Error]>([
		['a refused connection', refusedConnection],
		['400', { statusCode: 400 }],
		['401', httpFault({ response: { status: 401, headers: {}, data: '' } })],
	])('after %s a write was surely not carried out', async (_name, fault) => {
		expect((await attempt('write', [fault])).error.failure.unclear).toBe(false);
	});

	test('a write is sent again after 429 and 503 with Retry-After, after the pause', async () => {
		const { answer, sent } = await attempt('write', [
			{ statusCode: 429, headers: { 'retry-after': '7' } },
			{ statusCode: 503, headers: { 'retry-after': '0' } },
			ok,
		]);
		expect(answer.status).toBe(200);
		expect(sent).toHaveLength(3);
		expect(time.waits[0]).toBe(7000);
	});

	const inDays = (days: number) => new Date(Date.parse('2026-11-21T09:00:00Z') + days * 86_400_000).toUTCString();
	/** How a write goes on after a 503: `again` if the header names a wait within the limit, `notSent` if a longer one, else unclear. */
	test.each<[string | undefined, 'again' | 'notSent' | 'unclear']>([
		['7', 'again'],
		[' 7 ', 'again'],
		['1.5', 'again'],
		['0', 'again'],
		[inDays(30 / 86_400), 'again'],
		['3600', 'notSent'],
		['86400', 'notSent'],
		['9'.repeat(400), 'notSent'],
		[inDays(1), 'notSent'],
		['Fri, 31 Dec 9999 23:59:59 GMT', 'notSent'],
		[undefined, 'unclear'],
		['', 'unclear'],
		['   ', 'unclear'],
		['soon', 'unclear'],
		['NaN', 'unclear'],
		['Infinity', 'unclear'],
		['undefined', 'unclear'],
		['null', 'unclear'],
		['-5', 'unclear'],
		['-0', 'unclear'],
		['+7', 'unclear'],
		['0x10', 'unclear'],
		['1e3', 'unclear'],
		['7 s', 'unclear'],
		['7, 7', 'unclear'],
		['7s', 'unclear'],
		['in 2099', 'unclear'],
		['{"seconds":7}', 'unclear'],
		['Sat, 99 Nov 2099 99:99:99 GMT', 'unclear'],
		[inDays(-1), 'unclear'],
		[inDays(0), 'unclear'],
		['Thu, 01 Jan 1970 00:00:00 GMT', 'unclear'],
	])('a write after 503 with Retry-After %p: %s', async (header, outcome) => {
		time.time = Date.parse('2026-11-21T09:00:00Z');
		const headers: Record<string, string> = header === undefined ? {} : { 'retry-after': header };
		const { error, answer, sent } = await attempt('write', [{ statusCode: 503, headers }, ok]);
		expect(sent).toHaveLength(outcome === 'again' ? 2 : 1);
		if (outcome === 'again') return expect(answer.status).toBe(200);
		const { notSent = false, unclear = false, status } = error.failure;
		expect({ notSent, unclear, status }).toEqual({
			notSent: outcome === 'notSent',
			unclear: outcome === 'unclear',
			status: 503,
		});
		expect(problemOf(error)).toBe(outcome === 'unclear' ? 'outcomeUnknown' : 'waitTooLong');
	});

	test.each([new Error('No code at all'), Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })])(
		'a fault that nobody knows (%p) is never told as "Nothing was sent"',
		async (fault) => {
			const { error, sent } = await attempt('write', [fault]);
			expect(sent).toHaveLength(1);
			expect(error.failure.unclear).toBe(true);
			expect(problemOf(error)).toBe('connectionLost');
		},
	);
	test('a certificate nobody can check means that nothing was sent', async () => {
		const { error } = await attempt('write', [httpFault({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })]);
		expect(error.failure.unclear).toBeFalsy();
		expect(problemOf(error)).toBe('notSent');
	});
});

describe('what never left is told with the setting to change', () => {
	const named = (name: string, description: string) =>
		Object.assign(new Error('The request was blocked'), { name, description });
	test.each<[string, Error, string, string]>([
		[
			'protection against requests to internal addresses',
			new Error('wrapped', { cause: named('SsrfBlockedIpError', 'The target 10.0.0.1 is not allowed.') }),
			'blockedByN8n',
			'N8N_SSRF_ALLOWED_HOSTNAMES',
		],
		[
			'https to an http port',
			httpFault({ code: 'EPROTO', message: 'write EPROTO 1:error:0A00010B:SSL routines::wrong version number' }),
			'tlsMismatch',
			'in the credential',
		],
		[
			'a proxy that closes',
			httpFault({ message: 'Proxy connection ended before receiving CONNECT response' }),
			'proxyRefused',
			'HTTPS_PROXY',
		],
		['a missing CA', httpFault({ code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'notSent', 'NODE_EXTRA_CA_CERTS'],
	])('%s', async (_case, fault, problem, setting) => {
		const { error, sent } = await attempt('write', [fault]);
		expect(sent).toHaveLength(1);
		expect(problemOf(error)).toBe(problem);
		expect(error.failure.unclear).toBeFalsy();
		expect(error.failure.problem.advice).toContain('Nothing was sent.');
		expect(error.failure.problem.advice).toContain(setting);
	});

	test("a proxy's 407 is not told as the service's", async () => {
		const { error } = await attempt('write', [{ statusCode: 407, body: 'Proxy Authentication Required' }]);
		expect(problemOf(error)).toBe('proxyRefused');
		expect(error.failure).toMatchObject({ status: 407, notSent: true });
	});

	test.each([403, 404, 422])('an HTML page with %i comes from another server', async (statusCode) => {
		const page = { statusCode, body: '<html><body>Access denied</body></html>' };
		const { error, sent } = await attempt('write', [page], { plan: { ...PLAN, subject: 'alert 1' } });
		expect(sent).toHaveLength(1);
		expect(problemOf(error)).toBe('pageInsteadOfApi');
		expect(error.failure.problem.advice).toContain('Access denied');
	});
});

describe('waiting', () => {
	test('a Retry-After beyond what may be waited fails at once, with the time', async () => {
		const { error, sent } = await attempt('write', [{ statusCode: 429, headers: { 'retry-after': '120' } }]);
		expect(sent).toHaveLength(1);
		expect(time.waits).toEqual([]);
		expect(problemOf(error)).toBe('waitTooLong');
		expect(error.message).toMatch(/120 s.*\(60 s\)/);
		expect(error.failure).toMatchObject({ status: 429 });
		expect(error.failure.unclear).toBeFalsy();
	});
	test('a date is told as the date', async () => {
		const date = new Date(time.time + 3_600_000).toUTCString();
		expect((await attempt('write', [{ statusCode: 429, headers: { 'retry-after': date } }])).error.message).toContain(
			`until ${date}`,
		);
	});
	test('never waits longer in all than Max Retry Wait, and never sends without end', async () => {
		const begun = time.time;
		const { sent, error } = await attempt('read', [{ statusCode: 429 }]);
		expect(error).toBeInstanceOf(ServiceError);
		expect(time.time - begun).toBeLessThanOrEqual(60_000);
		expect(sent.length).toBeLessThan(20);
	});
	test('Max Retry Wait 0 reports the refusal at once', async () => {
		const { sent, error } = await attempt('write', [{ statusCode: 429 }], { maxRetryWait: 0 });
		expect(sent).toHaveLength(1);
		expect(error).toBeInstanceOf(ServiceError);
	});
	test('a cancelled execution ends a pause', async () => {
		const controller = new AbortController();
		setImmediate(() => controller.abort());
		const { outcome, sent } = await attempt('write', [{ statusCode: 429, headers: { 'retry-after': '50' } }], {
			signal: controller.signal,
		});
		expect(outcome).toBeInstanceOf(Cancelled);
		expect(sent).toHaveLength(1);
	});
	test("a Retry-After longer than what is left is told with the service's time", async () => {
		const { error } = await attempt('write', [
			{ statusCode: 429, headers: { 'retry-after': '30' } },
			{ statusCode: 429, headers: { 'retry-after': '40' } },
		]);
		expect(problemOf(error)).toBe('waitTooLong');
		expect(error.message).toMatch(/40 s.*\(60 s\)/);
		expect(time.waits).toEqual([30_000]);
	});
	test('a service that is down (503, no Retry-After) is told to a reader as such, in its words and with the time that was waited', async () => {
		const begun = time.time;
		const { error } = await attempt('read', [
			{ statusCode: 503, body: '{"error":{"code":"down","message":"Maintenance"}}' },
		]);
		const waited = Math.round((time.time - begun) / 1000);
		expect(waited).toBeGreaterThan(1);
		expect(problemOf(error)).toBe('stillBusy');
		expect(error.message).toContain(`503 after ${waited} s`);
		expect(error.failure).toMatchObject({
			status: 503,
			code: 'down',
			problem: { advice: expect.stringMatching(/^Maintenance\./) as string },
		});
	});
	test('a 503 that would have to be waited for too long is told as 503', async () => {
		const { error } = await attempt('write', [{ statusCode: 503, headers: { 'retry-after': '3600' } }]);
		expect(error.failure.status).toBe(503);
		expect(error.message).toContain('3600 s');
	});
	test('a service that asks for a millisecond each time is not asked again at once', async () => {
		const { sent } = await attempt('read', [{ statusCode: 429, headers: { 'retry-after': '0.01' } }]);
		// four times a second at most, until Max Retry Wait is used up
		expect(sent.length).toBeLessThanOrEqual(60 * 4 + 1);
		expect(Math.min(...time.waits)).toBeGreaterThanOrEqual(250);
	});
	test('a good answer gives the next request of the item its whole time again', async () => {
		const answers: HttpResponse[] = [{ statusCode: 429, headers: { 'retry-after': '40' } }, ok];
		const { context, sent } = execution({ parameters: {}, answer: (_options, count) => answers[(count - 1) % 2] });
		const client = await Client.open(context, chargebackhit, {
			concurrency: 1,
			maxRetryWait: 60_000,
			timeout: 30_000,
		});
		const send = client.sender('read');
		const both = async () => [(await send(PLAN)).status, (await send(PLAN)).status];
		expect(await time.run(both())).toEqual([200, 200]);
		expect(sent).toHaveLength(4);
	});
	test.each(['soon', 'Sat, 21 Nov 2020 09:00:00 GMT', '0'])(
		'a Retry-After that asks for nothing (%s) is not told as a wait that was asked for',
		async (header) => {
			const { error } = await attempt('write', [{ statusCode: 429, headers: { 'retry-after': header } }], {
				maxRetryWait: 0,
			});
			expect(problemOf(error)).toBe('stillBusy');
		},
	);
});

describe('secrets', () => {
	test('stay out of transport faults', async () => {
		const { error } = await attempt('write', [httpFault({ code: 'ECONNRESET', message: 'reset by sk_demo_secret_1' })]);
		expect(JSON.stringify([error.message, error.failure])).not.toContain('sk_demo_secret_1');
	});
	test.each(['https://user:hunter22@127.0.0.1:9', 'https://hunter22@127.0.0.1:9/x'])(
		'%s: a Base URL that signs in is refused without being shown',
		async (baseUrl) => {
			const { context, sent } = execution({
				parameters: {},
				credential: { publicKey: 'pk_demo_1', secretKey: 'sk_demo_secret_1', baseUrl },
			});
			const settings = { concurrency: 1, maxRetryWait: 0, timeout: 1000 };
			const error = await Client.open(context, chargebackhit, settings).catch((thrown: unknown) => thrown);
			expect(error).toBeInstanceOf(InputError);
			expect(problemOf(error)).toBe('baseUrlSignIn');
			expect(JSON.stringify((error as InputError).problem)).not.toContain('hunter22');
			expect(sent).toEqual([]);
		},
	);
});

describe('an older n8n', () => {
	const access = (context: N8nAccess['context'], more: Partial<N8nAccess> = {}): N8nAccess => ({
		context,
		credential: chargebackhit.credential,
		redact: (text) => text,
		isRenewedByN8n: false,
		...more,
	});

	test.each([
		[true, 2],
		[false, 1],
	])(
		'that takes a 401 for an answer is shown it as an error where it could renew (%p)',
		async (isRenewedByN8n, times) => {
			const { context, sent } = execution({
				parameters: {},
				answer: ({ ignoreHttpStatusErrors }) => (ignoreHttpStatusErrors === false ? ok : { statusCode: 401 }),
			});
			const outcome = await requestWithCredential(access(context, { isRenewedByN8n }), {
				url: 'http://127.0.0.1:9/x',
				ignoreHttpStatusErrors: { ignore: true, except: [401] },
			});
			expect(outcome).toMatchObject({ response: { status: isRenewedByN8n ? 200 : 401 } });
			expect(sent).toHaveLength(times);
		},
	);

	test('leaves status and body of an answer that it throws', async () => {
		const { context } = execution({
			parameters: {},
			answer: async () =>
				await Promise.reject(thrownByOlder({ httpCode: '404', context: { data: Buffer.from('{"a":1}') } })),
		});
		expect(await requestWithCredential(access(context), { url: 'http://127.0.0.1:9/x' })).toMatchObject({
			response: { status: 404, text: '{"a":1}' },
		});
	});

	test.each([
		['503', 'the words of the HTTP client', 503],
		['EAUTH', 'Client authentication failed (e.g., unknown client)', 401],
		['EAUTH', 'The authorization server encountered an unexpected condition', 503],
	])('that got no token (%s, %s) is understood as status %d of the token server', (httpCode, words, tokenStatus) => {
		const { context } = execution({ parameters: {} });
		const n8n = access(context, { tokenUrl: 'http://127.0.0.1:9/token' });
		const error = Object.assign(thrownByOlder({ httpCode }), { messages: [words] });
		expect(faultOf(error, n8n)).toMatchObject({ tokenStatus, maybeArrived: false, reason: words });
	});
});

describe('a response that repeats what the request carried', () => {
	const secretKey = 'sk_demo_secret/1+x';
	const credential = { publicKey: 'pk_demo_1', secretKey, baseUrl: 'http://127.0.0.1:9' };
	const signature = signatureOf({ publicKey: 'pk_demo_1', secretKey }, Buffer.from('{"a":"1.50","b":"é"}'));
	const repeated = {
		echo: { secret: secretKey, signature, inBase64: Buffer.from(`x:${secretKey}`).toString('base64') },
		html: secretKey.replace('/', '&#x2F;').replace('+', '&#43;'),
		other: 'stays',
	};

	test.each([200, 422])('with %i shows no secret and no signature, in any encoding', async (statusCode) => {
		const body = JSON.stringify({ ...repeated, error: { message: JSON.stringify(repeated) } }).replace(/\//g, '\\/');
		const { context } = execution({ parameters: {}, credential, answer: () => ({ statusCode, body }) });
		const client = await Client.open(context, chargebackhit, { concurrency: 1, maxRetryWait: 0, timeout: 1000 });
		const outcome = await time.run(
			client
				.sender('read')(PLAN)
				.catch((error: ServiceError) => error.failure),
		);
		const shown = JSON.stringify(outcome);
		expect(shown).toContain('stays');
		for (const secret of [secretKey, signature, repeated.echo.inBase64, repeated.html])
			expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
	});
});
