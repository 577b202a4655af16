import type { IDataObject } from 'n8n-workflow';

import { byId, ChargebackhitBench } from './chargebackhit';

let bench: ChargebackhitBench;
beforeAll(async () => {
	bench = await ChargebackhitBench.open();
});
afterAll(async () => await bench.close());
beforeEach(() => bench.sandbox.reset());

const NOWHERE = '00000000-0000-4000-8000-000000000000';
const EVENT_FIELDS = [
	'provider',
	'event',
	'status',
	'id',
	'orderId',
	'transactionId',
	'arn',
	'amount',
	'currency',
	'reason',
	'card',
	'network',
	'merchant',
	'occurredAt',
	'respondBy',
];

describe('Alert: Get', () => {
	it('asks for one alert and gives the common dispute event, fields in their order', async () => {
		const id = bench.alertId('init-refund');
		const { json } = await bench.run('alert', 'get', { alertId: byId(id) });
		expect(bench.requests[0]).toMatchObject({ method: 'GET', path: `/api/v2/alerts/${id}`, body: '' });
		expect(Object.keys(json[0])).toEqual(EVENT_FIELDS);
		expect(json[0]).toMatchObject({ provider: 'chargebackhit', event: 'alert', id });
	});

	it('gives the whole alert with Simplify off', async () => {
		const id = bench.alertId('resolved');
		const { json } = await bench.run('alert', 'get', { alertId: byId(id), simplify: false });
		expect(Object.keys(json[0]).sort()).toEqual(['alert', 'merchant', 'transaction']);
	});

	it('names an id that is not known', async () => {
		const { error } = await bench.run('alert', 'get', { alertId: byId(NOWHERE) });
		expect(error?.message).toBe(`Chargebackhit does not know alert ${NOWHERE} [item 0]`);
		expect(error?.description).toContain('sandbox and production are separate accounts');
	});

	it('takes an empty list for an unknown id', async () => {
		bench.fault({ status: 200, body: { data: [] } });
		const { error } = await bench.run('alert', 'get', { alertId: byId(bench.alertId()) });
		expect(error?.message).toContain('Chargebackhit does not know alert');
	});

	it('refuses what is no UUID before anything is sent', async () => {
		const { error } = await bench.run('alert', 'get', { alertId: byId('../merchants') });
		expect(error?.message).toContain('Alert must be a UUID');
		expect(error?.message).toContain('this item has "../merchants" [item 0]');
		expect(bench.requests).toHaveLength(0);
	});

	it('says that a list is no alert', async () => {
		bench.fault({ malformed: 'array', count: 9 });
		const { error } = await bench.run('alert', 'get', { alertId: byId(bench.alertId()) });
		expect(error?.message).toBe('Chargebackhit answered 200, but with a list where an object was expected [item 0]');
	});

	it('keeps the digits of an amount that comes as a number', async () => {
		const id = bench.alertId();
		bench.fault({
			status: 200,
			body: `{"data":[{"alert":{"id":"${id}","type":"inquiry","amount":49.90},"transaction":{},"merchant":{}}]}`,
			contentType: 'application/json',
		});
		const { json } = await bench.run('alert', 'get', { alertId: byId(id) });
		expect(json[0].amount).toBe('49.90');
	});
});

describe('Alert: Get Many', () => {
	it('reads 300 alerts through 3 pages by token', async () => {
		const { json, error } = await bench.run('alert', 'getAll', { limit: 300 });
		expect(error).toBeUndefined();
		expect(json).toHaveLength(300);
		expect(new Set(json.map(({ id }) => id)).size).toBe(300);
		expect(bench.requests).toHaveLength(3);
		const pages = [0, 1, 2].map((page) => bench.body(page).pagination as IDataObject);
		expect(pages[0]).toEqual({ method: 'token', limit: 100, page_token: '' });
		expect(pages[1]).toMatchObject({ method: 'token', limit: 100 });
		expect(pages[1].page_token).not.toBe('');
		expect(pages[2].page_token).not.toBe(pages[1].page_token);
	});

	it('reads the same by offset', async () => {
		const { json } = await bench.run('alert', 'getAll', { limit: 250, options: { pagingMethod: 'offset' } });
		expect(json).toHaveLength(250);
		expect([0, 1, 2].map((page) => bench.body(page).pagination)).toEqual([
			{ method: 'offset', limit: 100, offset: 0 },
			{ method: 'offset', limit: 100, offset: 100 },
			{ method: 'offset', limit: 50, offset: 200 },
		]);
	});

	it('returns all', async () => {
		const { json } = await bench.run('alert', 'getAll', { returnAll: true });
		expect(json).toHaveLength(bench.sandbox.state.chargebackhit.alerts.size);
	});

	it('sends every filter, the sort and the additional filters', async () => {
		const { error } = await bench.run('alert', 'getAll', {
			limit: 1,
			filters: {
				ids: `${NOWHERE}, ${NOWHERE.replace('8', '9')}`,
				merchantIds: NOWHERE,
				merchantInternalIds: 'a,b',
				orderIds: 'ORDER-1',
				transactionIds: 't1',
				transactionMerchantIds: 'm1\nm2',
				createdAtFrom: '2026-01-01',
				createdAtTo: '2026-02-01T10:00:00+02:00',
				alertDateFrom: '2026-01-01T00:00:00',
				alertDateTo: '2026-03-01T00:00:00Z',
				currencies: 'usd, EUR',
				types: ['inquiry', 'resolved'],
				outcomes: ['reversed'],
				providers: ['verifi'],
				products: ['rdr'],
				bin: '411111',
				lastFour: '1111',
				descriptors: 'SHOP*A',
			},
			sort: { field: 'created_at', direction: 'asc' },
			additionalFilters: '{"bin": "422222"}',
		});
		expect(error).toBeUndefined();
		expect(bench.body()).toEqual({
			filter: {
				ids: [NOWHERE, NOWHERE.replace('8', '9')],
				merchant_ids: [NOWHERE],
				merchant_internal_ids: ['a', 'b'],
				order_ids: ['ORDER-1'],
				transaction_ids: ['t1'],
				transaction_merchant_ids: ['m1', 'm2'],
				created_at_from: '2026-01-01T00:00:00.000Z',
				created_at_to: '2026-02-01T08:00:00.000Z',
				alert_date_from: '2026-01-01T00:00:00.000Z',
				alert_date_to: '2026-03-01T00:00:00.000Z',
				currencies: ['USD', 'EUR'],
				types: ['inquiry', 'resolved'],
				outcomes: ['reversed'],
				providers: ['verifi'],
				products: ['rdr'],
				bin: '422222',
				last_four: '1111',
				descriptors: ['SHOP*A'],
			},
			sort: { field: 'created_at', direction: 'asc' },
			pagination: { method: 'token', limit: 1, page_token: '' },
		});
	});

	it('filters at the service', async () => {
		const { json } = await bench.run('alert', 'getAll', { limit: 20, filters: { types: ['inquiry'] } });
		expect(json.length).toBeGreaterThan(0);
		expect(new Set(json.map(({ event }) => event))).toEqual(new Set(['inquiry']));
	});

	it.each([
		[{ limit: 0 }, 'Limit must be a whole number of at least 1; this item has 0 [item 0]'],
		[{ filters: { createdAtFrom: '21.11.2026' } }, 'Created From must be a date in ISO 8601 form'],
		[
			{ filters: { currencies: 'Euro' } },
			'Currencies must be a currency code of three letters such as EUR; this item has "Euro"',
		],
		[{ filters: { ids: 'x' } }, 'Alert IDs must be a UUID'],
		[{ additionalFilters: '{"bin": }' }, 'Additional Filters (JSON) is not valid JSON: '],
		[{ additionalFilters: '[1]' }, 'Additional Filters (JSON) must be a JSON object'],
		[{ sort: { direction: 'down' } }, 'Direction must be asc or desc; this item has "down"'],
		[
			{ options: { maxConcurrentRequests: 0 } },
			'Max Concurrent Requests must be a whole number from 1 to 100; this item has 0',
		],
	])('refuses %j before anything is sent', async (parameters, message) => {
		const { error } = await bench.run('alert', 'getAll', parameters);
		expect(error?.message).toContain(message);
		expect(bench.requests).toHaveLength(0);
	});

	it('stops where a page comes twice, and says that the list may be incomplete', async () => {
		bench.fault({
			status: 200,
			body: { data: [{ alert: { id: '1' } }], pagination: { next_page_token: 'same' } },
			count: 99,
		});
		const { json, hints } = await bench.run('alert', 'getAll', { returnAll: true });
		expect(json).toHaveLength(1);
		expect(hints.map(({ message }) => message)).toEqual([
			'Chargebackhit gave the same page twice, so reading stopped there: the list may be incomplete.',
		]);
		expect(bench.requests).toHaveLength(2);
	});

	it('stops at a page without records', async () => {
		bench.fault({ status: 200, body: { data: [], pagination: { next_page_token: 'more' } }, count: 99 });
		const { json } = await bench.run('alert', 'getAll', { returnAll: true });
		expect(json).toHaveLength(0);
		expect(bench.requests).toHaveLength(1);
	});
});

describe('Alert: Respond', () => {
	it('sends the outcome and the order, and says which alert it was', async () => {
		const id = bench.alertId('init-refund', '');
		const { json } = await bench.run('alert', 'respond', {
			alertId: byId(id),
			outcome: 'reversed',
			orderId: ' ORDER-7 ',
		});
		expect(bench.requests[0]).toMatchObject({
			method: 'POST',
			path: `/api/v2/alerts/${id}/update-outcome`,
			body: '{"outcome":"reversed","order":{"order_id":"ORDER-7"}}',
		});
		expect(json).toEqual([{ success: true, id, outcome: 'reversed', orderId: 'ORDER-7' }]);
		expect(bench.sandbox.state.chargebackhit.alerts.get(id)?.alert.outcome).toBe('reversed');
	});

	it('merges additional JSON before the checks', async () => {
		const id = bench.alertId('init-refund', '');
		await bench.run('alert', 'respond', {
			alertId: byId(id),
			outcome: 'acknowledged',
			orderId: 'A',
			additionalFields:
				'{"outcome": "not-found", "order": {"date": "2026-01-01T00:00:00Z"}, "customer": {"email": "ada@example.com"}}',
		});
		expect(bench.body()).toEqual({
			outcome: 'not-found',
			order: { order_id: 'A', date: '2026-01-01T00:00:00.000Z' },
			customer: { email: 'ada@example.com' },
		});
	});

	it.each([
		[
			{ outcome: 'refunded' },
			'Outcome must be one of acknowledged, decline, not-found, pending, previously-reversed, reverse-error, reversed, shipped; this item has "refunded" [item 0]',
		],
		[{ outcome: '={{ "" }}' }, 'Outcome is empty [item 0]'],
		[
			{ outcome: 'reversed', orderId: '={{ 12345678901234567890 }}' },
			'Order ID must be text: a number of so many digits has lost some of them; this item has 12345678901234567',
		],
		[{ additionalFields: '{"outcome": "partial"}' }, 'this item has "partial"'],
		[{ additionalFields: '{"order": "A"}' }, 'Order must be a JSON object; this item has "A"'],
		[{ additionalFields: '{"order": {"order_id": 7}}' }, 'Order ID must be text; this item has 7'],
		[{ additionalFields: 'not json' }, 'Additional Fields (JSON) is not valid JSON'],
	])('refuses %j before anything is sent', async (parameters, message) => {
		const { error } = await bench.run('alert', 'respond', {
			alertId: byId(bench.alertId('init-refund', '')),
			...parameters,
		});
		expect(error?.message).toContain(message);
		expect(bench.requests).toHaveLength(0);
	});

	it('shows what the service says to a second final outcome', async () => {
		const id = bench.alertId('init-refund', '');
		await bench.run('alert', 'respond', { alertId: byId(id), outcome: 'reversed' });
		const { error } = await bench.run('alert', 'respond', { alertId: byId(id), outcome: 'decline' });
		expect(error?.message).toMatch(/^Chargebackhit answered 4\d\d: /);
		expect(error?.message).toContain('final');
		expect(bench.sandbox.state.chargebackhit.alerts.get(id)?.alert.outcome).toBe('reversed');
	});

	it('is refused to an AI agent unless a person allowed it', async () => {
		const id = bench.alertId('init-refund', '');
		const asTool = { type: 'chargebackhitTool' };
		for (const allowAgent of [undefined, false, '={{ true }}', "={{ $fromAI('allowAgent', '', 'boolean') }}", 'true']) {
			const { error } = await bench.run(
				'alert',
				'respond',
				{ alertId: byId(id), outcome: 'reversed', allowAgent },
				asTool,
			);
			expect(error?.message).toContain('An AI agent may not do this: Respond to alert');
		}
		expect(bench.requests).toHaveLength(0);
		const { json } = await bench.run(
			'alert',
			'respond',
			{ alertId: byId(id), outcome: 'reversed', allowAgent: true },
			asTool,
		);
		expect(json).toMatchObject([{ success: true }]);
	});
});

describe('Integration', () => {
	it('Generate Sandbox Alert sends alert, transaction and merchant', async () => {
		const { json } = await bench.run('integration', 'generateSandboxAlert', {
			alertType: 'inquiry',
			product: 'oi',
			amount: '10.50',
			currency: 'eur',
			descriptor: 'SHOP*1',
			transactionMerchantId: 'ORDER-5',
			details: {
				bin: '411111',
				lastFour: '1111',
				cardBrand: 'visa',
				arn: '74012345678901234567890',
				reasonCode: '10.4',
				merchantName: 'Shop',
			},
			additionalFields: '{"alert": {"mcc": "5734"}}',
		});
		expect(bench.body()).toEqual({
			alert: {
				type: 'inquiry',
				provider: 'verifi',
				product: 'oi',
				amount: '10.50',
				currency: 'EUR',
				descriptor: 'SHOP*1',
				reason_code: '10.4',
				mcc: '5734',
			},
			transaction: {
				transaction_merchant_id: 'ORDER-5',
				amount: '10.50',
				currency: 'EUR',
				card_brand: 'visa',
				bin: '411111',
				last_four: '1111',
				arn: '74012345678901234567890',
			},
			merchant: { descriptor: 'SHOP*1', name: 'Shop' },
		});
		expect(json).toEqual([{ success: true, type: 'inquiry', product: 'oi' }]);
	});

	it.each([
		[
			{ amount: '10,50' },
			'Amount must be digits with a point before the decimals, such as 49.90; this item has "10,50"',
		],
		[{ amount: '-1' }, 'Amount must be digits'],
		[{ amount: '={{ "" }}' }, 'Amount is empty'],
		[
			{ transactionMerchantId: '={{ 12345678901234567890 }}' },
			'Merchant Transaction ID must be text: a number of so many digits',
		],
		[{ currency: '€' }, 'Currency must be a currency code'],
		[{ descriptor: '={{ " " }}' }, 'Descriptor is empty'],
		[
			{ details: { bin: '4111111111111111' } },
			'BIN must be the first 6 to 8 digits of the card; this item has 16 characters',
		],
		[
			{ details: { lastFour: '4111111111111111' } },
			'Last Four must be the last 4 digits of the card; this item has 16 characters',
		],
		[{ additionalFields: '{"merchant": null}' }, 'merchant must be a JSON object; this item has nothing'],
	])('Generate Sandbox Alert refuses %j', async (parameters, message) => {
		const { error } = await bench.run('integration', 'generateSandboxAlert', { descriptor: 'SHOP', ...parameters });
		expect(error?.message).toContain(message);
		expect(`${error?.message} ${error?.description}`).not.toContain('4111111111111111');
		expect(bench.requests).toHaveLength(0);
	});

	it('Validate Outcome sends the whole reply and takes an empty answer for valid', async () => {
		const { json } = await bench.run('integration', 'validateOutcome', {
			outcome: 'acknowledged',
			orderId: 'ORDER-1',
			order: {
				amount: '49.90',
				currency: 'usd',
				date: '2026-11-01T10:00:00+01:00',
				street: 'Main 1',
				city: 'Köln',
				countryCode: 'DE',
				refundAmount: '5.00',
				refundCurrency: 'USD',
			},
			customer: { customerId: 'C1', firstName: 'Ada', lastName: 'Byron', email: 'ada@example.com', phone: '+1 555' },
			products: { entries: [{ name: 'Kettle', sku: 'K1', quantity: '2' }, {}] },
			transactions: {
				entries: [
					{ transactionId: 'T1', amount: '12.00', currency: 'USD', bin: '411111', lastFour: '1111', type: 'sale' },
				],
			},
			merchant: '{"support_email": "help@example.com"}',
			additionalFields: '{"customer": {"device": {"ip_address": "203.0.113.7"}}}',
		});
		expect(bench.body()).toEqual({
			outcome: 'acknowledged',
			order: {
				order_id: 'ORDER-1',
				amount: '49.90',
				currency: 'USD',
				date: '2026-11-01T09:00:00.000Z',
				address: { line1: 'Main 1', city: 'Köln', country_code: 'DE' },
				refund: { amount: '5.00', currency: 'USD' },
			},
			customer: {
				customer_id: 'C1',
				first_name: 'Ada',
				last_name: 'Byron',
				email: 'ada@example.com',
				phone: '+1 555',
				device: { ip_address: '203.0.113.7' },
			},
			products: [{ name: 'Kettle', sku: 'K1', quantity: '2' }],
			transactions: [
				{
					transaction_merchant_id: 'T1',
					amount: '12.00',
					currency: 'USD',
					bin: '411111',
					last_four: '1111',
					type: 'sale',
				},
			],
			merchant: { support_email: 'help@example.com' },
		});
		expect(json).toEqual([{ valid: true }]);
	});

	it.each([
		[{ errors: [{ field: 'order.amount' }] }, false],
		[{ error: { message: 'no' } }, false],
		[{ constraints: { outcome: 'no' } }, false],
		[{ data: { errors: ['no'] } }, false],
		[{ valid: false }, false],
		[{ errors: [] }, true],
		[{ valid: true }, true],
	])('Validate Outcome reads a 200 with %j as valid: %s', async (body, valid) => {
		bench.fault({ status: 200, body });
		const { json } = await bench.run('integration', 'validateOutcome', { outcome: 'acknowledged' });
		expect(json).toEqual([{ valid, result: body }]);
	});

	it("Validate Outcome reports the sandbox's own findings", async () => {
		const { json } = await bench.run('integration', 'validateOutcome', {
			outcome: 'acknowledged',
			additionalFields: '{"order": {"address": {"line2": 5}}}',
		});
		expect(json[0].valid).toBe(false);
		expect(JSON.stringify(json[0].result)).toContain('order.address.line2');
	});
});

describe('Merchant and CAID', () => {
	it('Get gives flat fields, or all with Simplify off', async () => {
		const id = bench.merchantId();
		const flat = await bench.run('merchant', 'get', { merchantId: byId(id) });
		expect(Object.keys(flat.json[0])).toEqual(['id', 'internalId', 'name', 'descriptor']);
		const whole = await bench.run('merchant', 'get', { merchantId: byId(id), simplify: false });
		expect(whole.json[0]).toMatchObject({ id, internal_id: expect.any(String) as string });
	});

	it('Merchant: Get Many pages by offset', async () => {
		const { json } = await bench.run('merchant', 'getAll', {
			returnAll: true,
			filters: {},
			sort: { direction: 'desc' },
		});
		expect(json).toHaveLength(bench.sandbox.state.chargebackhit.merchants.size);
		expect(bench.body()).toEqual({
			sort: { field: 'created_at', direction: 'desc' },
			pagination: { method: 'offset', limit: 100, offset: 0 },
		});
	});

	it('Merchant: Update sends the internal id', async () => {
		const id = bench.merchantId();
		const { json } = await bench.run('merchant', 'update', { merchantId: byId(id), internalId: 'shop-1' });
		expect(bench.requests[0]).toMatchObject({
			method: 'PATCH',
			path: `/api/v2/merchants/${id}`,
			body: '{"internal_id":"shop-1"}',
		});
		expect(json[0]).toMatchObject({ id, internalId: 'shop-1' });
	});

	it('Update says which record it was where the service answers nothing', async () => {
		const id = bench.merchantId();
		bench.fault({ status: 204 });
		const { json } = await bench.run('merchant', 'update', { merchantId: byId(id), internalId: 'shop-1' });
		expect(json).toEqual([{ success: true, id }]);
	});

	it.each([
		['={{ "" }}', 'Internal ID is empty'],
		['x'.repeat(501), 'Internal ID must be at most 500 characters long; this item has 501 characters'],
	])('Update refuses an internal id of %#', async (internalId, message) => {
		for (const [resource, field, id] of [
			['merchant', 'merchantId', bench.merchantId()],
			['caid', 'caidId', bench.caidId()],
		]) {
			const { error } = await bench.run(resource, 'update', { [field]: byId(id), internalId });
			expect(error?.message).toContain(message);
		}
		expect(bench.requests).toHaveLength(0);
	});

	it('CAID: Get asks for activities when told to', async () => {
		const id = bench.caidId();
		const { json } = await bench.run('caid', 'get', { caidId: byId(id), simplify: false, includeActivities: true });
		expect(bench.requests[0].path).toBe(`/api/v2/caids/${id}?include=caid.activities`);
		expect(json[0]).toMatchObject({ id });
		expect((await bench.run('caid', 'get', { caidId: byId(id) })).json[0].products).toMatch(/^[a-z-]+: /);
	});

	it('CAID: Get Many pages by token', async () => {
		const { json } = await bench.run('caid', 'getAll', { returnAll: true });
		expect(json).toHaveLength(bench.sandbox.state.chargebackhit.caids.size);
		expect(bench.requests).toHaveLength(2);
		expect(bench.body()).toEqual({ pagination: { method: 'token', limit: 100, page_token: '' } });
	});

	it('CAID: Update sends the internal id and the query', async () => {
		const id = bench.caidId();
		await bench.run('caid', 'update', {
			caidId: byId(id),
			internalId: 't-1',
			simplify: false,
			includeActivities: true,
		});
		expect(bench.requests[0]).toMatchObject({
			method: 'PATCH',
			path: `/api/v2/caids/${id}?include=caid.activities`,
			body: '{"internal_id":"t-1"}',
		});
	});

	it('CAID: Disenroll Products sends the list', async () => {
		const id = bench.caidId('cdrn');
		const { error } = await bench.run('caid', 'disenrollProducts', { caidId: byId(id), productsToDisenroll: ['cdrn'] });
		expect(error).toBeUndefined();
		expect(bench.requests[0]).toMatchObject({
			method: 'POST',
			path: `/api/v2/caids/${id}/disenroll`,
			body: '{"products":["cdrn"]}',
		});
	});

	it('CAID: Disenroll Products explains a product that is not active', async () => {
		const id = bench.caidId('cdrn');
		await bench.run('caid', 'disenrollProducts', { caidId: byId(id), productsToDisenroll: ['cdrn'] });
		const { error } = await bench.run('caid', 'disenrollProducts', { caidId: byId(id), productsToDisenroll: ['cdrn'] });
		expect(error?.message).toContain('validation_status_invalid');
		expect(error?.description).toContain('is not enrolled on this CAID, or is being changed right now');
	});

	it.each([
		['={{ [] }}', 'Products must name at least one product to disenroll'],
		[
			['paypal'],
			'Products must be one of cdrn, consumer-clarity, ethoca, oi, rdr, visa-dispute, visa-fraud; this item has "paypal"',
		],
		['={{ "cdrn, nothing" }}', 'this item has "nothing"'],
	])('CAID: Disenroll Products refuses %j', async (products, message) => {
		const { error } = await bench.run('caid', 'disenrollProducts', {
			caidId: byId(bench.caidId()),
			productsToDisenroll: products,
		});
		expect(error?.message).toContain(message);
		expect(bench.requests).toHaveLength(0);
	});
});

describe('Dispute', () => {
	it('Get gives the common event', async () => {
		const id = bench.disputeId();
		const { json } = await bench.run('dispute', 'get', { disputeId: byId(id) });
		expect(bench.requests[0].path).toBe(`/api/v2/disputes/${id}`);
		expect(Object.keys(json[0])).toEqual(EVENT_FIELDS);
		expect(json[0].id).toBe(id);
	});

	it('Get Many pages by token without a method, and filters', async () => {
		const { json } = await bench.run('dispute', 'getAll', {
			limit: 3,
			filters: { statuses: ['resolved'], providers: ['stripe'] },
		});
		expect(bench.body()).toEqual({
			filter: { status: ['resolved'], provider: ['stripe'] },
			pagination: { limit: 3, page_token: '' },
		});
		expect(json.every(({ status }) => status === 'resolved')).toBe(true);
	});
});
