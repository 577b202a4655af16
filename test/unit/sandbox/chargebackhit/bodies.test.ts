import { type Running, run } from '../harness';

describe('bodies the service cannot read', () => {
	let running: Running;
	beforeAll(async () => {
		running = await run();
	});
	afterAll(() => running.sandbox.close());

	it.each(['', '{', '{"filter":', 'null', '[]', '"text"'])('answers 400 in the wrapper to %j', async (body) => {
		const { status, json } = await running.call('POST', '/api/v2/alerts/list', body);
		expect(status).toBe(400);
		expect(json.error.code).toBe('validation_error');
		expect(json.error.message).toContain('body');
	});

	it('answers 400 to bytes that are no UTF-8 and keeps them in the journal', async () => {
		const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
		const { status, json } = await running.call('POST', '/api/v2/alerts/list', bytes);
		expect([status, json.error.message]).toEqual([400, 'The body is not valid UTF-8']);
		expect(running.sandbox.journal.requests.at(-1)?.bodyBase64).toBe(bytes.toString('base64'));
	});

	it.each([
		'text/plain',
		'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x',
		'application/jsonp',
		'nonsense',
	])('answers 415 to content type %s', async (type) => {
		const { status, json } = await running.call('POST', '/api/v2/alerts/list', '{}', { 'content-type': type });
		expect([status, json?.error.code]).toEqual([415, 'unsupported_media_type']);
	});

	it('accepts a charset beside the content type', async () => {
		const headers = { 'content-type': 'application/json; charset=utf-8' };
		expect((await running.call('POST', '/api/v2/alerts/list', '{}', headers)).status).toBe(200);
	});

	it('answers 413 above 1 MiB, not at 1 MiB', async () => {
		const padded = (size: number): string => `{}${' '.repeat(size - 2)}`;
		expect((await running.call('POST', '/api/v2/alerts/list', padded(1024 * 1024))).status).toBe(200);
		const { status, json } = await running.call('POST', '/api/v2/alerts/list', padded(1024 * 1024 + 1));
		expect([status, json.error.code]).toEqual([413, 'payload_too_large']);
		expect(running.sandbox.journal.requests.at(-1)).toMatchObject({
			body: '',
			bodyBytes: 1024 * 1024 + 1,
			status: 413,
		});
	});

	it('answers 404 in the wrapper to a path or method that does not exist', async () => {
		for (const [method, path] of [
			['GET', '/api/v2/nothing'],
			['DELETE', '/api/v2/alerts/list'],
			['POST', '/'],
		]) {
			const { status, json } = await running.call(method, path, method === 'POST' ? '{}' : undefined);
			expect([status, json.error.code]).toEqual([404, 'not_found']);
		}
	});
});
