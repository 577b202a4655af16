import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/common/errors/problems';
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
	'type',
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
	it('asks for one alert and returns the common dispute event, fields in their order', async () => {
		const id = bench.alertId('init-refund');
		const { json } = await bench.run('alert', 'get', { alertId: byId(id) });
		expect(bench.requests[0]).toMatchObject({ method: 'GET', path: `/api/v2/alerts/${id}`, body: '' });
		expect(Object.keys(json[0])).toEqual(EVENT_FIELDS);
		expect(json[0]).toMatchObject({ provider: 'chargebackhit', event: 'alert', id });
	});

	it('returns the whole alert with Simplify off', async () => {
		const id = bench.alertId('resolved');
		const { json } = await bench.run('alert', 'get', { alertId: byId(id), simplify: false });
		expect(Object.keys(json[0]).sort()).toEqual(['alert', 'merchant', 'transaction']);
	});

	it('names an ID that was not found', async () => {
		const [problem, message] = await bench.refusal('alert', 'get', { alertId: byId(NOWHERE) });
		expect([problem, message]).toEqual(['notFound', expect.stringContaining(NOWHERE)]);
	});

	it('reads an empty list as an unknown ID', async () => {
		bench.fault({ status: 200, body: { data: [] } });
		const id = bench.alertId();
		const [problem, message] = await bench.refusal('alert', 'get', { alertId: byId(id) });
		expect([problem, message]).toEqual(['notFound', expect.stringContaining(id)]);
	});

	it('refuses what is not a UUID before anything is sent', async () => {
		const [problem, message] = await bench.refusal('alert', 'get', { alertId: byId('../merchants') });
		expect([problem, message]).toEqual(['uuid', expect.stringMatching(/^Alert .*"\.\.\/merchants"$/)]);
		expect(bench.requests).toHaveLength(0);
	});

	it('reports that a list is no alert', async () => {
		bench.fault({ malformed: 'array', count: 9 });
		const [problem] = await bench.refusal('alert', 'get', { alertId: byId(bench.alertId()) });
		expect(problem).toBe('wrongShape');
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

	it.each<[IDataObject, string, string]>([
		[{ limit: 0 }, 'wholeNumber', 'Limit'],
		[{ filters: { createdAtFrom: '21.11.2026' } }, 'isoDate', 'Created From'],
		[{ filters: { currencies: 'Euro' } }, 'currency', 'Currencies'],
		[{ filters: { ids: 'x' } }, 'uuid', 'Alert IDs'],
		[{ filters: { orderIds: '={{ "" }}' } }, 'filterEmpty', 'Order IDs'],
		[{ additionalFilters: '{"bin": }' }, 'jsonInvalid', 'Additional Filters (JSON)'],
		[{ additionalFilters: '[1]' }, 'jsonObject', 'Additional Filters (JSON)'],
		[{ sort: { direction: 'down' } }, 'oneOf', 'Direction'],
		[{ options: { maxConcurrentRequests: 0 } }, 'wholeNumber', 'Max Concurrent Requests'],
	])('refuses %j before anything is sent', async (parameters, code, field) => {
		const [problem, message] = await bench.refusal('alert', 'getAll', parameters);
		expect([problem, message]).toEqual([code, expect.stringContaining(field)]);
		expect(bench.requests).toHaveLength(0);
	});

	it('stops if a page comes twice, and reports that the list may be incomplete', async () => {
		bench.fault({
			status: 200,
			body: { data: [{ alert: { id: '1' } }], pagination: { next_page_token: 'same' } },
			count: 99,
		});
		const { json, hints } = await bench.run('alert', 'getAll', { returnAll: true });
		expect(json).toHaveLength(1);
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringContaining(problems.repeatedPage('Chargebackhit').message),
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
	it('sends the outcome and the order, and returns which alert it was', async () => {
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

	it.each<[IDataObject, string, string]>([
		[{ outcome: 'paid back' }, 'oneOf', 'Outcome'],
		[{ outcome: '={{ "" }}' }, 'fieldEmpty', 'Outcome'],
		[{ outcome: 'reversed', orderId: '={{ 12345678901234567890 }}' }, 'lostDigits', 'Order ID'],
		[{ additionalFields: '{"outcome": "partial"}' }, 'oneOf', '"partial"'],
		[{ additionalFields: '{"order": "A"}' }, 'jsonRecord', 'Order'],
		[{ additionalFields: '{"order": {"order_id": 7}}' }, 'text', 'Order ID'],
		[{ additionalFields: 'not json' }, 'jsonInvalid', 'Additional Fields (JSON)'],
	])('refuses %j before anything is sent', async (parameters, code, field) => {
		const alertId = byId(bench.alertId('init-refund', ''));
		const [problem, message] = await bench.refusal('alert', 'respond', {
			alertId,
			outcome: 'acknowledged',
			...parameters,
		});
		expect([problem, message]).toEqual([code, expect.stringContaining(field)]);
		expect(bench.requests).toHaveLength(0);
	});

	it('shows what the service says to a second final outcome', async () => {
		const id = bench.alertId('init-refund', '');
		await bench.run('alert', 'respond', { alertId: byId(id), outcome: 'reversed' });
		const [problem, message] = await bench.refusal('alert', 'respond', { alertId: byId(id), outcome: 'decline' });
		expect([problem, message]).toEqual(['alertAlreadyFinal', expect.stringMatching(/\b409\b.*final/)]);
		expect(bench.sandbox.state.chargebackhit.alerts.get(id)?.alert.outcome).toBe('reversed');
	});

	it('is refused to an AI agent unless a person allowed it', async () => {
		const id = bench.alertId('init-refund', '');
		const asTool = { type: 'chargebackhitTool' };
		for (const allowed of [undefined, false, '={{ true }}', "={{ $fromAI('allowAgent', '', 'boolean') }}", 'true']) {
			const [problem, message] = await bench.refusal(
				'alert',
				'respond',
				{ alertId: byId(id), outcome: 'reversed', allowAgentAlertRespond: allowed },
				asTool,
			);
			expect([problem, message]).toEqual(['agentNotAllowed', expect.stringContaining('Respond to alert')]);
		}
		expect(bench.requests).toHaveLength(0);
		const { json } = await bench.run(
			'alert',
			'respond',
			{ alertId: byId(id), outcome: 'reversed', allowAgentAlertRespond: true },
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

	it.each<[IDataObject, string, string]>([
		[{ amount: '10,50' }, 'amount', 'Amount'],
		[{ amount: '-1' }, 'amount', 'Amount'],
		[{ amount: '={{ "" }}' }, 'fieldEmpty', 'Amount'],
		[
			{ transactionMerchantId: '={{ 12345678901234567890 }}' },
			'lostDigits',
			'Your Payment Reference (Merchant Transaction ID)',
		],
		[{ currency: '€' }, 'currency', 'Currency'],
		[{ descriptor: '={{ " " }}' }, 'fieldEmpty', 'Descriptor'],
		[{ details: { bin: '4111111111111111' } }, 'cardBin', 'BIN'],
		[{ details: { lastFour: '4111111111111111' } }, 'cardLastFour', 'Last Four'],
		[{ additionalFields: '{"merchant": null}' }, 'jsonRecord', 'merchant'],
	])('Generate Sandbox Alert refuses %j', async (parameters, code, field) => {
		const given = { type: 'init-refund', product: 'ethoca', currency: 'EUR', descriptor: 'SHOP', ...parameters };
		const [problem, message] = await bench.refusal('integration', 'generateSandboxAlert', given);
		expect([problem, message]).toEqual([code, expect.stringContaining(field)]);
		const { error } = await bench.run('integration', 'generateSandboxAlert', given);
		expect(`${message} ${error?.message} ${error?.description}`).not.toContain('4111111111111111');
		expect(bench.requests).toHaveLength(0);
	});

	it('Validate Outcome sends the whole reply and reads an empty response as valid', async () => {
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
	it('Get returns flat fields, or all with Simplify off', async () => {
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

	it('Update returns which record it was if the service returns nothing', async () => {
		const id = bench.merchantId();
		bench.fault({ status: 204 });
		const { json } = await bench.run('merchant', 'update', { merchantId: byId(id), internalId: 'shop-1' });
		expect(json).toEqual([{ success: true, id }]);
	});

	it.each([
		['={{ "" }}', 'fieldEmpty'],
		['x'.repeat(501), 'textLength'],
	])('Update refuses an internal id of %#', async (internalId, code) => {
		for (const [resource, field, id] of [
			['merchant', 'merchantId', bench.merchantId()],
			['caid', 'caidId', bench.caidId()],
		]) {
			const [problem, message] = await bench.refusal(resource, 'update', { [field]: byId(id), internalId });
			expect([problem, message]).toEqual([code, expect.stringContaining('Your Own ID (Internal ID)')]);
		}
		expect(bench.requests).toHaveLength(0);
	});

	it('CAID: Get requests activities if told to', async () => {
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
		const again = { caidId: byId(id), productsToDisenroll: ['cdrn'] };
		const [problem, message] = await bench.refusal('caid', 'disenrollProducts', again);
		expect([problem, message]).toEqual(['productsNotActive', expect.stringContaining('validation_status_invalid')]);
	});

	it.each([
		['={{ [] }}', 'fieldEmpty', 'Products'],
		[['paypal'], 'oneOf', '"paypal"'],
		['={{ "cdrn, nothing" }}', 'oneOf', '"nothing"'],
	])('CAID: Disenroll Products refuses %j', async (productsToDisenroll, code, seen) => {
		const caidId = byId(bench.caidId());
		const [problem, message] = await bench.refusal('caid', 'disenrollProducts', { caidId, productsToDisenroll });
		expect([problem, message]).toEqual([code, expect.stringContaining(seen)]);
		expect(bench.requests).toHaveLength(0);
	});
});

describe('Dispute', () => {
	it('Get returns the common event', async () => {
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
