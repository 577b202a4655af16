import { MOCK_BANK, type RunningKlavi, runKlavi } from './harness';

let running: RunningKlavi;
let token: string;
beforeAll(async () => {
	running = await runKlavi();
});
beforeEach(async () => {
	running.sandbox.reset();
	token = await running.token();
});
afterAll(() => running.sandbox.close());

const list = (query = '') => running.klavi('GET', `/participants${query}`, undefined, token);
const names = async (query: string): Promise<string[]> => (await list(query)).json.data.map((one: any) => one.name);

describe('participants', () => {
	it('come with id, name, avatar and slug', async () => {
		const { status, json } = await list();
		expect(status).toBe(200);
		expect(json.data[0]).toMatchObject({ id: MOCK_BANK, name: 'Mock Bank', slug: 'mock-bank', status: 'ACTIVE' });
		for (const one of json.data) expect(one.avatar).toMatch(/^https:/);
	});

	it('are paged forwards and backwards by cursors', async () => {
		const first = (await list()).json;
		expect([first.data.length, first.cursor.beforeCursor]).toEqual([50, null]);
		const second = (await list(`?afterCursor=${first.cursor.afterCursor}`)).json;
		expect([second.data.length, second.cursor.afterCursor]).toEqual([12, null]);
		const ids = [...first.data, ...second.data].map(({ id }: { id: string }) => id);
		expect(new Set(ids).size).toBe(62);
		const back = (await list(`?beforeCursor=${second.cursor.beforeCursor}&limit=50`)).json;
		expect(back.data).toEqual(first.data);
		expect(back.cursor.beforeCursor).toBeNull();
	});

	it('are as many as the limit says', async () => {
		expect(await names('?limit=3')).toHaveLength(3);
		expect(await names('?limit=200')).toHaveLength(62);
	});

	it('are filtered by name, slug, id and status', async () => {
		expect(await names('?name=JATOBA')).toEqual([
			'Banco Jatobá',
			'Cooperativa Jatobá',
			'Financeira Jatobá',
			'Pagamentos Jatobá',
		]);
		expect(await names('?slug=mock-bank-2')).toEqual(['Mock Bank 2']);
		expect(await names(`?id=${MOCK_BANK}`)).toEqual(['Mock Bank']);
		expect(await names('?status=INACTIVE')).toHaveLength(3);
		expect(await names('?status=ACTIVE&limit=200')).toHaveLength(59);
	});

	it('put the wished ones first', async () => {
		const [, , third, fourth] = (await list()).json.data;
		expect((await names(`?firstParticipants=${fourth.id},${third.id}`)).slice(0, 3)).toEqual([
			fourth.name,
			third.name,
			'Mock Bank',
		]);
	});

	it.each([
		'limit=0',
		'limit=201',
		'limit=x',
		'status=OPEN',
		'afterCursor=x',
		'limit=1&limit=2',
		'afterCursor=a&beforeCursor=b',
	])('refuse ?%s', async (query) => {
		expect((await list(`?${query}`)).status).toBe(400);
	});

	it('come in the other envelopes a client may meet', async () => {
		running.set({ participantsStyle: 'array' });
		expect((await list('?limit=2')).json).toHaveLength(2);
		running.set({ participantsStyle: 'participants' });
		expect((await list('?limit=2')).json.participants).toHaveLength(2);
	});
});
