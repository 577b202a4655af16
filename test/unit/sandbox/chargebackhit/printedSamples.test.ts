import { type Running, run } from '../harness';

/**
 * The request samples of the official reference as it prints them: collapsed, with empty objects and lists where the members
 * are hidden. `{id}` is an id of the seed.
 */
const SAMPLES: Array<[operation: string, method: string, path: string, body: string, complaints: string[]]> = [
	[
		'Generate sandbox alert',
		'POST',
		'/api/v2/integration/alerts/generate',
		'{ "alert": { }, "transaction": { }, "merchant": { } }',
		// the members that the reference hides cannot be guessed
		['alert.type'],
	],
	[
		'Validate outcome',
		'POST',
		'/api/v2/integration/alerts/validate',
		'{ "outcome": "reversed", "order": { }, "customer": { }, "transactions": [ ], "products": [ ], "merchant": {} }',
		[],
	],
	[
		'Update response outcome',
		'POST',
		'/api/v2/alerts/{alert}/update-outcome',
		'{ "outcome": "reversed", "order": { } }',
		[],
	],
	['Retrieve alerts list', 'POST', '/api/v2/alerts/list', '{ "filter": { }, "sort": { }, "pagination": { } }', []],
	['Update merchant', 'PATCH', '/api/v2/merchants/{merchant}', '{ "internal_id": "mid_QWE12345" }', []],
	['Get merchant list', 'POST', '/api/v2/merchants/list', '{ "filter": { }, "sort": { }, "pagination": { } }', []],
	['Update CAID', 'PATCH', '/api/v2/caids/{caid}', '{ "internal_id": "caid_QWE12345" }', []],
	['Disenroll product by CAID', 'POST', '/api/v2/caids/{caid}/disenroll', '{ "products": [ ] }', ['products']],
	['Get CAID list', 'POST', '/api/v2/caids/list', '{ "filter": { }, "sort": { }, "pagination": { } }', []],
	['Enroll MID batch', 'POST', '/api/v2/import/mids/batch-create', '[ { } ]', ['[0].descriptor', '[0].psp_name']],
	['Get enrollment list', 'POST', '/api/v2/import/mids/list', '{ "filter": { }, "pagination": { } }', []],
];

let running: Running;
beforeEach(async () => {
	running = await run();
});
afterEach(() => running.sandbox.close());

function withIds(path: string): string {
	const { alerts, merchants, caids } = running.sandbox.state.chargebackhit;
	const open = [...alerts.values()].find(({ alert }) => alert.type === 'init-refund' && alert.outcome === '')!;
	return path
		.replace('{alert}', open.alert.id)
		.replace('{merchant}', [...merchants.keys()][0])
		.replace('{caid}', [...caids.keys()][0]);
}

it.each(SAMPLES)('the sample of %s as printed', async (_operation, method, path, body, complaints) => {
	const { status, json } = await running.call(method, withIds(path), body);
	expect([status, Object.keys(json?.error?.constraints ?? {})]).toEqual([
		complaints.length > 0 ? 400 : 200,
		complaints,
	]);
});

it('every success can be parsed as JSON, as the clients of the sister product do', async () => {
	const withoutComplaint = SAMPLES.filter(([, , , , complaints]) => complaints.length === 0);
	const more: Array<[string, string, string]> = [
		['POST', '/api/v2/import/mids/batch-create', '[{"descriptor":"NEW*SHOP","psp_name":"Adyen"}]'],
		['POST', '/api/v2/integration/alerts/generate', '{"alert":{"type":"inquiry"},"transaction":{},"merchant":{}}'],
		['POST', '/api/v2/disputes/list', '{}'],
	];
	const calls = [...withoutComplaint.map(([, ...call]) => call), ...more];
	for (const [method, path, body] of calls) {
		const { status, text } = await running.call(method, withIds(path), body);
		expect(status).toBeLessThan(300);
		expect(() => JSON.parse(text)).not.toThrow();
	}
});

it.each([
	['json', '{}'],
	['empty', ''],
] as const)('a success without a documented body is %s', async (successBody, expected) => {
	running.sandbox.settings.chargebackhit.successBody = successBody;
	const batch = [{ descriptor: 'NEW*SHOP', psp_name: 'Adyen' }];
	const created = await running.call('POST', '/api/v2/import/mids/batch-create', batch);
	const updated = await running.call('POST', withIds('/api/v2/alerts/{alert}/update-outcome'), { outcome: 'reversed' });
	const valid = await running.call('POST', '/api/v2/integration/alerts/validate', { outcome: 'reversed' });
	expect([created, updated, valid].map(({ status, text }) => [status, text])).toEqual([
		[201, expected],
		[200, expected],
		[200, expected],
	]);
});
