import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/Klavi/problems';
import { detailsOf, tries } from '../anotherN8n';
import { hurryClock, nodeClock, runClock } from './clock';
import { searchList } from './engine';
import { KlaviBench, MOCK_BANK } from './klavi';
import { type BenchOptions, byId } from './serviceBench';

const API = '/payment/customer/v1';
/** As users have it. */
const REAL_CLOCK = { ...nodeClock() };
let waited: number[];
beforeEach(() => {
	waited = hurryClock();
});

const REVISIONS = ['customerV1', 'instant'] as const;
describe.each(REVISIONS)('in %s', (revision) => {
	let bench: KlaviBench;
	beforeAll(async () => {
		bench = await KlaviBench.open(revision);
	});
	afterAll(async () => await bench.close());
	beforeEach(() => {
		bench.sandbox.reset();
		bench.forgetTokens();
	});

	const paths = `${API}${revision === 'customerV1' ? '' : '/instant'}/payments`;
	const base = (changes: IDataObject = {}): IDataObject => ({
		externalId: 'R-1',
		participant: byId(MOCK_BANK),
		method: 'PIX_DICT',
		pixKey: 'ana@example.com',
		amount: bench.words.typed,
		payerType: 'person',
		personTaxId: '12345678901',
		personName: 'Ana',
		redirectUrl: 'https://shop.example.com/',
		waitForBankLink: false,
		...changes,
	});
	/** The id of a payment that the node has created. */
	const created = async (): Promise<string> => {
		const { json, error } = await bench.run('payment', 'create', base());
		expect(error?.message).toBeUndefined();
		return String(json[0].id);
	};

	describe('Get and Get Status', () => {
		it('return the common dispute event, and with the status the link and whether it is finished', async () => {
			const id = await created();
			const detail = await bench.run('payment', 'get', { paymentId: id });
			expect(detail.json[0]).toMatchObject({
				provider: 'klavi',
				event: 'payment_status',
				id,
				orderId: 'R-1',
				amount: bench.words.amount,
				network: 'PIX_DICT',
				arn: null,
				card: null,
				respondBy: null,
			});
			expect(Object.keys(detail.json[0])).toHaveLength(16);
			await bench.control(`payments/${id}/status`, { status: 'CONSENT_AWAITING_AUTHORIZATION' });
			const waiting = await bench.run('payment', 'getStatus', { paymentId: id });
			expect(waiting.json[0]).toMatchObject({
				status: 'CONSENT_AWAITING_AUTHORIZATION',
				finished: false,
				redirectConsentURL: (await bench.payments())[0].consentUrl,
			});
			expect((await bench.payments())[0].consentOpenedAt).toBeNull();
			await bench.control(`payments/${id}/status`, { status: 'PAYMENT_REJECTED', code: 'SALDO_INSUFICIENTE' });
			const ended = await bench.run('payment', 'getStatus', { paymentId: id });
			expect(ended.json[0]).toMatchObject({
				status: 'PAYMENT_REJECTED',
				finished: true,
				redirectConsentURL: null,
				reason: 'SALDO_INSUFICIENTE',
			});
		});

		it('pass the body on as it is without Simplify, an unknown status too', async () => {
			const id = await created();
			bench.fault({
				path: `${paths}/*`,
				status: 200,
				body: { id, status: 'PAYMENT_DREAMT', amount: '1.10', error: {}, more: [1] },
			});
			const { json } = await bench.run('payment', 'getStatus', { paymentId: id, simplify: false });
			expect(json[0]).toEqual({ id, status: 'PAYMENT_DREAMT', amount: '1.10', serviceError: {}, more: [1] });
		});

		it('use the token of the create in later nodes, and fetch none', async () => {
			const id = await created();
			await bench.run('payment', 'get', { paymentId: id });
			await bench.run('payment', 'getStatus', { paymentId: id });
			expect(bench.authCalls).toHaveLength(1);
			expect(new Set(bench.requests.map(({ headers }) => headers.authorization)).size).toBe(1);
		});

		it('use the token of the credential if that of the create is gone, once for all items', async () => {
			const ids = [await bench.made('SEED-3'), await bench.made('SEED-4'), await bench.made('SEED-5')];
			bench.sandbox.journal.reset();
			const { json, error } = await bench.run(
				'payment',
				'getStatus',
				{ paymentId: '={{ $json.id }}' },
				{ input: ids.map((id) => ({ id })) },
			);
			expect(error?.message).toBeUndefined();
			expect(json.map(({ id }) => id)).toEqual(ids);
			expect(bench.authCalls).toHaveLength(1);
		});

		it('use the token of the credential if that of the create has expired', async () => {
			const id = await created();
			await bench.control('tokens/expire');
			const { json, error } = await bench.run('payment', 'getStatus', { paymentId: id });
			expect(error?.message).toBeUndefined();
			expect(json[0].id).toBe(id);
			expect(bench.authCalls).toHaveLength(2);
			expect(bench.requests.slice(1).map(({ status }) => status)).toEqual([401, 200]);
		});

		it('do not use a token that is too old, and never show one', async () => {
			const id = await created();
			const clock = nodeClock();
			const now = clock.now();
			clock.now = () => now + 1741_000;
			await bench.run('payment', 'getStatus', { paymentId: id });
			expect(bench.requests.map(({ status }) => status)).toEqual([201, 200]);
			expect(bench.authCalls).toHaveLength(2);
		});

		it('renew a token of the credential that was refused', async () => {
			const id = await bench.made('SEED-3');
			bench.sandbox.journal.reset();
			const { json, error } = await bench.run(
				'payment',
				'getStatus',
				{ paymentId: id },
				{
					credentials: { klaviApi: { ...bench.credential, sessionToken: 'made for other keys:abc' } },
				},
			);
			expect(error?.message).toBeUndefined();
			expect(json[0].id).toBe(id);
			// the stored token was made for other keys, so it is not even sent
			expect(tries(bench.requests.map(({ headers, status }) => [headers.authorization === undefined, status]))).toEqual(
				[
					[true, 401],
					[false, 200],
				],
			);
		});

		it('say that a new token may be the reason if one is refused', async () => {
			const id = await bench.made('SEED-3');
			bench.sandbox.settings.klavi.tokenScope = 'payment';
			bench.sandbox.settings.klavi.instantTokenScope = 'payment';
			const { error } = await bench.run('payment', 'getStatus', { paymentId: id });
			expect(error?.description).toContain(problems.otherTokenUsed().message);
			bench.sandbox.journal.reset();
			const own = await created();
			const read = await bench.run('payment', 'getStatus', { paymentId: own });
			expect(read.error?.message).toBeUndefined();
		});

		it('name a payment that was not found, and keep its ID inside the path segment', async () => {
			const unknown = await bench.failed('payment', 'get', { paymentId: '../auth?x#y' });
			expect(bench.requests[0].path).toBe(`${paths}/..%2Fauth%3Fx%23y`);
			expect([unknown.problem, unknown.error]).toEqual(['notFound', expect.stringContaining('ayment ../auth?x#y')]);
			const empty = await bench.failed('payment', 'get', { paymentId: '={{ "" }}' });
			expect([empty.problem, empty.error]).toEqual(['fieldEmpty', expect.stringContaining('Payment ID')]);
			expect((await bench.failed('payment', 'getStatus', { paymentId: '..' })).problem).toBe('unsafePath');
		});
	});

	describe('Wait', () => {
		const statuses = (...list: string[]) => {
			for (const status of list) bench.fault({ path: `${paths}/*/status`, status: 200, body: { id: 'P', status } });
		};
		const wait = async (parameters: IDataObject = {}) =>
			await bench.run('payment', 'wait', { paymentId: 'P', interval: 2, waitLimit: 60, ...parameters });
		const failed = async (parameters: IDataObject = {}) =>
			await bench.failed('payment', 'wait', { paymentId: 'P', interval: 2, waitLimit: 60, ...parameters });
		/** A wait that must fail: its details, and the seconds that the node took. */
		const timed = async (parameters: IDataObject) => {
			const given = { paymentId: 'P', interval: 2, ...parameters };
			const { json, run } = await bench.run('payment', 'wait', given, { onError: 'continueRegularOutput' });
			const seconds = run.data.resultData.runData['Node 1'][0].executionTime / 1000;
			return { details: detailsOf(json[0]), seconds };
		};
		const total = () => waited.reduce((sum, milliseconds) => sum + milliseconds, 0);

		it('goes on over unknown and misspelt statuses until the payment is completed, in steps of a second', async () => {
			statuses('STARTED', 'PAYMENT_DREAMT', '', 'CONSENT_AUTHORIED', 'PAYMENT_SCHEDULED', 'PAYMENT_COMPLETED');
			const { json, error } = await wait({ interval: 5 });
			expect(error?.message).toBeUndefined();
			expect(json[0]).toMatchObject({ event: 'payment_status', status: 'PAYMENT_COMPLETED', finished: true });
			expect(bench.requests).toHaveLength(6);
			expect(Math.abs(total() - 25_000)).toBeLessThan(100);
			expect(Math.max(...waited)).toBeLessThanOrEqual(1000);
			expect(bench.authCalls).toHaveLength(1);
		});

		it.each([
			'CONSENT_AUTHORIZED',
			'CONSENT_AUTHORIED',
			'PAYMENT_PENDING',
			'PAYMENT_READY_FOR_SETTLEMENT',
			'PAYMENT_SCHEDULED',
			'PAYMENT_COMPLETED',
		])('until authorized ends at %s', async (status) => {
			statuses('CONSENT_AWAITING_AUTHORIZATION', 'PAYMENT_PARTIALLY_ACCEPTED', status);
			const { json } = await wait({ until: 'authorized' });
			expect(json[0].status).toBe(status);
			expect(bench.requests).toHaveLength(3);
		});

		it.each(['PAYMENT_REJECTED', 'CONSENT_REJECTED', 'ERROR', 'CANCELED', 'EXPIRED'])(
			'%s ends as an error or as data, as chosen',
			async (status) => {
				bench.fault({
					path: `${paths}/*/status`,
					status: 200,
					body: { id: 'P', status, error: { code: 'SALDO_INSUFICIENTE' } },
				});
				const failure = await failed();
				expect(failure).toMatchObject({ problem: 'paymentNotPaid', status, finished: true });
				for (const text of ['Payment P', status]) expect(failure.error).toContain(text);
				expect([failure.code, failure.advice]).toEqual([
					'SALDO_INSUFICIENTE',
					expect.stringContaining('SALDO_INSUFICIENTE'),
				]);
				statuses(status);
				const data = await wait({ otherwise: 'data', until: 'authorized' });
				expect(data.error).toBeUndefined();
				expect(data.json[0]).toMatchObject({ status, finished: true });
				expect(bench.requests).toHaveLength(2);
			},
		);

		it('returns a status to decide by if the item fails', async () => {
			statuses('EXPIRED');
			const { outputs } = await bench.run(
				'payment',
				'wait',
				{ paymentId: 'P', interval: 2, waitLimit: 60 },
				{ onError: 'continueErrorOutput' },
			);
			expect(detailsOf(outputs[1][0].json)).toEqual({
				problem: 'paymentNotPaid',
				id: 'P',
				status: 'EXPIRED',
				finished: true,
			});
		});

		it('ends at its limit, looks once more then, and says what it saw', async () => {
			statuses(...Array.from({ length: 30 }, () => 'ENQUEUED'));
			const failure = await failed({ waitLimit: 9 });
			expect(failure).toMatchObject({ problem: 'paymentNotReached', id: 'P', status: 'ENQUEUED', finished: false });
			for (const text of ['Payment P', 'ENQUEUED', '9 s']) expect(failure.error).toContain(text);
			expect(bench.requests).toHaveLength(6);
			const { json, hints } = await wait({ waitLimit: 9, otherwise: 'data' });
			expect(json[0]).toMatchObject({ status: 'ENQUEUED', finished: false });
			expect(hints.map(({ message }) => message)).toEqual([
				problems.paymentUnfinished('P', 'ENQUEUED', 9, undefined).message,
			]);
		});

		it.each<[string, IDataObject]>([
			['404', { status: 404 }],
			['500', { status: 500 }],
			['502 with a page', { status: 502, malformed: 'html' }],
			['503', { status: 503 }],
			['503 with a wait', { status: 503, retryAfter: 1 }],
			['503 with a wait that is longer than a request may take', { status: 503, retryAfter: 600, count: 1 }],
			['429', { status: 429 }],
			['429 with a wait', { status: 429, retryAfter: 2 }],
			['a broken connection', { reset: 'before' }],
			['an empty response', { malformed: 'empty' }],
			['half a response', { malformed: 'truncated' }],
		])('goes on after looks that meet %s', async (_name, fault) => {
			statuses('ENQUEUED');
			// more than one look tries on its own
			bench.fault({ path: `${paths}/*/status`, count: 7, ...fault });
			statuses('PAYMENT_COMPLETED');
			const { json, error } = await wait({ waitLimit: 3600 });
			expect([error?.message, json[0]?.status]).toEqual([undefined, 'PAYMENT_COMPLETED']);
		});

		it.each<[string, IDataObject, string]>([
			['404', { status: 404 }, '404'],
			['500', { status: 500 }, '500'],
			['429', { status: 429 }, '429'],
			['429 with a long wait', { status: 429, retryAfter: 3600 }, '429'],
		])('that only meets %s keeps the last status and says what not to do', async (_name, fault, httpCode) => {
			statuses('CONSENT_AWAITING_AUTHORIZATION');
			bench.fault({ path: `${paths}/*/status`, ...fault, count: 9999 });
			const failure = await failed({ waitLimit: 30 });
			expect(failure).toMatchObject({
				problem: 'paymentNotReached',
				id: 'P',
				status: 'CONSENT_AWAITING_AUTHORIZATION',
				finished: false,
				httpCode,
			});
			expect(failure.advice).toContain('do not create it again');
			statuses('CONSENT_AWAITING_AUTHORIZATION');
			const { json, hints } = await wait({ waitLimit: 30, otherwise: 'data' });
			expect(json[0]).toMatchObject({ id: 'P', finished: false });
			expect(hints[0].message).toContain('do not create it again');
		});

		it('without any status says that it is unknown, and not null or nothing', async () => {
			bench.fault({ path: `${paths}/*/status`, status: 404, count: 9999 });
			const failure = await failed({ waitLimit: 5 });
			expect(failure).toMatchObject({ problem: 'notFound', id: 'P', status: null, finished: false, httpCode: '404' });
			expect(failure.advice).toContain('do not create it again');
			bench.sandbox.faults.clear();
			statuses(...Array<string>(9).fill(''));
			const without = await failed({ waitLimit: 5 });
			expect(without).toMatchObject({ problem: 'paymentNotReached', id: 'P', status: null, finished: false });
			for (const { error } of [failure, without]) expect(error).not.toMatch(/null|undefined| {2}/);
			bench.sandbox.faults.clear();
			bench.fault({ path: `${paths}/*/status`, status: 404, count: 9999 });
			const { json } = await wait({ waitLimit: 5, otherwise: 'data' });
			expect(json[0]).toMatchObject({ id: 'P', status: null, finished: false });
		});

		it.each([302, 400, 401, 403, 422])(
			'ends early where each look would be refused (%i), with what is known',
			async (status) => {
				statuses('ENQUEUED');
				bench.fault({ path: `${paths}/*/status`, status, count: 9999 });
				for (const otherwise of ['error', 'data']) {
					const failure = await failed({ waitLimit: 3600, otherwise });
					expect(failure).toMatchObject({ id: 'P', finished: false, httpCode: String(status) });
					expect(failure.advice).toContain('Do not create the payment again');
				}
				expect(bench.requests.length).toBeLessThan(10);
			},
		);

		it.each<[string, IDataObject]>([
			['never answers', { delay: 9000 }],
			['asks for an hour', { status: 429, retryAfter: 3600 }],
			['is busy', { status: 503 }],
			['fails', { status: 500 }],
			['breaks connections', { reset: 'before' }],
		])('ends within a second of its limit when the service %s', async (_name, fault) => {
			runClock();
			bench.fault({ path: `${paths}/*/status`, ...fault, count: 9999 });
			const { details, seconds } = await timed({ waitLimit: 3, options: { timeout: 5 } });
			expect(details).toMatchObject({ id: 'P', status: null, finished: false });
			expect(seconds).toBeGreaterThan(2.5);
			expect(seconds).toBeLessThan(4);
		});

		it('ends within a second of its limit when no token comes', async () => {
			runClock();
			bench.fault({ path: `${API}/auth`, delay: 6000, count: 99 });
			const { details, seconds } = await timed({ waitLimit: 3 });
			expect([details.problem, details.id, seconds < 4]).toEqual(['paymentNotReached', 'P', true]);
		});

		it('ends at its limit even if the clock of the machine is set back', async () => {
			Object.assign(nodeClock(), REAL_CLOCK);
			statuses(...Array<string>(30).fill('ENQUEUED'));
			const begun = performance.now();
			const now = jest.spyOn(Date, 'now').mockImplementation(() => {
				const elapsed = performance.now() - begun;
				return 1_800_000_000_000 + elapsed - (elapsed > 1000 ? 600_000 : 0);
			});
			const failure = await failed({ waitLimit: 3 }).finally(() => now.mockRestore());
			expect([failure.problem, performance.now() - begun < 9000]).toEqual(['paymentNotReached', true]);
		});

		it.each<[IDataObject, string, string]>([
			[{ interval: '={{ 1 }}' }, 'Interval', 'number'],
			[{ waitLimit: '={{ 0 }}' }, 'Wait Limit', 'number'],
			[{ until: '={{ "paid" }}' }, 'Until', 'oneOf'],
			[{ until: '={{ "" }}' }, 'Until', 'fieldEmpty'],
			[{ otherwise: '={{ "x" }}' }, 'If It Does Not Succeed', 'oneOf'],
			[{ otherwise: '={{ "" }}' }, 'If It Does Not Succeed', 'fieldEmpty'],
		])('%j is refused', async (parameters, field, problem) => {
			const failure = await failed(parameters);
			expect([failure.problem, failure.error]).toEqual([problem, expect.stringContaining(field)]);
			expect(bench.requests).toHaveLength(0);
		});

		it('several payments are waited for side by side', async () => {
			const ids = [
				await bench.made('SEED-3'),
				await bench.made('SEED-4', 'PAYMENT_COMPLETED'),
				await bench.made('SEED-5', 'PAYMENT_COMPLETED'),
			];
			bench.sandbox.journal.reset();
			const { json } = await bench.run(
				'payment',
				'wait',
				{ paymentId: '={{ $json.id }}', interval: 2, waitLimit: 6, otherwise: 'data' },
				{ input: ids.map((id) => ({ id })) },
			);
			expect(json.map(({ status }) => status)).toEqual(['STARTED', 'PAYMENT_COMPLETED', 'PAYMENT_COMPLETED']);
			const order = bench.requests.map(({ path }) => ids.indexOf(path.split('/').at(-2) as string));
			// the second and third did not wait for the first to end
			expect(order.lastIndexOf(0)).toBeGreaterThan(Math.max(order.indexOf(1), order.indexOf(2)));
			expect(bench.authCalls).toHaveLength(1);
		});

		it('ends at once when the execution is cancelled', async () => {
			runClock();
			const id = await bench.made('SEED-3');
			const begun = Date.now();
			const { run } = await bench.run(
				'payment',
				'wait',
				{ paymentId: id, interval: 60, waitLimit: 600 },
				{
					started: ({ cancel }) => setTimeout(cancel, 400),
				},
			);
			expect(run.status === 'canceled' || run.data.resultData.error !== undefined).toBe(true);
			expect(Date.now() - begun).toBeLessThan(5000);
			await new Promise((resolve) => setTimeout(resolve, 1500));
			expect(bench.requests.filter(({ method, path }) => method === 'GET' && path.includes(id))).toHaveLength(1);
		});
	});

	describe('Bank: Get Many and its dropdown', () => {
		const getMany = async (parameters: IDataObject = {}) =>
			await bench.run('participant', 'getAll', { returnAll: true, ...parameters });

		it.each(['data', 'participants', 'array'] as const)('reads the list as %s', async (style) => {
			bench.sandbox.settings.klavi.participantsStyle = style;
			const { json, error } = await getMany();
			expect(error?.message).toBeUndefined();
			expect(json.map(({ id }) => id)).toContain(MOCK_BANK);
			const limited = await getMany({ returnAll: false, limit: 2 });
			expect(limited.json).toHaveLength(2);
			expect(new Set(json.map(({ id }) => id)).size).toBe(json.length);
		});

		it('searches names, slugs and IDs over all pages', async () => {
			const { json } = await getMany({ search: 'MOCK bank' });
			expect(json.map(({ id }) => id)).toContain(MOCK_BANK);
			expect(json.every(({ name, slug, tradeName }) => /mock.?bank/i.test([name, slug, tradeName].join(' ')))).toBe(
				true,
			);
			expect((await getMany({ search: MOCK_BANK.slice(0, 8) })).json).toHaveLength(1);
			expect((await getMany({ search: 'nobody' })).json).toEqual([]);
		});

		it('reads page after page', async () => {
			const page = (name: string, after: string | null) => ({
				path: `${API}/participants`,
				status: 200,
				body: { data: [{ id: name, name }], cursor: { afterCursor: after, beforeCursor: null } },
			});
			bench.fault(page('A', 'c1'));
			bench.fault(page('B', 'c 2&'));
			bench.fault(page('C', null));
			const { json } = await getMany();
			expect(json.map(({ id }) => id)).toEqual(['A', 'B', 'C']);
			expect(bench.requests.map(({ path }) => path.split('?')[1])).toEqual([
				'limit=100',
				'limit=100&afterCursor=c1',
				'limit=100&afterCursor=c+2%26',
			]);
		});

		it('the dropdown finds by name and goes on if a page is full', async () => {
			const credentials = { klaviApi: bench.credential };
			const all = await searchList({ type: 'klavi', method: 'searchParticipants', credentials });
			expect(all.results.map(({ value }) => value)).toContain(MOCK_BANK);
			const { results } = await searchList({
				type: 'klavi',
				method: 'searchParticipants',
				credentials,
				filter: 'mock',
			});
			expect(results.map(({ value }) => value)).toContain(MOCK_BANK);
			bench.fault({
				path: `${API}/participants`,
				status: 200,
				body: { data: [{ id: 'A', name: 'A' }], cursor: { afterCursor: 'next' } },
			});
			const first = await searchList({ type: 'klavi', method: 'searchParticipants', credentials });
			expect(first).toEqual({ results: [{ name: 'A', value: 'A' }], paginationToken: 'next' });
		});
	});

	describe('Payment Page: Create', () => {
		const checkout = async (parameters: IDataObject = {}) =>
			await bench.run('checkout', 'create', {
				externalId: 'ORDER-1',
				amount: bench.words.typed,
				payerType: 'none',
				...parameters,
			});

		it('carries the keys in the body, fills in what is known, and returns neither key nor token', async () => {
			const { json, error } = await checkout({
				payerType: 'person',
				personTaxId: '123.456.789-01',
				personName: 'Ana',
				participant: byId(MOCK_BANK),
				redirectUrl: 'https://shop.example.com/',
			});
			expect(error?.message).toBeUndefined();
			const { accessKey, secretKey } = bench.sandbox.settings.klavi;
			expect(bench.requests).toHaveLength(1);
			expect(bench.authCalls).toHaveLength(0);
			expect(bench.requests[0].path).toBe(API + bench.words.checkout);
			expect(bench.requests[0].headers.authorization).toBeUndefined();
			expect(bench.body()).toMatchObject({
				accessKey,
				secretKey,
				payment: { [bench.words.ownId]: 'ORDER-1', amount: bench.words.amount },
			});
			expect(Object.keys(json[0]).sort()).toEqual(['id', 'paymentURL']);
			expect(json[0].paymentURL).toMatch(/^http/);
			// its token serves the reads that follow
			const read = await bench.run('payment', 'getStatus', { paymentId: String(json[0].id) });
			expect(read.error?.message).toBeUndefined();
			expect(bench.authCalls).toHaveLength(0);
		});

		it('cannot be made to change the keys by additional JSON', async () => {
			await checkout({ additionalFields: '{"accessKey": "x", "secretKey": "y", "metadata": {"a": 1}}' });
			const { accessKey, secretKey } = bench.sandbox.settings.klavi;
			expect(bench.body()).toMatchObject({
				accessKey,
				secretKey,
				payment: { accessKey: 'x', secretKey: 'y', metadata: { a: 1 } },
			});
		});

		it('keeps the keys out of errors, whatever Klavi returns', async () => {
			const { accessKey, secretKey } = bench.sandbox.settings.klavi;
			bench.fault({
				path: API + bench.words.checkout,
				status: 400,
				body: { message: [`no: ${accessKey}/${secretKey}`] },
			});
			const { error } = await checkout();
			expect(error?.message).toContain('no: ***/***');
			for (const key of [accessKey, secretKey]) expect(JSON.stringify(error)).not.toContain(key);
		});

		const failed = async (parameters: IDataObject = {}) =>
			await bench.failed('checkout', 'create', {
				externalId: 'ORDER-1',
				amount: bench.words.typed,
				payerType: 'none',
				...parameters,
			});

		it.each<[IDataObject, string, string]>([
			[{ externalId: '={{ "" }}' }, 'Your Reference (External ID)', 'fieldEmpty'],
			[{ amount: '10,00' }, 'Amount', 'reaisAmount'],
			[{ amount: '={{ 10 }}' }, 'Amount', 'reaisAmount'],
			[{ payerType: 'person', personTaxId: '={{ "" }}', personName: 'Ana' }, 'Payer CPF', 'fieldEmpty'],
			[
				{ payerType: 'company', personTaxId: '12345678901', personName: 'A', companyTaxId: '123', companyName: 'B' },
				'Company CNPJ',
				'cnpj',
			],
		])('%j is refused before anything is sent', async (parameters, field, problem) => {
			const failure = await failed(parameters);
			expect([failure.problem, failure.error]).toEqual([problem, expect.stringContaining(field)]);
			expect(bench.requests).toHaveLength(0);
		});

		it('is not opened twice after an unclear failure', async () => {
			bench.fault({ path: API + bench.words.checkout, reset: 'after' });
			expect(await failed()).toMatchObject({ problem: 'connectionLost', unclear: true });
			expect(bench.requests).toHaveLength(1);
		});
	});

	describe('Cancel', () => {
		const cancel = async (parameters: IDataObject = {}, id = '') =>
			await bench.run('payment', 'cancel', { paymentId: id, cancelledBy: '123.456.789-01', ...parameters });
		const failed = async (parameters: IDataObject = {}, id = '', options: BenchOptions = {}) =>
			await bench.failed('payment', 'cancel', { paymentId: id, cancelledBy: '123.456.789-01', ...parameters }, options);
		if (revision === 'customerV1') {
			it('does not exist', async () => {
				const { problem, error } = await failed({}, 'P');
				expect([problem, error]).toEqual(['cancelUnavailable', expect.stringContaining('Customer API v1')]);
				expect([bench.requests, bench.authCalls]).toEqual([[], []]);
			});
			return;
		}

		it('says who cancels, by a fresh token or that of the payment', async () => {
			const id = await bench.made('SEED-3', 'PAYMENT_SCHEDULED');
			bench.sandbox.journal.reset();
			const { json, error } = await cancel({ cancelledBy: '11.222.333/0001-81' }, id);
			expect(error?.message).toBeUndefined();
			expect(bench.requests[0]).toMatchObject({ method: 'POST', path: `${paths}/${id}/cancel` });
			expect(bench.body()).toEqual({ cancelledBy: '11222333000181', identifierType: 'CNPJ' });
			expect(json[0]).toMatchObject({ accepted: true, id });
			const own = await created();
			await bench.control(`payments/${own}/status`, { status: 'PAYMENT_SCHEDULED' });
			const before = bench.authCalls.length;
			expect((await cancel({}, own)).error?.message).toBeUndefined();
			expect(bench.authCalls).toHaveLength(before);
		});

		it("passes Klavi's refusal on, and is never sent twice after an unclear failure", async () => {
			const id = await bench.made('SEED-3', 'PAYMENT_COMPLETED');
			bench.sandbox.journal.reset();
			expect((await cancel({}, id)).error?.message).toContain('PAGAMENTO_NAO_PERMITE_CANCELAMENTO');
			bench.fault({ path: `${paths}/*/cancel`, reset: 'after' });
			expect(await failed({}, id)).toMatchObject({ problem: 'connectionLost', unclear: true });
			expect(bench.requests).toHaveLength(2);
		});

		it('is refused without a number, and to an AI agent', async () => {
			const { problem, error } = await failed({ cancelledBy: '123' }, 'P');
			expect([problem, error]).toEqual(['cpfOrCnpj', expect.stringContaining('Cancelled By')]);
			expect(error).not.toContain('123');
			expect((await failed({}, 'P', { type: 'klaviTool' })).problem).toBe('agentNotAllowed');
			expect(bench.requests).toHaveLength(0);
		});
	});
});
