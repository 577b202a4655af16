import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/common/errors/problems';
import type { JournalEntry } from '../../sandbox/shared/journal';
import { detailsOf, problemOf } from '../anotherN8n';
import type { Run } from './engine';
import { KountBench } from './kount';
import type { BenchOptions } from './serviceBench';

let bench: KountBench;
beforeAll(async () => {
	bench = await KountBench.open();
});
afterAll(async () => await bench.close());
beforeEach(() => bench.sandbox.reset());

const ONE_BY_ONE = { maxConcurrentRequests: 1 };
const row = (number: number, more: IDataObject = {}): IDataObject => ({
	orderNumber: `A-${number}`,
	orderDateTime: '2026-01-31T10:00:00Z',
	orderTotal: 4409,
	...more,
});
const rows = (count: number): IDataObject[] => Array.from({ length: count }, (_, number) => row(number));

const upload = async (parameters: IDataObject, options: BenchOptions = {}) =>
	await bench.run('transaction', 'upload', { transactionSource: 'items', ...parameters }, options);

const GOES_ON: BenchOptions = { onError: 'continueRegularOutput' };
/** The code of the first item's problem, if the run continues on errors. */
const problemIn = ({ json }: Run) => problemOf(json[0]);

/** The transactions of a request: the outer JSON holds one text, which is JSON again. */
function transactionsOf({ body }: JournalEntry): IDataObject[] {
	const outer = JSON.parse(body) as IDataObject;
	expect(Object.keys(outer)).toEqual(['transactions']);
	expect(typeof outer.transactions).toBe('string');
	return JSON.parse(outer.transactions as string) as IDataObject[];
}

describe('Transaction: Upload', () => {
	it('sends the documented body: a list, written as JSON, as text within JSON', async () => {
		const { json } = await upload({}, { input: [row(1, { customerName: 'Ünal "Ü" \\ Ω', orderTotal: 1 })] });
		const inner =
			'[{"orderNumber":"A-1","orderDateTime":"2026-01-31T10:00:00Z","orderTotal":1,"customerName":"Ünal \\"Ü\\" \\\\ Ω"}]';
		expect(bench.requests[0].body).toBe(`{"transactions":${JSON.stringify(inner)}}`);
		expect(bench.requests[0]).toMatchObject({ method: 'POST', path: '/kff/uploads', signature: 'valid' });
		expect(bench.requests[0].headers['content-type']).toBe('application/json');
		expect(bench.requests[0].headers.authorization).toMatch(/^Bearer /);
		expect(json).toEqual([
			{
				accepted: true,
				count: 1,
				firstOrderNumber: 'A-1',
				lastOrderNumber: 'A-1',
				response: expect.anything() as unknown,
			},
		]);
	});

	it("sends Kount's own sample byte for byte as its page shows it", async () => {
		const sample = readFileSync(path.resolve(__dirname, '../fixtures/kount-sample-transactions.json'), 'utf8').trim();
		await upload({}, { input: JSON.parse(sample) as IDataObject[] });
		expect(bench.requests.map(({ body }) => body)).toEqual([`{"transactions":${JSON.stringify(sample)}}`]);
	});

	it('gathers items by count, and gives one output a batch, paired to all of its items', async () => {
		const { outputs } = await upload({ options: { ...ONE_BY_ONE, batchSize: 4 } }, { input: rows(10) });
		expect(bench.requests.map((request) => transactionsOf(request).map(({ orderNumber }) => orderNumber))).toEqual([
			['A-0', 'A-1', 'A-2', 'A-3'],
			['A-4', 'A-5', 'A-6', 'A-7'],
			['A-8', 'A-9'],
		]);
		expect(outputs[0].map(({ json }) => json.count)).toEqual([4, 4, 2]);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
			[0, 1, 2, 3].map((item) => ({ item })),
			[4, 5, 6, 7].map((item) => ({ item })),
			[8, 9].map((item) => ({ item })),
		]);
	});

	it('sends 500 in a request unless told otherwise', async () => {
		await upload({}, { input: rows(1001) });
		expect(bench.requests.map((request) => transactionsOf(request).length).sort((a, b) => a - b)).toEqual([
			1, 500, 500,
		]);
	});

	it('ends a request before the size limit, quotes and letters of several bytes counted as they are sent', async () => {
		const input = Array.from({ length: 40 }, (_, number) => row(number, { customerName: '"Ω"'.repeat(30) }));
		await upload({ options: { ...ONE_BY_ONE, batchKilobytes: 2 } }, { input });
		const sizes = bench.requests.map(({ bodyBytes }) => bodyBytes);
		expect(Math.max(...sizes)).toBeLessThanOrEqual(2000);
		// no request could have taken one transaction more
		const single = Math.max(...bench.requests.map((request) => request.bodyBytes / transactionsOf(request).length));
		expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(2000 - single - 10);
		expect(bench.requests.flatMap((request) => transactionsOf(request)).map(({ orderNumber }) => orderNumber)).toEqual(
			input.map(({ orderNumber }) => orderNumber),
		);
	});

	it('sends a transaction alone that is larger than the limit', async () => {
		const input = [row(0), row(1, { unknownMember: 'x'.repeat(3000) }), row(2)];
		await upload({ options: { ...ONE_BY_ONE, batchKilobytes: 2 } }, { input });
		expect(bench.requests.map((request) => transactionsOf(request).map(({ orderNumber }) => orderNumber))).toEqual([
			['A-0'],
			['A-1'],
			['A-2'],
		]);
	});

	it('takes transactions out of a field: an object, a list, JSON text of either, a name with dots', async () => {
		const input = [{ orders: row(1) }, { orders: [row(2), row(3)] }, { orders: JSON.stringify([row(4)]) }];
		const { outputs } = await upload({ transactionSource: 'field', transactionField: 'orders' }, { input });
		expect(transactionsOf(bench.requests[0])).toEqual([row(1), row(2), row(3), row(4)]);
		expect(outputs[0]).toHaveLength(1);
		expect(outputs[0][0]).toMatchObject({ json: { count: 4 }, pairedItem: [{ item: 0 }, { item: 1 }, { item: 2 }] });

		bench.sandbox.reset();
		await upload({ transactionSource: 'field', transactionField: 'a.b' }, { input: [{ a: { b: row(5) } }] });
		expect(transactionsOf(bench.requests[0])).toEqual([row(5)]);
	});

	it('splits the list of one item over several requests, and pairs each to it', async () => {
		const { outputs } = await upload(
			{ transactionSource: 'field', transactionField: 'list', options: { ...ONE_BY_ONE, batchSize: 2 } },
			{ input: [{ list: rows(5) }] },
		);
		expect(bench.requests).toHaveLength(3);
		expect(outputs[0].map(({ json, pairedItem }) => [json.count, pairedItem])).toEqual([
			[2, { item: 0 }],
			[2, { item: 0 }],
			[1, { item: 0 }],
		]);
	});

	it('says of an item whose list was carried out in part that it was', async () => {
		bench.fault({ status: 400, body: { code: 3, message: 'No' }, skip: 1 });
		const { error } = await upload(
			{ transactionSource: 'field', transactionField: 'list', options: { ...ONE_BY_ONE, batchSize: 2 } },
			{ input: [{ list: rows(6) }] },
		);
		expect(error?.message).toContain('400: No (3)');
		expect(error?.description).toContain(problems.partlyCompleted().message);
		expect(bench.requests).toHaveLength(2);
	});

	const TYPED = {
		transactionSource: 'fields',
		amountsAreIn: 'major',
		orderNumber: '={{ $json.order }}',
		orderDateTime: '2026-01-31T11:00:00+01:00',
		orderTotal: '={{ $json.total }}',
		orderDetails: {
			arn: '74012345678901234567890',
			authStatus: 'A',
			campaignId: '17',
			campaignName: 'Spring',
			orderCurrency: 'USD',
			customerEmailAddress: 'a@example.com',
			customerID: 'c-1',
			customerName: 'Ines',
			cvvValidatedAtPurchase: 'True',
			deviceID: 'd1',
			invoiceNumber: 'i1',
			ipAddress: '203.0.113.7',
			kountClientID: '999666',
			kountOrderNumber: 'DVVN1ZZYU2L8',
		},
		paymentInformation: {
			authCode: '123',
			avsMatch: 'False',
			billingAddress1: 'Main 1',
			billingAddress2: 'Floor 2',
			billingCity: 'Boise',
			billingCountry: 'USA',
			billingName: 'I',
			postalCode: '83702',
			billingState: 'ID',
			cardBin: '41111122',
			last4: '1111',
		},
		additionalTransactionData: { browserOrAppDesc: 'Chrome', deviceType: 'PC' },
		shoppingCart: {
			items: [
				{ itemDescription: 'Coat', itemID: 'S', itemName: 'Coat', itemType: 'wear', price: '22.5', quantity: '2' },
			],
		},
		other: { contactUs: '555', merchantName: 'Shop', merchantStoreName: 'Store', websiteLink: 'https://shop.example' },
		additionalFields: '{}',
	};

	it('writes all 40 typed fields into their objects, amounts as hundredths, the date in UTC, a BIN of 8 cut to 6', async () => {
		const { error, hints } = await upload(TYPED, { input: [{ order: 'A-1', total: '45.00' }] });
		expect(error).toBeUndefined();
		expect(transactionsOf(bench.requests[0])).toEqual([
			{
				...TYPED.orderDetails,
				orderNumber: 'A-1',
				orderDateTime: '2026-01-31T10:00:00Z',
				orderTotal: 4500,
				paymentInformation: { ...TYPED.paymentInformation, cardBin: '411111' },
				additionalTransactionData: TYPED.additionalTransactionData,
				shoppingCart: [{ ...TYPED.shoppingCart.items[0], price: 2250, quantity: 2 }],
				other: TYPED.other,
			},
		]);
		expect(hints.map(({ message }) => message)).toEqual([expect.stringContaining('Card BIN')]);
	});

	it('sends hundredths as they are, and leaves empty fields out', async () => {
		await upload(
			{
				...TYPED,
				amountsAreIn: 'hundredths',
				orderDetails: {},
				paymentInformation: {},
				additionalTransactionData: {},
				shoppingCart: {},
				other: {},
			},
			{ input: [{ order: 'A-1', total: 4409 }] },
		);
		expect(transactionsOf(bench.requests[0])).toEqual([
			{ orderNumber: 'A-1', orderDateTime: '2026-01-31T10:00:00Z', orderTotal: 4409 },
		]);
	});

	it('merges the additional JSON before the checks', async () => {
		const refused = await upload(
			{ additionalFields: '{"paymentInformation": {"last4": "4111111111111111"}}' },
			{ input: [row(1)], ...GOES_ON },
		);
		expect(problemIn(refused)).toBe('cardLastFour');
		expect(refused.json[0].error).toContain('Last Four (last4)');
		expect(refused.json[0].error).toContain('16 characters');
		expect(bench.requests).toHaveLength(0);
		await upload({ additionalFields: '{"campaignId": "9"}' }, { input: [row(1)] });
		expect(transactionsOf(bench.requests[0])).toEqual([row(1, { campaignId: '9' })]);
	});

	const BAD: Array<[string, IDataObject, string, string]> = [
		['no order number', row(1, { orderNumber: ' ' }), 'transactionFieldEmpty', 'Order Number (orderNumber)'],
		['no date', { orderNumber: 'A', orderTotal: 1 }, 'transactionFieldEmpty', 'Order Date (orderDateTime)'],
		['no total', row(1, { orderTotal: null }), 'transactionFieldEmpty', 'Order Total (orderTotal)'],
		['a fraction of a cent', row(1, { orderTotal: 44.095 }), 'hundredths', 'Order Total (orderTotal)'],
		['a comma', row(1, { orderTotal: '44,09' }), 'hundredths', 'Order Total (orderTotal)'],
		['too many digits', row(1, { orderTotal: 123456789012 }), 'amountDigits', 'Order Total (orderTotal)'],
		['a price with decimals', row(1, { shoppingCart: [{ price: 9.5 }] }), 'hundredths', 'Price (price)'],
		['a date of two meanings', row(1, { orderDateTime: '01/02/2026' }), 'dateOrder', 'Order Date (orderDateTime)'],
		['a BIN of 5', row(1, { paymentInformation: { cardBin: '41111' } }), 'cardBinSix', 'Card BIN (cardBin)'],
		[
			'a description of 600',
			row(1, { shoppingCart: [{ itemDescription: 'x'.repeat(600) }] }),
			'textLength',
			'Description (itemDescription)',
		],
		[
			'a flag that is none',
			row(1, { cvvValidatedAtPurchase: 'maybe' }),
			'trueOrFalse',
			'CVV Validated (cvvValidatedAtPurchase)',
		],
		['a cart that is no list', row(1, { shoppingCart: {} }), 'jsonList', 'shoppingCart'],
		['payment that is text', row(1, { paymentInformation: 'x' }), 'jsonRecord', 'paymentInformation'],
	];
	it.each(BAD)('refuses %s before anything is sent', async (_name, transaction, code, field) => {
		const { error } = await upload({}, { input: [transaction, row(2)] });
		expect(error?.message).toContain(field);
		expect(error?.message).toContain('1st item');
		expect(bench.sandbox.journal.requests).toHaveLength(0);
		expect(problemIn(await upload({}, { input: [transaction], ...GOES_ON }))).toBe(code);
	});

	it.each([
		['cardBin', { cardBin: '4111111111111111' }],
		['last4', { last4: '4111111111111111' }],
		['another member', { cardNumber: '4111 1111 1111 1111' }],
	])('never sends and never shows a whole card number in %s', async (_name, paymentInformation) => {
		for (const source of [
			{ input: [row(1, { paymentInformation })] },
			{ input: [{ f: row(1, { paymentInformation }) }] },
		]) {
			const parameters = 'f' in source.input[0] ? { transactionSource: 'field', transactionField: 'f' } : {};
			const { error } = await upload(parameters, source);
			expect(error).toBeDefined();
			expect(`${error?.message} ${error?.description}`).not.toMatch(/1111/);
			expect(bench.sandbox.journal.requests).toHaveLength(0);
		}
	});

	const FIELD: Array<[string, unknown, string, string]> = [
		['text', '"just text"', 'transactionOrList', '"just text"'],
		['broken JSON', '[{"orderNumber": ', 'jsonInvalid', '"f"'],
		['a body of its own', { transactions: [row(1)] }, 'uploadBodyGiven', '"f"'],
		['an object without the required fields', { id: 7 }, 'transactionFieldEmpty', 'Order Number (orderNumber)'],
		['an empty list', [], 'transactionListEmpty', '"f"'],
		['a number in the list', [row(1), 5], 'transactionOrList', 'f[1]'],
		['one bad among several', [row(1), row(2, { orderTotal: 1.5 })], 'hundredths', '2nd transaction'],
		['nothing', null, 'transactionFieldMissing', '"f"'],
	];
	it.each(FIELD)('refuses a field that holds %s', async (_name, f, code, named) => {
		const refused = await upload(
			{ transactionSource: 'field', transactionField: 'f' },
			{ input: [{ f } as IDataObject], ...GOES_ON },
		);
		expect(problemIn(refused)).toBe(code);
		expect(refused.json[0].error).toContain(named);
		expect(bench.sandbox.journal.requests).toHaveLength(0);
	});

	it('wants to be told what the amounts are in, and refuses what is no amount', async () => {
		const typed = async (more: IDataObject) =>
			problemIn(await upload({ ...TYPED, ...more }, { input: [{ order: 'A', total: '1' }], ...GOES_ON }));
		expect(await typed({ amountsAreIn: '={{ "" }}' })).toBe('amountUnitNotChosen');
		for (const orderTotal of ['44,09', '44.095', '1e3', '$5', '-1'])
			expect(await typed({ orderTotal })).toBe('majorUnits');
		expect(bench.sandbox.journal.requests).toHaveLength(0);
	});

	it('gives an error item per input of a failed batch, while the others go through', async () => {
		bench.fault({ status: 400, body: { code: 3, message: 'The batch is not welcome' }, skip: 1, count: 3 });
		const input = rows(6).map((one, place) => ({ ...one, mine: place }));
		const { outputs, error } = await upload(
			{ options: { ...ONE_BY_ONE, batchSize: 2 } },
			{ input, onError: 'continueErrorOutput' },
		);
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.lastOrderNumber)).toEqual(['A-1', 'A-5']);
		expect(outputs[1].map(({ json, pairedItem }) => [json.mine, pairedItem, json.error])).toEqual([
			[2, { item: 2 }, expect.stringMatching(/The batch is not welcome \(3\).*3rd item, A-2/)],
			[3, { item: 3 }, expect.stringMatching(/The batch is not welcome \(3\).*4th item, A-3/)],
		]);
	});

	it.each(['json', 'empty', 'text'] as const)(
		'takes an answer of %s for success: what it holds is not documented',
		async (answers) => {
			bench.sandbox.settings.kount.answers = answers;
			const { json, error } = await upload({}, { input: [row(1)] });
			bench.sandbox.settings.kount.answers = 'json';
			expect(error).toBeUndefined();
			const expected = { json: expect.any(Object) as unknown, empty: null, text: expect.any(String) as unknown }[
				answers
			];
			expect(json[0]).toMatchObject({ accepted: true, count: 1, response: expected });
		},
	);
});

describe('Alert: Respond', () => {
	const respond = async (input: IDataObject[], options: IDataObject = {}, more: BenchOptions = {}) =>
		await bench.run(
			'alert',
			'respond',
			{
				alertId: '={{ $json.id }}',
				statusCode: 'REFUNDED',
				additionalFields: '{}',
				options: { ...ONE_BY_ONE, ...options },
			},
			{ input, ...more },
		);
	const openAlerts = (count: number) => Array.from({ length: count }, (_, place) => ({ id: bench.alert(place) }));

	it('answers several alerts in one request, as plain JSON', async () => {
		const input = openAlerts(3);
		const { outputs } = await respond(input);
		expect(bench.requests).toHaveLength(1);
		expect(JSON.parse(bench.requests[0].body)).toEqual({
			actions: input.map(({ id }) => ({ id, statusCode: 'REFUNDED' })),
		});
		expect(outputs[0].map(({ json, pairedItem }) => [json.id, json.statusCode, json.accepted, pairedItem])).toEqual(
			input.map(({ id }, item) => [id, 'REFUNDED', true, { item }]),
		);
		for (const { id } of input) expect(bench.sandbox.state.kount.alerts.get(id)?.answer?.statusCode).toBe('REFUNDED');
	});

	it('sends the alerts of a refused batch one by one, once: one bad alert keeps no other back', async () => {
		const [first, second] = openAlerts(2);
		const unknown = { id: '00000000-0000-4000-8000-000000000000' };
		const { outputs } = await respond([first, unknown, second], {}, { onError: 'continueErrorOutput' });
		expect(bench.requests).toHaveLength(4);
		expect(
			bench.requests.map((request) => (JSON.parse(request.body) as { actions: unknown[] }).actions.length),
		).toEqual([3, 1, 1, 1]);
		expect(outputs[0].map(({ json }) => json.id)).toEqual([first.id, second.id]);
		expect(outputs[1].map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([[unknown.id, { item: 1 }]]);
	});

	it('stops at the first alert that is refused alone, and says which were answered', async () => {
		const [first, second] = openAlerts(2);
		const { error } = await respond([first, { id: '00000000-0000-4000-8000-000000000000' }, second]);
		expect(error?.message).toContain('2nd item, 00000000-0000-4000-8000-000000000000');
		const { message } = problems.runStopped({ completed: [0], partly: [], failed: [], unknown: [], notSent: [2] });
		expect(error?.description).toContain(message);
		expect(bench.sandbox.state.kount.alerts.get(second.id)?.answer).toBeNull();
	});

	it('does not try a batch again whose outcome is unclear', async () => {
		bench.fault({ status: 500, body: { message: 'broken' } });
		const refused = await respond(openAlerts(2), {}, GOES_ON);
		expect(bench.requests).toHaveLength(1);
		expect(problemIn(refused)).toBe('outcomeUnknown');
		expect(detailsOf(refused.json[0])).toMatchObject({ unclear: true });
	});

	it('takes a code of its own as it is, and refuses an empty one', async () => {
		const [{ id }] = openAlerts(1);
		const own = async (otherStatusCode: string) =>
			await bench.run(
				'alert',
				'respond',
				{ alertId: id, statusCode: 'other', otherStatusCode, additionalFields: '{}' },
				GOES_ON,
			);
		const refused = await own('={{ "" }}');
		expect(problemIn(refused)).toBe('fieldEmpty');
		expect(refused.json[0].error).toContain('Other Outcome (Status Code)');
		expect(bench.requests).toHaveLength(0);
		await own('Account-Suspended 2');
		expect(JSON.parse(bench.requests[0].body)).toEqual({ actions: [{ id, statusCode: 'Account-Suspended 2' }] });
	});

	it('answers no alert whose id is a number that has lost digits', async () => {
		const refused = await respond([{ id: 12345678901234567890 }], {}, GOES_ON);
		expect(problemIn(refused)).toBe('lostDigits');
		expect(refused.json[0].error).toContain('Alert ID');
		expect(bench.requests).toHaveLength(0);
	});

	it('refuses two answers to one alert before anything is sent', async () => {
		const [{ id }, other] = openAlerts(2);
		const { outputs } = await respond([{ id }, other, { id }], {}, { onError: 'continueErrorOutput' });
		expect(outputs[1].map(({ json }) => problemOf(json))).toEqual(['valueNotUnique', 'valueNotUnique']);
		expect(outputs[1][0].json.error).toContain('Alert ID');
		expect(JSON.parse(bench.requests[0].body)).toEqual({ actions: [{ id: other.id, statusCode: 'REFUNDED' }] });
	});

	it('is refused to an AI agent unless a person has allowed it', async () => {
		const [{ id }] = openAlerts(1);
		const parameters = {
			resource: 'alert',
			operation: 'respond',
			alertId: id,
			statusCode: 'REFUNDED',
			additionalFields: '{}',
		};
		const { error } = await bench.run('alert', 'respond', parameters, { type: 'kountTool' });
		expect(error?.message).toBe(problems.agentNotAllowed('Respond to alert').message);
		expect(bench.sandbox.journal.requests).toHaveLength(0);
		const allowed = await bench.run(
			'alert',
			'respond',
			{ ...parameters, allowAgentAlertRespond: true },
			{ type: 'kountTool' },
		);
		expect(allowed.error).toBeUndefined();
	});
});

describe('Order', () => {
	const CREATE = {
		orderSource: 'fields',
		merchantOrderId: 'M-1',
		riskInquiry: true,
		excludeDevice: false,
		orderDetails: {
			channel: 'WEB',
			userIp: '203.0.113.7',
			creationDateTime: '2026-01-31T11:00:00+01:00',
			deviceSessionId: 'd',
		},
		payment: {
			arn: '74012345678901234567890',
			authCode: '123',
			authResult: 'APPROVED',
			billingEmail: 'a@example.com',
			billingFamilyName: 'H',
			billingFirstName: 'I',
			billingPhone: '+1',
			cardBin: '411111',
			cardBrand: 'VISA',
			currency: 'usd',
			lastFour: '1111',
			orderTotal: '4409',
			paymentToken: 't',
			paymentType: 'CREDIT_CARD',
			processor: 'P',
			processorMerchantId: 'mid',
			subtotal: '4000',
			merchantTransactionId: 'mt',
			transactionStatus: 'AUTHORIZED',
		},
		additionalFields: '{"items": [{"id": "1", "price": "4409", "quantity": 1}]}',
		simplify: true,
	};

	it('creates an order with a risk inquiry', async () => {
		const { json, error } = await bench.run('order', 'create', CREATE);
		expect(error).toBeUndefined();
		expect(bench.requests[0]).toMatchObject({
			method: 'POST',
			path: '/commerce/v2/orders?riskInquiry=true&excludeDevice=false',
		});
		expect(bench.body()).toEqual({
			merchantOrderId: 'M-1',
			channel: 'WEB',
			userIp: '203.0.113.7',
			creationDateTime: '2026-01-31T10:00:00.000Z',
			deviceSessionId: 'd',
			items: [{ id: '1', price: '4409', quantity: 1 }],
			transactions: [
				{
					processor: 'P',
					processorMerchantId: 'mid',
					merchantTransactionId: 'mt',
					orderTotal: '4409',
					subtotal: '4000',
					currency: 'USD',
					transactionStatus: 'AUTHORIZED',
					payment: { type: 'CREDIT_CARD', paymentToken: 't', bin: '411111', last4: '1111', cardBrand: 'VISA' },
					billedPerson: { name: { first: 'I', family: 'H' }, emailAddress: 'a@example.com', phoneNumber: '+1' },
					authorizationStatus: {
						authResult: 'APPROVED',
						processorAuthCode: '123',
						acquirerReferenceNumber: '74012345678901234567890',
					},
				},
			],
		});
		expect(json[0]).toMatchObject({
			merchantOrderId: 'M-1',
			orderId: expect.any(String) as string,
			decision: 'APPROVE',
			transactionStatus: 'AUTHORIZED',
		});
	});

	it('only stores an order where no inquiry is wanted', async () => {
		await bench.run('order', 'create', { ...CREATE, riskInquiry: false });
		expect(bench.requests[0].path).toBe('/commerce/v2/orders');
	});

	it.each([
		['no number', { merchantOrderId: '={{ "" }}' }, 'fieldEmpty', 'Your Order Number (Merchant Order ID)'],
		['a total in major units', { payment: { orderTotal: '44.09' } }, 'smallestUnits', 'Order Total'],
		['a card number', { payment: { cardBin: '4111111111111111' } }, 'cardBin', 'Card BIN'],
		['a price as a number', { additionalFields: '{"items": [{"price": 4409}]}' }, 'quotedAmount', 'items[0].price'],
		['items that are no list', { additionalFields: '{"items": {}}' }, 'jsonList', 'items'],
	])('refuses %s', async (_name, more, code, field) => {
		const refused = await bench.run('order', 'create', { ...CREATE, ...more }, GOES_ON);
		expect(problemIn(refused)).toBe(code);
		expect(refused.json[0].error).toContain(field);
		expect(JSON.stringify(refused.json)).not.toContain('4111111111111111');
		expect(bench.sandbox.journal.requests).toHaveLength(0);
	});

	it.each([
		['create', CREATE],
		['update', { orderId: 'O-1', orderDetails: { reasonCode: 'R1' }, payment: {}, additionalFields: '{}' }],
	])('%s sends nothing where Simplify cannot be read', async (operation, parameters) => {
		const { error } = await bench.run('order', operation, {
			...parameters,
			simplify: "={{ $('Nowhere').item.json.x }}",
		});
		expect(error?.message).toBeDefined();
		expect(bench.sandbox.journal.requests).toHaveLength(0);
	});

	it('gets an order, and names one that is not there', async () => {
		const { orderId } = bench.sample({ orderId: '{order}' });
		const { json } = await bench.run('order', 'get', { orderId, simplify: true });
		expect(json[0]).toEqual({
			orderId,
			merchantOrderId: 'KT-700001',
			channel: 'WEB',
			creationDateTime: expect.any(String) as string,
			decision: 'APPROVE',
			omniscore: 86.4,
			reasonCode: null,
			transactionId: expect.anything() as unknown,
			transactionStatus: 'CAPTURED',
		});
		const missing = await bench.run('order', 'get', { orderId: '../x', simplify: true }, GOES_ON);
		expect(problemIn(missing)).toBe('notFound');
		expect(missing.json[0].error).toContain('rder ../x');
		expect(bench.requests[1].path).toBe('/commerce/v2/orders/..%2Fx');
	});

	it('updates an order, and refuses an update of nothing', async () => {
		const { orderId } = bench.sample({ orderId: '{order}' });
		const update = async (more: IDataObject) =>
			await bench.run(
				'order',
				'update',
				{ orderId, orderDetails: {}, payment: {}, additionalFields: '{}', simplify: true, ...more },
				GOES_ON,
			);
		expect(problemIn(await update({}))).toBe('orderUpdateEmpty');
		expect(bench.requests).toHaveLength(0);
		await update({
			orderDetails: { reasonCode: 'R1', merchantOrderId: 'KT-700001' },
			payment: { transactionStatus: 'REFUSED' },
		});
		expect(bench.requests[0]).toMatchObject({ method: 'PATCH', path: `/commerce/v2/orders/${String(orderId)}` });
		expect(bench.body()).toEqual({
			merchantOrderId: 'KT-700001',
			riskInquiry: { reasonCode: 'R1' },
			transactions: [{ transactionStatus: 'REFUSED' }],
		});
	});
});
