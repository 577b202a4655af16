import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { hurryClock } from './clock';
import { KlaviBench, MOCK_BANK } from './klavi';
import { FAULTS, type Fault, FaultProxy } from './klaviFaultProxy';
import { byId } from './serviceBench';

const COUNT = 200;
/** Milliseconds. This clock's pauses take no time, so a machine that stalls for longer would look like an outage without an end. */
const TIMEOUT = 2500;
const SEED = 20_261_121;

const SCENES = [
	{ revision: 'customerV1', tokenClaim: true, beforeCreate: 'STARTED' },
	{ revision: 'customerV1', tokenClaim: false, beforeCreate: 'STARTED' },
	{ revision: 'instant', tokenClaim: true, beforeCreate: 'notFound' },
	{ revision: 'instant', tokenClaim: false, beforeCreate: 'notFound' },
] as const;

/** The details of an item whose payment exists for certain, although its response was lost. */
const createdUnseen = (externalId: string, id: unknown) => ({
	problem: 'createdWithoutResponse',
	externalId,
	created: true,
	id,
});

/** The details of an item whose payment probably exists: a later try was refused. */
const probablyCreated = (externalId: string, id: unknown) => ({
	problem: 'probablyCreated',
	externalId,
	created: null,
	id,
	unclear: true,
});

const parameters = (amount: string): IDataObject => ({
	externalId: '={{ $json.id }}',
	participant: byId(MOCK_BANK),
	method: 'PIX_DICT',
	pixKey: 'ana@example.com',
	amount,
	payerType: 'person',
	personTaxId: '12345678901',
	personName: 'Ana',
	redirectUrl: 'https://shop.example.com/',
	waitForBankLink: false,
	options: { timeout: TIMEOUT / 1000 },
});

describe.each(SCENES)('$revision, token names the payment: $tokenClaim', (scene) => {
	let bench: KlaviBench;
	let proxy: FaultProxy;
	beforeAll(async () => {
		bench = await KlaviBench.open(scene.revision, {
			tokenClaim: scene.tokenClaim,
			beforeCreate: scene.beforeCreate,
			tokenScope: 'payment',
			instantTokenScope: 'payment',
		});
		proxy = await FaultProxy.open(bench.url, TIMEOUT * 3);
	});
	afterAll(async () => {
		await proxy.close();
		await bench.close();
	});
	beforeEach(() => {
		hurryClock();
		bench.sandbox.reset();
		bench.forgetTokens();
	});

	const credentials = () => ({ klaviApi: { ...bench.credential, baseUrl: `${proxy.url}/klavi` } });
	const create = async (ids: string[], goesOn: boolean, changes: IDataObject = {}) =>
		await bench.run(
			'payment',
			'create',
			{ ...parameters(bench.words.typed), ...changes },
			{
				credentials: credentials(),
				input: ids.map((id) => ({ id })),
				...(goesOn ? { onError: 'continueRegularOutput' as const } : {}),
			},
		);
	const single = async (...faults: Fault[]) => {
		proxy.faults.set('ONE', [...faults]);
		const { json } = await create(['ONE'], true);
		return { item: json[0], payments: await bench.payments() };
	};

	it(`${COUNT} creates that meet up to two faults each end with exactly ${COUNT} payments, one each`, async () => {
		const plans = fc.sample(fc.array(fc.constantFrom(...FAULTS), { maxLength: 2 }), { numRuns: COUNT, seed: SEED });
		const ids = plans.map((_, index) => `REFUND-${index}`);
		plans.forEach((faults, index) => proxy.faults.set(ids[index], [...faults]));
		const { json, error } = await create(ids, true);
		expect(error).toBeUndefined();

		const payments = await bench.payments();
		const idOf = new Map(payments.map(({ clientId, id }) => [clientId, id]));
		expect(payments).toHaveLength(COUNT);
		expect([...idOf.keys()].sort()).toEqual([...ids].sort());
		expect(json).toHaveLength(COUNT);

		let unseen = 0;
		json.forEach((item, index) => {
			const id = idOf.get(ids[index]);
			if (item.error === undefined) {
				expect([index, plans[index], item.id, item[bench.words.ownId]]).toEqual([index, plans[index], id, ids[index]]);
				return;
			}
			unseen++;
			// without a claim there is nothing to look up: only a 2xx is certain
			const isCertain = (item.details as IDataObject).problem === 'createdWithoutResponse';
			const told = isCertain ? createdUnseen : probablyCreated;
			expect([index, plans[index], item.details]).toMatchObject([
				index,
				plans[index],
				told(ids[index], scene.tokenClaim ? id : null),
			]);
			if (isCertain) expect(plans[index]).toContain('htmlAfter');
			expect(item).not.toHaveProperty('redirectConsentURL');
		});
		const acted = plans.filter((faults) => faults.some((fault) => fault.endsWith('After'))).length;
		expect(acted).toBeGreaterThan(40);
		// this clock runs fast, and the other items' pauses use up the time for a look: how many that meets depends on the
		// machine, what is said of them does not
		if (scene.tokenClaim) expect(unseen).toBeLessThan(acted / 2);
		else expect(unseen).toBeGreaterThan(20);
	}, 240_000);

	it.each<Fault>(['resetAfter', 'timeoutAfter', 'error500After', 'error503After', 'htmlAfter'])(
		'%s: created once, and never reported as not created',
		async (fault) => {
			const { item, payments } = await single(fault);
			expect(payments).toHaveLength(1);
			if (scene.tokenClaim) expect(item).toMatchObject({ id: payments[0].id, [bench.words.ownId]: 'ONE' });
			else {
				expect([item.error, item.message]).toEqual(Array(2).fill(expect.stringContaining('External ID "ONE"')));
				expect(item.details).toMatchObject(
					fault === 'htmlAfter' ? createdUnseen('ONE', null) : probablyCreated('ONE', null),
				);
			}
		},
	);

	it.each<Fault>(['resetBefore', 'timeoutBefore', 'error500Before', 'error503Before', 'busyBefore'])(
		'%s: created by the second sending',
		async (fault) => {
			const { item, payments } = await single(fault);
			expect(payments).toHaveLength(1);
			expect(item).toMatchObject({ id: payments[0].id, [bench.words.ownId]: 'ONE' });
		},
	);

	it('a 503 that was acted on in spite of its Retry-After makes no claim that nothing was created', async () => {
		const { item, payments } = await single('busyAfter');
		expect(payments).toHaveLength(1);
		if (scene.tokenClaim) expect(item).toMatchObject({ id: payments[0].id, [bench.words.ownId]: 'ONE' });
		else expect(item.details).toMatchObject(probablyCreated('ONE', null));
	});

	if (scene.tokenClaim) {
		it('a payment of which nobody can tell is read with its own token', async () => {
			const { item, payments } = await single('resetAfter', ...Array<Fault>(40).fill('error500Before'));
			const [{ id }] = payments;
			expect(item).toMatchObject({ error: expect.any(String) as string, details: { id } });
			proxy.faults.clear();
			const { json, error } = await bench.run(
				'payment',
				'getStatus',
				{ paymentId: id },
				{ credentials: credentials() },
			);
			expect(error?.message).toBeUndefined();
			expect(json[0]).toMatchObject({ id, orderId: 'ONE' });
			expect(bench.authCalls).toHaveLength(1);
		});
	}

	it('a 503 that is not waited for makes no claim that nothing was created', async () => {
		proxy.faults.set('ONE', ['busyAfter']);
		const { json } = await create(['ONE'], true, { options: { maxRetryWait: 0 } });
		const payments = await bench.payments();
		expect(payments).toHaveLength(1);
		expect(json[0].details).toMatchObject({
			problem: 'createUnclear',
			externalId: 'ONE',
			id: scene.tokenClaim ? payments[0].id : null,
			unclear: true,
		});
	});

	it('the same ID and the same token are sent again, however often it fails; then nobody can tell, and it says so', async () => {
		const { item, payments } = await single(...Array<Fault>(40).fill('error500Before'));
		expect(payments).toHaveLength(0);
		expect(bench.authCalls).toHaveLength(1);
		expect(item.error).toContain('500');
		expect(item.details).toMatchObject({ problem: 'createUnclear', httpCode: '500', externalId: 'ONE', unclear: true });
		proxy.faults.clear();
		// run again with the same ID, as the advice says
		expect((await single()).payments).toHaveLength(1);
	});

	it('a refusal that follows an unclear failure stays unclear', async () => {
		proxy.faults.set('ONE', ['resetBefore']);
		bench.fault({
			path: `/payment/customer/v1${bench.words.payments}`,
			method: 'POST',
			status: 422,
			body: { message: 'No' },
		});
		const { json } = await create(['ONE'], true);
		expect(json[0].message).toContain('422: No');
		expect(json[0].details).toMatchObject({ problem: 'createUnclear', unclear: true, externalId: 'ONE' });
	});

	const createPath = () => `/payment/customer/v1${bench.words.payments}`;
	const creates = () => bench.requests.filter(({ method, path }) => method === 'POST' && path === createPath());

	describe('an answer of 2xx is never followed by a second create', () => {
		const bodies: Array<[string, IDataObject]> = [
			['an empty body', { malformed: 'empty' }],
			['an HTML page', { malformed: 'html' }],
			['a list', { malformed: 'array' }],
			['half of the JSON', { malformed: 'truncated' }],
			['an empty object', { body: {} }],
			['null', { body: 'null', contentType: 'application/json' }],
			['a number', { body: '7', contentType: 'application/json' }],
			['text', { body: 'created', contentType: 'text/plain' }],
			['an object without an ID', { body: { message: 'created' } }],
		];
		it.each(bodies.flatMap(([name, fault]) => [200, 201, 202].map((status) => [status, name, fault] as const)))(
			'%i with %s',
			async (status, name, fault) => {
				bench.fault({ path: createPath(), method: 'POST', status, afterProcessing: true, ...fault });
				const { item, payments } = await single();
				expect([creates().length, payments.length]).toEqual([1, 1]);
				if (scene.tokenClaim) expect(item).toMatchObject({ id: payments[0].id, [bench.words.ownId]: 'ONE' });
				else if (name === 'an object without an ID') expect(item).toMatchObject({ id: null, message: 'created' });
				else expect(item.details).toMatchObject(createdUnseen('ONE', null));
			},
		);

		it.each([404, 500, 403])('also if the look that follows returns %i', async (status) => {
			bench.fault({ path: createPath(), method: 'POST', status: 201, afterProcessing: true, malformed: 'empty' });
			bench.fault({ path: `${createPath()}/*`, method: 'GET', status, count: 99 });
			const { item, payments } = await single();
			expect([creates().length, payments.length]).toEqual([1, 1]);
			// a 404 withdraws what the token claims
			const id = scene.tokenClaim && status !== 404 ? payments[0].id : null;
			expect(item.details).toMatchObject(createdUnseen('ONE', id));
		});

		it('also if it is the answer to the second sending', async () => {
			proxy.faults.set('ONE', ['resetBefore']);
			bench.fault({ path: createPath(), method: 'POST', status: 200, afterProcessing: true, malformed: 'html' });
			const { json } = await create(['ONE'], true);
			const payments = await bench.payments();
			expect([creates().length, payments.length]).toEqual([1, 1]);
			if (scene.tokenClaim) expect(json[0].id).toBe(payments[0].id);
			else expect(json[0].details).toMatchObject(createdUnseen('ONE', null));
		});
	});

	it.each<Fault>(['error503Before', 'busyBefore', 'resetBefore'])(
		'%s, then a 409 because another payment has the External ID: it does not count as created',
		async (fault) => {
			await bench.made('ONE');
			bench.sandbox.journal.reset();
			const { item } = await single(fault);
			expect(item.details).toMatchObject({
				problem: scene.tokenClaim ? 'externalIdTaken' : 'probablyCreated',
				externalId: 'ONE',
				created: null,
				id: null,
				httpCode: '409',
				unclear: true,
			});
		},
	);

	it.each([401, 403])('a token that is refused (%i) after an unclear try: probably created', async (status) => {
		proxy.faults.set('ONE', ['resetAfter']);
		bench.fault({ path: `${createPath()}/*`, method: 'GET', status: 500, count: 99 });
		bench.fault({ path: createPath(), method: 'POST', status, skip: 1, count: 9 });
		const { json } = await create(['ONE'], true);
		const [{ id }] = await bench.payments();
		expect(creates()).toHaveLength(2);
		expect(json[0].details).toMatchObject({
			...probablyCreated('ONE', scene.tokenClaim ? id : null),
			httpCode: String(status),
		});
	});

	it('a run that stops distinguishes created and unclear payments from what was not sent', async () => {
		// the third is refused while the second is being cleared up
		proxy.faults.set('B', Array<Fault>(9).fill('resetAfter'));
		bench.fault({ path: '/payment/customer/v1/auth', status: 403, body: { message: 'Not for you' }, skip: 2 });
		const { error } = await create(['A', 'B', 'C'], false, {
			options: { timeout: TIMEOUT / 1000, maxConcurrentRequests: 2 },
		});
		expect(error?.description).not.toMatch(/Not sent: items? [^.]*\b2\b/);
		const payments = await bench.payments();
		expect(payments.map(({ clientId }) => clientId).sort()).toEqual(['A', 'B']);
		const said = `${error?.message} ${error?.description}`;
		expect(said).toMatch(/Completed: items? 1/);
		expect(said).toMatch(/\(2nd item|Unknown: item 2|Completed: items 1–2/);
	});
});
