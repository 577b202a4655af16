import { EVENT_TYPES, STATUS_CODES } from '../../../../sandbox/kount/catalogue';
import { type RunningKount, runKount } from './harness';

let running: RunningKount;
beforeAll(async () => (running = await runKount()));
afterAll(() => running.sandbox.close());
beforeEach(() => running.sandbox.state.kount.reset());
afterEach(() => running.control('PATCH', '/settings', { kount: { answers: 'json', unknownStatusCodes: 'accept' } }));

const settings = (values: object) => running.control('PATCH', '/settings', { kount: values });
const act = (actions: unknown) => running.kount('POST', '/kff/alerts/actions', { actions });
const refund = (id: string) => ({ id, statusCode: 'REFUNDED' });
const seen = async (id: string) => (await running.control('GET', `/kount/alerts/${id}`)).json;
const open = async (count = 1, eventType = 'DISPUTE'): Promise<string[]> =>
	(await running.control('POST', '/kount/alerts', { count, eventType })).json.alerts.map(
		({ id }: { id: string }) => id,
	);
const answers = () => [...running.sandbox.state.kount.alerts.values()].map(({ answer }) => answer?.statusCode ?? null);

describe('the seed', () => {
	it('has alerts of every type, open, answered and overdue, each due after 24 hours', async () => {
		const { alerts } = (await running.control('GET', '/kount/alerts')).json;
		expect(alerts).toHaveLength(13);
		const unanswered = (await running.control('GET', '/kount/alerts?answered=false')).json.alerts;
		expect(new Set(unanswered.map(({ eventType }: any) => eventType))).toEqual(new Set(EVENT_TYPES));
		expect((await running.control('GET', '/kount/alerts?answered=true')).json.alerts).toHaveLength(4);
		expect((await running.control('GET', '/kount/alerts?eventType=DISPUTE')).json.alerts).toHaveLength(3);
		for (const { eventDateTime, dueAt, id } of alerts) {
			expect(Date.parse(dueAt) - Date.parse(eventDateTime)).toBe(86_400_000);
			expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		}
		expect(unanswered.some(({ dueAt }: any) => Date.parse(dueAt) < Date.now())).toBe(true);
		expect((await running.control('GET', '/kount/alerts/nowhere')).status).toBe(404);
	});

	it('is the same after a reset', async () => {
		const before = (await running.control('GET', '/kount/alerts')).json;
		await open(3);
		running.sandbox.state.kount.reset();
		expect((await running.control('GET', '/kount/alerts')).json).toEqual(before);
	});
});

describe('alert actions', () => {
	it.each([...STATUS_CODES, 'SOMETHING_NEWER'])('take the status code %s', async (statusCode) => {
		const [id] = await open();
		const { status, json } = await act([{ id, statusCode }]);
		expect([status, json]).toEqual([200, { status: 'accepted', count: 1 }]);
		const { answer } = await seen(id);
		expect(answer).toEqual({ statusCode, at: expect.stringMatching(/Z$/), late: false });
	});

	it('answer many alerts at once, of every type but RDR', async () => {
		for (const eventType of EVENT_TYPES.filter((type) => type !== 'RDR')) {
			const ids = await open(3, eventType);
			const { json } = await act(ids.map((id) => ({ id, statusCode: 'REFUNDED' })));
			expect(json.count).toBe(3);
		}
		const [id] = await open(1, 'RDR');
		const { status, json } = await act([{ id, statusCode: 'REFUNDED' }]);
		expect([status, json.message]).toEqual([409, expect.stringContaining('already decided')]);
	});

	it('note an answer that comes too late', async () => {
		const { json } = await running.control('POST', '/kount/alerts', { hoursAgo: 25 });
		await act([{ id: json.alerts[0].id, statusCode: 'REFUNDED' }]);
		expect((await seen(json.alerts[0].id)).answer.late).toBe(true);
	});

	it('refuse unknown status codes when told to', async () => {
		await settings({ unknownStatusCodes: 'refuse' });
		const [id, other] = await open(2);
		const { status, json } = await act([
			{ id: other, statusCode: 'DUPLICATE' },
			{ id, statusCode: 'refunded' },
		]);
		expect([status, json.code, json.message]).toEqual([
			400,
			3,
			expect.stringMatching(/^actions\[1\]\.statusCode must be one of REFUNDED, /),
		]);
		expect((await seen(other)).answer).toBeNull();
		expect((await act([{ id, statusCode: 'REFUNDED' }])).status).toBe(200);
	});

	it.each<[number, string, (ids: string[]) => unknown]>([
		[404, 'actions[1].id names no alert', ([id]) => [refund(id), refund('x')]],
		[409, 'actions[1].id names an alert that an earlier', ([id]) => [refund(id), refund(id)]],
		[400, 'actions[1].statusCode is required', ([id, other]) => [refund(id), { id: other }]],
		[400, 'actions[1].id is required', ([id]) => [refund(id), { statusCode: 'REFUNDED' }]],
		[400, 'actions[0].statusCode must be a string', ([id]) => [{ id, statusCode: '' }]],
		[400, 'actions[0].id must be a string', () => [{ id: 5, statusCode: 'REFUNDED' }]],
		[400, 'actions[0] must be an object; it was a string', ([id]) => [id]],
		[400, 'actions must hold at least one action', () => []],
		[400, 'actions must be an array; it was a string', ([id]) => JSON.stringify([{ id, statusCode: 'REFUNDED' }])],
		[400, 'actions must be an array; it was missing', () => undefined],
	])('are refused whole with %i: %s', async (expected, message, make) => {
		const ids = await open(2);
		const before = answers();
		const { status, json } = await act(make(ids));
		expect([status, json.message]).toEqual([expected, expect.stringContaining(message)]);
		expect(json.code).toBe({ 400: 3, 404: 5, 409: 9 }[expected]);
		if (message.startsWith('actions[')) expect(json.details[0].index).toBe(Number(message[8]));
		expect(answers()).toEqual(before);
	});

	it('are final: a second answer is refused, be it the same or not', async () => {
		const [id, other] = await open(2);
		await act([{ id, statusCode: 'NOT_REFUNDED' }]);
		for (const statusCode of ['NOT_REFUNDED', 'REFUNDED']) {
			const { status, json } = await act([
				{ id: other, statusCode: 'REFUNDED' },
				{ id, statusCode },
			]);
			expect([status, json.code]).toEqual([409, 9]);
			expect(json.message).toBe(`actions[1].id names an alert already answered with NOT_REFUNDED: ${id}`);
		}
		expect((await seen(id)).answer.statusCode).toBe('NOT_REFUNDED');
		expect((await seen(other)).answer).toBeNull();
	});

	it('are answered in each undocumented way', async () => {
		const ids = await open(2);
		await settings({ answers: 'empty' });
		const empty = await act([{ id: ids[0], statusCode: 'REFUNDED' }]);
		await settings({ answers: 'text' });
		const text = await act([{ id: ids[1], statusCode: 'REFUNDED' }]);
		expect([empty.status, empty.text, text.status, text.text]).toEqual([200, '', 200, 'Accepted']);
	});

	it('take several alerts made by a control call', async () => {
		expect(await open(1000)).toHaveLength(1000);
		const { json } = await running.control('POST', '/kount/alerts', { eventType: 'X' });
		expect(json.error).toContain('eventType must be one of');
	});
});
