import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { hurryClock } from './clock';
import { KlaviBench, MOCK_BANK } from './klavi';
import { FAULTS, type Fault, FaultProxy } from './klaviFaultProxy';
import { byId } from './serviceBench';

const COUNT = 200;
const TIMEOUT = 1500;
const SEED = 20_261_121;

const SCENES = [
	{ revision: 'customerV1', tokenClaim: true, beforeCreate: 'STARTED' },
	{ revision: 'customerV1', tokenClaim: false, beforeCreate: 'STARTED' },
	{ revision: 'instant', tokenClaim: true, beforeCreate: 'notFound' },
	{ revision: 'instant', tokenClaim: false, beforeCreate: 'notFound' },
] as const;

/** The details of an item whose payment exists although its response was lost. */
const createdUnseen = (externalId: string, id: unknown) => ({
	problem: 'createdWithoutResponse',
	externalId,
	created: true,
	id,
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
			{ ...parameters(bench.words.amount), ...changes },
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
			expect([index, plans[index], item.details]).toEqual([
				index,
				plans[index],
				createdUnseen(ids[index], scene.tokenClaim ? id : null),
			]);
			expect(item).not.toHaveProperty('redirectConsentURL');
		});
		// if the token names the payment, only a 503 that was acted on in spite of its Retry-After is left to the 409
		const acted = plans.filter((faults) => faults.some((fault) => fault.endsWith('After'))).length;
		expect(acted).toBeGreaterThan(40);
		if (scene.tokenClaim)
			expect(unseen).toBeLessThanOrEqual(plans.filter((faults) => faults.includes('busyAfter')).length);
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
				expect(item.details).toEqual(createdUnseen('ONE', null));
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
		expect(item.details).toEqual(createdUnseen('ONE', scene.tokenClaim ? payments[0].id : null));
	});

	if (scene.tokenClaim) {
		it.each<[string, Fault[]]>([
			['that was created unseen', ['busyAfter']],
			['of which nobody can tell', ['resetAfter', ...Array<Fault>(40).fill('error500Before')]],
		])('a payment %s is read with its own token', async (_case, faults) => {
			const { item, payments } = await single(...faults);
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
