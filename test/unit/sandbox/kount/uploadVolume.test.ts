import { ORDER, type RunningKount, runKount } from './harness';

let running: RunningKount;
beforeAll(async () => (running = await runKount()));
afterAll(() => running.sandbox.close());

/** About a kilobyte of JSON. */
const transaction = (index: number) => ({
	...ORDER,
	orderNumber: `V-${index}`,
	customerName: 'Ana Müller',
	paymentInformation: { cardBin: '410045', last4: '3847', billingName: 'ANA M', billingAddress1: '1005 W Main St' },
	shoppingCart: [{ itemDescription: 'x'.repeat(250), itemType: 'y'.repeat(200), quantity: 1, price: 4409 }],
	other: { websiteLink: `https://shop.example/${'z'.repeat(300)}` },
});

describe('70,000 transactions', () => {
	it('are taken in 70 requests of a megabyte, without filling the memory', async () => {
		const rounds = 70;
		for (let round = 0; round < rounds; round += 1) {
			const batch = Array.from({ length: 1000 }, (_, index) => transaction(round * 1000 + index));
			expect((await running.upload(batch)).status).toBe(200);
		}
		expect((await running.control('GET', '/kount/uploads')).json).toEqual({
			requests: rounds,
			transactions: 70_000,
			orders: 70_000,
			repeated: 0,
		});
		const first = (await running.control('GET', '/kount/uploads/V-0')).json;
		expect(first).toMatchObject({ uploads: 1, transaction: null });
		expect((await running.control('GET', '/kount/uploads/V-69999')).json.transaction).toEqual(transaction(69_999));
		const whole = [...running.sandbox.state.kount.uploads.orders.values()].filter((order) => order.transaction);
		expect(whole).toHaveLength(2000);
	}, 180_000);

	it('are journaled within bounds', () => {
		const { journal } = running.sandbox;
		const bytes = journal.requests.reduce((sum, { body }) => sum + body.length, 0);
		expect(journal.total).toBe(71);
		expect(journal.requests.at(-1)?.bodyBytes).toBeGreaterThan(900_000);
		expect(bytes).toBeGreaterThan(0);
		expect(bytes).toBeLessThanOrEqual(64 * 1024 * 1024);
	});

	it('include repeated ones, whose latest state is the one kept', async () => {
		await running.upload([{ ...ORDER, orderNumber: 'V-0', orderTotal: 7 }]);
		expect((await running.control('GET', '/kount/uploads/V-0')).json).toMatchObject({
			uploads: 2,
			orderTotal: 7,
			transaction: { orderTotal: 7 },
		});
		expect((await running.control('GET', '/kount/uploads')).json).toMatchObject({ orders: 70_000, repeated: 1 });
	});
});
