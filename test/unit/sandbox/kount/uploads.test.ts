import { ORDER, type RunningKount, runKount } from './harness';

let running: RunningKount;
beforeAll(async () => (running = await runKount()));
afterAll(() => running.sandbox.close());
beforeEach(() => running.sandbox.state.kount.reset());

const settings = (values: object) => running.control('PATCH', '/settings', { kount: values });
const send = (body: unknown, headers = {}) => running.kount('POST', '/kff/uploads', body, headers);
const upload = (changes: object) => running.upload([{ ...ORDER, ...changes }]);
const uploaded = async () => (await running.control('GET', '/kount/uploads')).json;

/** A transaction with every field of the contract's table and every member the samples add. */
const COMPLETE = {
	...ORDER,
	arn: '74123456789012345678901',
	authStatus: 'A',
	orderCurrency: 'USD',
	customerID: 'c-9',
	customerEmailAddress: 'ana@example.com',
	customerName: 'Ana Müller',
	cvvValidatedAtPurchase: 'False',
	deviceID: '358680B39D5240A8C382A11F2EBC7150',
	ipAddress: '81.233.22.53',
	invoiceNumber: 'I-1',
	kountOrderNumber: 'DVVN1ZZYU2L7',
	kountClientID: '999666',
	campaignId: '314',
	campaignName: 'Spring',
	paymentInformation: {
		avsMatch: 'True',
		cardBin: '410045',
		last4: '3847',
		authCode: '3845737',
		billingName: 'ANA M',
		billingAddress1: '1005 W Main St',
		billingAddress2: '',
		billingCity: 'Boise',
		billingState: 'ID',
		postalCode: '83702',
		billingCountry: 'USA',
	},
	additionalTransactionData: { browserOrAppDesc: 'Chrome', deviceType: '' },
	shoppingCart: [
		{ itemDescription: 'KEYBOARD', itemName: 'KB', quantity: 1, itemType: 'ACC', itemID: '225', price: 4409 },
	],
	other: { merchantStoreName: 'S', merchantName: 'M', contactUs: 'C', websiteLink: 'https://shop.example' },
};

describe('an upload', () => {
	it('of complete and of minimal transactions is accepted, counted and kept', async () => {
		const { status, json } = await running.upload([COMPLETE, { ...ORDER, orderNumber: 'A-2' }]);
		expect([status, json]).toEqual([200, { status: 'accepted', count: 2 }]);
		await running.upload([{ ...ORDER, orderTotal: 5000 }]);
		expect(await uploaded()).toEqual({ requests: 2, transactions: 3, orders: 2, repeated: 1 });
		const second = (await running.control('GET', '/kount/uploads/A-2')).json;
		expect(second).toMatchObject({ orderNumber: 'A-2', uploads: 1, transaction: { orderNumber: 'A-2' } });
		const first = (await running.control('GET', '/kount/uploads/A-1')).json;
		expect(first).toEqual({ ...ORDER, orderTotal: 5000, uploads: 2, transaction: { ...ORDER, orderTotal: 5000 } });
		expect((await running.control('GET', '/kount/uploads/A-3')).status).toBe(404);
	});

	it('is counted but not kept when told so', async () => {
		await settings({ keepTransactions: false });
		await upload({});
		await settings({ keepTransactions: true });
		expect(await uploaded()).toEqual({ requests: 1, transactions: 1, orders: 0, repeated: 0 });
	});

	it('is answered in each undocumented way', async () => {
		await settings({ answers: 'empty' });
		const empty = await upload({});
		await settings({ answers: 'text' });
		const text = await upload({});
		await settings({ answers: 'json' });
		expect([empty.status, empty.text, text.status, text.text]).toEqual([200, '', 200, 'Accepted']);
		expect(text.headers['content-type']).toContain('text/plain');
		expect(text.json).toBeUndefined();
	});

	it.each<[string, unknown, string]>([
		['no JSON', '{', 'The body is not valid JSON'],
		['an array outside', [ORDER], 'The body must be a JSON object; it was an array'],
		['nothing', {}, 'transactions must be a string that holds JSON; it was missing'],
		['encoded only once', { transactions: [ORDER] }, 'must be a string that holds JSON; it was an array'],
		['the schema fragment', { transactions: { type: 'string' } }, 'it was an object'],
		['broken inside', { transactions: '[{' }, 'its text is no valid JSON'],
		['an incomplete object inside', { transactions: '{"a":1}' }, 'transactions[0].orderNumber is required'],
		['encoded three times', { transactions: JSON.stringify(JSON.stringify([ORDER])) }, 'it held a string'],
		['an empty array', { transactions: '[]' }, 'must hold at least one transaction'],
		['no object in it', { transactions: '[5]' }, 'transactions[0] must be an object; it was a number'],
	])('is refused: %s', async (_name, body, message) => {
		const { status, json } = await send(body);
		expect([status, json.code, json.message]).toEqual([400, 3, expect.stringContaining(message)]);
		expect((await uploaded()).requests).toBe(0);
	});

	it('must be UTF-8, and not be declared as something else', async () => {
		const body = JSON.stringify({ transactions: JSON.stringify([ORDER]) });
		for (const type of ['text/plain', 'application/jsonp', 'multipart/form-data; boundary=x']) {
			expect((await send(body, { 'content-type': type })).json.message).toContain('application/json');
		}
		expect((await send(body, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(200);
		expect((await send(Buffer.from(body.replace('A-1', 'Ä'), 'latin1'))).json.message).toContain('UTF-8');
	});

	it.each<[string, string, string | undefined, number]>([
		['without a content type', JSON.stringify([ORDER]), undefined, 1],
		['declared as a form', JSON.stringify([ORDER]), 'application/x-www-form-urlencoded', 1],
		['with one object', JSON.stringify(ORDER), 'application/json', 1],
		['with an empty object', '{}', 'application/json', 0],
	])('%s is accepted unless strict', async (_name, text, type, count) => {
		const body = JSON.stringify({ transactions: text });
		const loose = await send(body, { 'content-type': type });
		expect([loose.status, loose.json]).toEqual([200, { status: 'accepted', count }]);
		await settings({ strict: true });
		const { status, json } = await send(body, { 'content-type': type });
		await settings({ strict: false });
		expect([status, json.code]).toEqual([400, 3]);
	});

	it('is refused whole, with place and rule of every violation', async () => {
		const { status, json } = await running.upload([
			ORDER,
			{ orderNumber: 'A-2' },
			{ ...ORDER, shoppingCart: [{ price: 1 }, { price: '1' }] },
		]);
		expect(status).toBe(400);
		expect(json).toEqual({
			code: 3,
			message: 'transactions[1].orderDateTime is required',
			details: [
				{ index: 1, field: 'orderDateTime', description: 'is required' },
				{ index: 1, field: 'orderTotal', description: 'is required' },
				{ index: 2, field: 'shoppingCart[1].price', description: 'must be an integer; it was a string' },
			],
		});
		expect(await uploaded()).toEqual({ requests: 0, transactions: 0, orders: 0, repeated: 0 });
	});

	it('names twenty violations at most', async () => {
		const { json } = await running.upload(Array.from({ length: 50 }, () => ({})));
		expect(json.details).toHaveLength(20);
	});

	it('has a limit of 10 MiB', async () => {
		const { status, json } = await send('x'.repeat(10 * 1024 * 1024 + 1));
		expect([status, json.code]).toEqual([413, 3]);
	});
});

/** The transaction with one member replaced: `paymentInformation.cardBin`, `shoppingCart.price`, `orderTotal`. */
function withMember(path: string, value: unknown): object {
	const [first, second] = path.split('.');
	if (second === undefined) return { [first]: value };
	return { [first]: first === 'shoppingCart' ? [{ [second]: value }] : { [second]: value } };
}

const refused = async (path: string, value: unknown): Promise<string> => {
	const { status, json } = await upload(withMember(path, value));
	expect(status).toBe(400);
	expect(json.details).toHaveLength(1);
	expect(json.details[0]).toMatchObject({ index: 0, field: path.replace('shoppingCart.', 'shoppingCart[0].') });
	return json.details[0].description;
};

describe('a transaction', () => {
	const texts = Object.entries(COMPLETE).flatMap(([name, value]): string[] => {
		if (typeof value === 'string') return [name];
		if (typeof value !== 'object') return [];
		const members = Array.isArray(value) ? value[0] : value;
		return Object.entries(members).flatMap(([member, one]) => (typeof one === 'string' ? [`${name}.${member}`] : []));
	});

	it('has text everywhere else than in the three integers', async () => {
		expect(texts).toHaveLength(16 + 11 + 2 + 4 + 4);
		for (const path of texts) {
			expect(await refused(path, 5)).toContain('must be a string; it was a number');
			expect(await refused(path, null)).toContain('must be a string; it was null');
		}
	});

	it.each(['orderTotal', 'shoppingCart.price', 'shoppingCart.quantity'])('has an integer: %s', async (path) => {
		for (const value of ['4409', 44.09, null, true]) {
			expect(await refused(path, value)).toContain('must be an integer');
		}
		expect((await upload(withMember(path, 0))).status).toBe(200);
	});

	it.each<[string, number]>([
		['orderNumber', 50],
		['authStatus', 50],
		['customerID', 250],
		['customerEmailAddress', 50],
		['customerName', 100],
		['deviceID', 50],
		['invoiceNumber', 50],
		['ipAddress', 50],
		['paymentInformation.billingAddress1', 50],
		['paymentInformation.billingAddress2', 50],
		['paymentInformation.billingCity', 50],
		['paymentInformation.billingCountry', 50],
		['paymentInformation.billingName', 50],
		['paymentInformation.billingState', 50],
		['paymentInformation.postalCode', 150],
		['paymentInformation.last4', 100],
		['paymentInformation.cardBin', 8],
		['additionalTransactionData.browserOrAppDesc', 50],
		['additionalTransactionData.deviceType', 50],
		['shoppingCart.itemDescription', 250],
		['shoppingCart.itemID', 50],
		['shoppingCart.itemName', 100],
		['shoppingCart.itemType', 200],
		['other.contactUs', 50],
		['other.merchantName', 50],
		['other.merchantStoreName', 50],
		['other.websiteLink', 1000],
	])('has the documented size: %s %i', async (path, size) => {
		expect((await upload(withMember(path, 'x'.repeat(size)))).status).toBe(200);
		expect(await refused(path, 'x'.repeat(size + 1))).toContain(`${size} characters at most; it had ${size + 1}`);
		expect((await upload(withMember(path, '😀'.repeat(size)))).status).toBe(200);
	});

	it('has a total of 11 digits at most', async () => {
		expect((await upload({ orderTotal: 99_999_999_999 })).status).toBe(200);
		expect(await refused('orderTotal', 100_000_000_000)).toContain('11 digits');
	});

	it.each(['paymentInformation.avsMatch', 'cvvValidatedAtPurchase'])('has True or False: %s', async (path) => {
		for (const value of ['True', 'False', '']) expect((await upload(withMember(path, value))).status).toBe(200);
		for (const value of ['true', 'TRUE', 'Yes']) expect(await refused(path, value)).toBe('must be True or False');
		expect(await refused(path, true)).toContain('must be a string; it was a boolean');
	});

	it('has a moment in UTC', async () => {
		for (const value of ['2021-02-21T12:22:13Z', '2021-02-21T12:22:13.000Z', '2024-02-29T00:00:00Z']) {
			expect((await upload({ orderDateTime: value })).status).toBe(200);
		}
		const wrong = ['', '2021-02-21', '2021-02-21T12:22:13', '2021-02-21T12:22:13+02:00', '2023-02-29T00:00:00Z'];
		for (const value of [...wrong, '2021-02-21 12:22:13Z', '2021-02-21T25:00:00Z']) {
			expect(await refused('orderDateTime', value)).toContain('in UTC');
		}
	});

	it('has a currency of three capitals', async () => {
		for (const value of ['usd', 'US', 'USDT', '840']) expect(await refused('orderCurrency', value)).toContain('4217');
	});

	it('needs a number that is not empty', async () => {
		expect(await refused('orderNumber', '')).toBe('must not be empty');
	});

	it('never carries a card number, and no refusal repeats one', async () => {
		for (const value of ['41111111', '410045']) {
			expect((await upload({ paymentInformation: { cardBin: value } })).status).toBe(200);
		}
		for (const path of ['paymentInformation.cardBin', 'paymentInformation.last4', 'cardBin', 'last4']) {
			const size = path.endsWith('cardBin') ? 8 : 4;
			for (const value of ['4111111111111111', '4111 1111 1111 1111']) {
				expect(await refused(path, value)).toBe(`may hold ${size} digits of a card number at most`);
				expect((await upload(withMember(path, value))).text).not.toMatch(/4111/);
			}
		}
		expect(await refused('paymentInformation.last4', '12345')).toContain('4 digits');
		expect(await refused('paymentInformation.cardBin', '411111111')).toContain('8 digits');
	});

	it.each(['paymentInformation', 'additionalTransactionData', 'other'])('has an object: %s', async (name) => {
		for (const value of ['x', [], null]) expect(await refused(name, value)).toContain('must be an object');
	});

	it('has a list of objects as shopping cart', async () => {
		expect(await refused('shoppingCart', {})).toContain('must be an array; it was an object');
		const { json } = await upload({ shoppingCart: [{}, 'x'] });
		expect(json.message).toBe('transactions[0].shoppingCart[1] must be an object; it was a string');
	});

	it('may have members nobody knows', async () => {
		expect((await upload({ loyalty: 5, paymentInformation: { wallet: true }, toString: 'x' })).status).toBe(200);
	});
});
