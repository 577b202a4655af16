import type { AlertRecord } from '../../../../sandbox/chargebackhit/records';
import { type Running, run, UNKNOWN_ID } from '../harness';

let running: Running;
let records: AlertRecord[];
beforeEach(async () => {
	running = await run();
	records = [...running.sandbox.state.chargebackhit.alerts.values()];
});
afterEach(() => running.sandbox.close());

const list = async (body: unknown) => running.call('POST', '/api/v2/alerts/list', body);
const open = (type: string): AlertRecord =>
	records.find(({ alert }) => alert.type === type && alert.outcome === '') as AlertRecord;
const refusals = async (body: unknown): Promise<Record<string, string>> => {
	const { status, json } = await list(body);
	expect([status, json.error.code]).toEqual([400, 'validation_error']);
	return json.error.constraints;
};

describe('get alert', () => {
	it('wraps the alert in a data array', async () => {
		const { alert, transaction, merchant } = records[7];
		const { status, json } = await running.call('GET', `/api/v2/alerts/${alert.id}`);
		expect(status).toBe(200);
		expect(json).toEqual({ data: [{ alert, transaction, merchant }] });
		expect(alert.amount).toMatch(/^\d+(\.\d{2})?$/);
	});

	it('is bare in the alternative style', async () => {
		running.sandbox.settings.chargebackhit.responseStyle = 'alternative';
		const { json } = await running.call('GET', `/api/v2/alerts/${records[0].alert.id}`);
		expect(json.alert.id).toBe(records[0].alert.id);
	});

	it('answers 404 to an unknown id and 400 to one that is no UUID', async () => {
		const unknown = await running.call('GET', `/api/v2/alerts/${UNKNOWN_ID}`);
		expect([unknown.status, unknown.json.error.code]).toEqual([404, 'not_found']);
		expect(unknown.json.error.message).toContain(UNKNOWN_ID);
		const wrong = await running.call('GET', '/api/v2/alerts/12');
		expect([wrong.status, wrong.json.error.constraints]).toEqual([400, { id: 'must be a UUID' }]);
	});
});

describe('list alerts', () => {
	const newestFirst = (): string[] =>
		[...records].sort((a, b) => b.createdAt - a.createdAt).map(({ alert }) => alert.id);

	it('gives every alert once by token, newest first', async () => {
		const ids: string[] = [];
		let token = '';
		const sizes: number[] = [];
		do {
			const { json } = await list({ pagination: { method: 'token', limit: 100, page_token: token } });
			sizes.push(json.data.length);
			ids.push(...json.data.map(({ alert }: AlertRecord) => alert.id));
			token = json.pagination.next_page_token;
			expect(json.pagination.limit).toBe(100);
		} while (token);
		expect(sizes).toEqual([100, 100, 100, 20]);
		expect(ids).toEqual(newestFirst());
	});

	it('gives every alert once by offset', async () => {
		const ids: string[] = [];
		for (const offset of [0, 100, 200, 300, 400]) {
			const { json } = await list({ pagination: { method: 'offset', limit: 100, offset } });
			expect(json.pagination).toEqual({ limit: 100, offset });
			ids.push(...json.data.map(({ alert }: AlertRecord) => alert.id));
		}
		expect(ids).toEqual(newestFirst());
	});

	it('keeps its place by token when an alert arrives between two pages', async () => {
		const first = await list({ pagination: { method: 'token', limit: 10 } });
		records[0].createdAt = Date.now() + 1000;
		const second = await list({
			pagination: { method: 'token', limit: 10, page_token: first.json.pagination.next_page_token },
		});
		expect(second.json.data.map(({ alert }: AlertRecord) => alert.id)).toEqual(newestFirst().slice(11, 21));
	});

	it('ends without a token when the last page is full', async () => {
		const { json } = await list({
			filter: { ids: records.slice(0, 5).map(({ alert }) => alert.id) },
			pagination: { method: 'token', limit: 5 },
		});
		expect([json.data.length, json.pagination.next_page_token]).toEqual([5, '']);
	});

	it('sorts by created_at in both directions', async () => {
		for (const direction of ['asc', 'desc']) {
			const { json } = await list({
				sort: { field: 'created_at', direction },
				pagination: { method: 'token', limit: 100 },
			});
			const ids = json.data.map(({ alert }: AlertRecord) => alert.id);
			expect(ids).toEqual((direction === 'asc' ? newestFirst().reverse() : newestFirst()).slice(0, 100));
		}
	});

	const cases: Array<[string, (one: AlertRecord) => unknown, (record: AlertRecord) => unknown]> = [
		['ids', ({ alert }) => [alert.id], ({ alert }) => alert.id],
		['merchant_ids', ({ merchant }) => [merchant.id], ({ merchant }) => merchant.id],
		['merchant_internal_ids', ({ merchant }) => [merchant.internal_id], ({ merchant }) => merchant.internal_id],
		['order_ids', ({ orderId }) => [orderId], ({ orderId }) => orderId],
		[
			'transaction_ids',
			({ transaction }) => [transaction.transaction_id],
			({ transaction }) => transaction.transaction_id,
		],
		[
			'transaction_merchant_ids',
			({ transaction }) => [transaction.transaction_merchant_id],
			({ transaction }) => transaction.transaction_merchant_id,
		],
		['currencies', ({ alert }) => [alert.currency], ({ alert }) => alert.currency],
		['types', ({ alert }) => [alert.type], ({ alert }) => alert.type],
		['outcomes', ({ alert }) => [alert.outcome], ({ alert }) => alert.outcome],
		['providers', ({ alert }) => [alert.provider], ({ alert }) => alert.provider],
		['products', ({ alert }) => [alert.product], ({ alert }) => alert.product],
		['bin', ({ transaction }) => transaction.bin, ({ transaction }) => transaction.bin],
		['last_four', ({ transaction }) => transaction.last_four, ({ transaction }) => transaction.last_four],
		['descriptors', ({ alert }) => [alert.descriptor], ({ alert }) => alert.descriptor],
	];
	it.each(cases)('filters by %s', async (name, ask, of) => {
		const sample = records.find(({ orderId }) => orderId !== undefined) as AlertRecord;
		const expected = records.filter((record) => of(record) === of(sample)).map(({ alert }) => alert.id);
		const { json } = await list({
			filter: { [name]: ask(sample) },
			pagination: { method: 'offset', limit: 100, offset: 0 },
		});
		const more = await list({
			filter: { [name]: ask(sample) },
			pagination: { method: 'offset', limit: 100, offset: 100 },
		});
		const rest = await list({
			filter: { [name]: ask(sample) },
			pagination: { method: 'offset', limit: 100, offset: 200 },
		});
		const found = [json, more.json, rest.json].flatMap(({ data }) => data).map(({ alert }: AlertRecord) => alert.id);
		expect(found.sort()).toEqual(expected.sort());
		expect(expected.length).toBeGreaterThan(0);
		expect(expected.length).toBeLessThan(320);
	});

	it.each(['created_at', 'alert_date'])('filters by %s, both ends included', async (name) => {
		const [from, to] = [new Date(records[100].createdAt), new Date(records[119].createdAt)];
		const { json } = await list({
			filter: { [`${name}_from`]: from.toISOString(), [`${name}_to`]: to.toISOString() },
		});
		expect(json.data.map(({ alert }: AlertRecord) => alert.id).reverse()).toEqual(
			records.slice(100, 120).map(({ alert }) => alert.id),
		);
	});

	it('joins filters with and', async () => {
		const { json } = await list({ filter: { types: ['init-refund'], outcomes: ['reversed'] } });
		expect(json.data.length).toBeGreaterThan(10);
		for (const { alert } of json.data) expect([alert.type, alert.outcome]).toEqual(['init-refund', 'reversed']);
	});

	it('names every unknown or wrong member', async () => {
		const constraints = await refusals({
			filter: {
				type: ['inquiry'],
				types: ['inquiri'],
				ids: ['x'],
				created_at_from: '2025-01-01',
				bin: 411111,
				currencies: 'USD',
			},
			sort: { field: 'amount', direction: 'up' },
			pagination: { method: 'pages', limit: 0, size: 10 },
			filters: {},
		});
		expect(Object.keys(constraints).sort()).toEqual([
			'filter.bin',
			'filter.created_at_from',
			'filter.currencies',
			'filter.ids[0]',
			'filter.type',
			'filter.types[0]',
			'filters',
			'pagination.limit',
			'pagination.method',
			'pagination.size',
			'sort.direction',
			'sort.field',
		]);
	});

	it.each([
		[false, 200],
		[true, 400],
	])('takes an empty sort as the default order unless strict: %s', async (strict, expected) => {
		running.sandbox.settings.chargebackhit.strict = strict;
		const { status, json } = await list({ filter: {}, sort: {}, pagination: {} });
		expect(status).toBe(expected);
		const newest = newestFirst()[0];
		if (strict) expect(Object.keys(json.error.constraints)).toEqual(['sort.field']);
		else expect(json.data[0].alert.id).toBe(newest);
	});

	it.each([0, -1, 101, 1.5, '10'])('refuses the limit %j', async (limit) => {
		expect(await refusals({ pagination: { method: 'token', limit } })).toHaveProperty(['pagination.limit']);
	});

	it('refuses a token that is invented, or of a list with another filter', async () => {
		expect(await refusals({ pagination: { method: 'token', page_token: 'abc' } })).toHaveProperty([
			'pagination.page_token',
		]);
		const { json } = await list({ pagination: { method: 'token', limit: 1 } });
		const token = json.pagination.next_page_token;
		const body = { filter: { types: ['inquiry'] }, pagination: { method: 'token', page_token: token } };
		expect((await refusals(body))['pagination.page_token']).toContain('another filter');
	});

	it('wraps in items and leaves the last token out in the alternative style', async () => {
		running.sandbox.settings.chargebackhit.responseStyle = 'alternative';
		const { json } = await list({
			filter: { ids: [records[3].alert.id] },
			pagination: { method: 'token', limit: 100 },
		});
		expect(json).toEqual({
			items: [expect.objectContaining({ alert: records[3].alert })],
			pagination: { limit: 100 },
		});
	});
});

describe('update outcome', () => {
	const update = (id: string, body: unknown) => running.call('POST', `/api/v2/alerts/${id}/update-outcome`, body);

	it('answers with an empty object and is visible afterwards', async () => {
		const { alert } = open('init-refund');
		const { status, text } = await update(alert.id, { outcome: 'reversed', order: { order_id: 'order-7' } });
		expect([status, text]).toEqual([200, '{}']);
		const { json } = await list({ filter: { order_ids: ['order-7'] } });
		expect(json.data[0].alert).toMatchObject({ id: alert.id, outcome: 'reversed' });
	});

	it('lets one final outcome follow pending, and nothing follow that', async () => {
		const { alert } = open('init-refund');
		expect((await update(alert.id, { outcome: 'pending' })).status).toBe(200);
		const again = await update(alert.id, { outcome: 'pending' });
		expect([again.status, again.json.error.code]).toEqual([409, 'outcome_already_pending']);
		expect((await update(alert.id, { outcome: 'decline' })).status).toBe(200);
		for (const outcome of ['reversed', 'decline', 'pending']) {
			const { status, json } = await update(alert.id, { outcome });
			expect([status, json.error.code]).toEqual([409, 'outcome_already_final']);
			expect(json.error.constraints).toEqual({ outcome: 'is already decline' });
		}
		expect(alert.outcome).toBe('decline');
	});

	it('allows only acknowledged for other types', async () => {
		const { alert } = open('resolved');
		const { status, json } = await update(alert.id, { outcome: 'reversed' });
		expect([status, json.error.code]).toEqual([400, 'validation_error']);
		expect(json.error.constraints.outcome).toContain('acknowledged');
		expect(alert.outcome).toBe('');
		expect((await update(alert.id, { outcome: 'acknowledged' })).status).toBe(200);
	});

	it('refuses what is missing, unknown or of the wrong form', async () => {
		const { alert } = open('init-refund');
		const complaints = async (body: unknown) => Object.keys((await update(alert.id, body)).json.error.constraints);
		expect(await complaints({})).toEqual(['outcome']);
		expect(await complaints({ outcome: 'duplicate' })).toEqual(['outcome']);
		expect(await complaints({ outcome: 'reversed', order: 'order-1' })).toEqual(['order']);
		expect(await complaints({ outcome: 'reversed', order: { order_id: 7 } })).toEqual(['order.order_id']);
		expect((await update(UNKNOWN_ID, { outcome: 'reversed' })).status).toBe(404);
		expect((await update('x', { outcome: 'reversed' })).status).toBe(400);
		expect(alert.outcome).toBe('');
	});

	it('returns the alert in the alternative style', async () => {
		running.sandbox.settings.chargebackhit.responseStyle = 'alternative';
		const { json } = await update(open('init-refund').alert.id, { outcome: 'shipped' });
		expect(json.alert.outcome).toBe('shipped');
	});
});
