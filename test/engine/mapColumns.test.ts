import type { IDataObject } from 'n8n-workflow';

import { problemOf } from '../anotherN8n';
import { EXPORTS, rowsOf } from '../exports';
import { ChargebackhitBench } from './chargebackhit';
import { KloutitBench } from './kloutit';
import { KountBench } from './kount';
import type { ServiceBench } from './serviceBench';

/** A mapping as n8n's editor saves it. */
const mapped = (value: IDataObject) => ({
	columns: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] },
});
const GOES_ON = { onError: 'continueRegularOutput' } as const;
const MAJOR = { amountsAreIn: 'major' };
const [SHOPIFY, WOOCOMMERCE, STRIPE] = EXPORTS;

let open: ServiceBench[] = [];
afterAll(async () => {
	for (const bench of open) await bench.close();
	open = [];
});

async function opened<Bench extends ServiceBench>(opening: Promise<Bench>): Promise<Bench> {
	const bench = await opening;
	open.push(bench);
	return bench;
}

describe('Chargebackhit, Enroll MIDs', () => {
	let bench: ChargebackhitBench;
	beforeAll(async () => {
		bench = await opened(ChargebackhitBench.open());
	});
	beforeEach(() => bench.sandbox.reset());
	const enroll = async (input: IDataObject[], parameters: IDataObject = {}, more = {}) =>
		await bench.run('enrollment', 'enrollMids', parameters, { input, ...more });

	const row = {
		Descriptor: 'MYSTORE*1001',
		'PSP Name': 'Stripe',
		Products: 'Ethoca Alerts; oi',
		CAID: '000123',
		'Acquirer BIN': '412345',
		Website: 'https://shop.example',
		row_number: 2,
		Status: '',
	};

	it("takes a sheet's columns by the panel's labels, and says what it left", async () => {
		const { json, hints } = await enroll([row]);
		expect(bench.body()).toEqual([
			{
				descriptor: 'MYSTORE*1001',
				psp_name: 'Stripe',
				required_products: ['ethoca', 'oi'],
				card_acceptor_id: '000123',
				acquirer_bin: '412345',
				support_info_merchant: { website_url: 'https://shop.example' },
			},
		]);
		expect(json).toMatchObject([{ accepted: true, descriptor: 'MYSTORE*1001' }]);
		expect(hints).toHaveLength(1);
		expect(hints[0].message).toContain('Not used: row_number, Status');
	});

	it.each([
		['MID', 'BIN'],
		['Merchant Identification Number', 'Acquiring BIN'],
		['mid number', 'acquirer_bin'],
	])('takes the numbers of a MID from columns named %s and %s', async (mid, bin) => {
		const { CAID, 'Acquirer BIN': acquirer, ...rest } = row;
		await enroll([{ ...rest, [mid]: CAID, [bin]: acquirer }]);
		expect(bench.body()).toMatchObject([{ card_acceptor_id: '000123', acquirer_bin: '412345' }]);
	});

	it.each([
		['Descriptor;PSP Name;Products', ';'],
		['Descriptor|PSP Name|Products', '|'],
	])('a file that was read as the one column %j: names the sign that separates it', async (header, sign) => {
		const { error } = await enroll([{ [header]: 'A;Stripe;cdrn' }]);
		expect(error!.description).toContain(`add the option Delimiter and enter ${sign}.`);
		expect(bench.requests).toEqual([]);
	});

	it('each column by hand', async () => {
		await enroll(
			[{ shop: 'A' }],
			mapped({ descriptor: '={{ $json.shop }}', psp_name: 'Stripe', required_products: 'cdrn, ethoca' }),
		);
		expect(bench.body()).toEqual([{ descriptor: 'A', psp_name: 'Stripe', required_products: ['cdrn', 'ethoca'] }]);
	});

	it('an invalid value is named by row and by the header of the sheet', async () => {
		const { json } = await enroll([row, { ...row, Descriptor: 'B', 'Acquirer BIN': '12' }], {}, GOES_ON);
		expect(json[1].error).toContain('Acquirer BIN (column "Acquirer BIN")');
		expect(json[1].error).toContain('(2nd item, B)');
		expect(problemOf(json[1])).toBe('digits');
	});

	it('a required column that is missing is named, and nothing is sent', async () => {
		const { error } = await enroll([{ Descriptor: 'A', Products: 'cdrn' }]);
		expect(error!.message).toBe('No column was found for PSP Name');
		expect(bench.requests).toEqual([]);
	});
});

describe('Kloutit, Create and Update', () => {
	let bench: KloutitBench;
	beforeAll(async () => {
		bench = await opened(KloutitBench.open());
	});
	beforeEach(() => bench.sandbox.reset());
	const create = async (input: IDataObject[], parameters: IDataObject = {}, more = {}) =>
		await bench.run('case', 'create', { sector: 'FASHION', ...parameters }, { input, ...more });

	const row = {
		'Case Number': 'EXP-1',
		'Chargeback Reason': 'Fraud',
		'Dispute Amount': '84.50',
		'Dispute Amount Currency': 'eur',
		'Notification Date': '2026-11-01',
		'Delivery Confirmation': 'yes',
		'Hotel Name': '',
	};

	it('a case that exists already is told as such, with the ways to go on', async () => {
		await create([row], MAJOR);
		const { json } = await create([row], MAJOR, GOES_ON);
		expect([bench.requests.at(-1)?.status, problemOf(json[0])]).toEqual([409, 'caseExists']);
	});

	it('a sheet with the labels of the panel', async () => {
		const { json, error } = await create([row], MAJOR);
		expect(error).toBeUndefined();
		expect(bench.requests[0].body).toContain('"disputeAmount":{"value":84.50,"currency":"EUR"}');
		expect(bench.body()).toMatchObject({
			expedientNumber: 'EXP-1',
			sector: 'FASHION',
			chargebackReason: 'FRAUD',
			notificationDate: '2026-11-01T00:00:00.000Z',
			deliveryConfirmation: true,
		});
		expect(json).toMatchObject([{ expedientNumber: 'EXP-1' }]);
	});

	it('amounts in cents get the decimals of their currency', async () => {
		const cents = { amountsAreIn: 'hundredths' };
		await create([{ ...row, 'Dispute Amount': '8450' }], cents);
		await create([{ ...row, 'Dispute Amount': '8450', 'Dispute Amount Currency': 'JPY' }], cents);
		expect(bench.requests[0].body).toContain('"value":84.50');
		expect(bench.requests[1].body).toContain('"value":8450,');
		const { error } = await create([row], cents);
		expect(error!.message).toContain('Dispute Amount (column "Dispute Amount") must be a whole number of cents');
	});

	it('columns that the sector does not have are left out, and told', async () => {
		const { hints } = await create([{ ...row, 'Hotel Name': 'Bellevue' }], MAJOR);
		expect(bench.body()).not.toHaveProperty('hotelName');
		expect(hints.map(({ message }) => message).join(' ')).toContain('Hotel Name');
	});

	it('a mapping is kept when the sector changes: what it has no use for is left out, and told', async () => {
		const value = {
			expedientNumber: '={{ $json.number }}',
			shippingCity: '={{ $json.city }}',
			hotelName: '={{ $json.hotel }}',
			disputeAmount: '10.00',
			disputeAmountCurrency: 'EUR',
			is3DSPurchase: false,
		};
		const input = [{ number: 'EXP-2', city: 'Berlin', hotel: 'Bellevue' }];
		const fashion = await create([{ ...input[0], number: 'EXP-3' }], { ...mapped(value), ...MAJOR });
		const hotel = await create(input, { ...mapped(value), ...MAJOR, sector: 'TRAVEL_HOTEL' });
		expect(bench.body(0)).toMatchObject({ shippingCity: 'Berlin', is3DSPurchase: false });
		expect(bench.body(0)).not.toHaveProperty('hotelName');
		expect(bench.body(1)).toMatchObject({ hotelName: 'Bellevue' });
		expect(bench.body(1)).not.toHaveProperty('shippingCity');
		expect(fashion.hints).toHaveLength(1);
		expect(hotel.hints).toHaveLength(1);
	});

	it('an update takes the columns of a known export', async () => {
		await bench.prepare();
		const before = bench.requests.length;
		const rows = rowsOf(STRIPE).map((one) => ({ ...one, expedientNumber: bench.completeCase }));
		const { error } = await bench.run('case', 'update', {}, { input: rows });
		expect(error).toBeUndefined();
		expect(bench.body(before)).toMatchObject({
			customerEmail: 'maren.okafor@example.com',
			last4Digits: '4242',
			purchaseAmount: { value: 15.5, currency: 'USD' },
			purchaseDate: '2026-11-09T12:05:00.000Z',
		});
	});

	it.each(['Case Number', 'expedient number', 'Case Number (Expedient Number)', 'expedientNumber'])(
		'finds the case number in a column called %s',
		async (header) => {
			const { 'Case Number': _given, ...others } = row as IDataObject;
			const { error } = await create([{ ...others, [header]: 'EXP-1' }], MAJOR);
			expect(error).toBeUndefined();
			expect(bench.body()).toMatchObject({ expedientNumber: 'EXP-1' });
		},
	);

	it('without a case number nothing is sent', async () => {
		const { error } = await create([{ 'Customer Name': 'Ada' }], MAJOR);
		expect(error!.message).toBe('No column was found for Case Number (Expedient Number)');
		const empty = await create([{ ...row, 'Case Number': '' }], MAJOR);
		expect(empty.error!.message).toContain('Case Number (Expedient Number) (column "Case Number") is empty');
		expect(bench.requests).toEqual([]);
	});
});

describe('Kount, Order: Create', () => {
	let bench: KountBench;
	beforeAll(async () => {
		bench = await opened(KountBench.open());
	});
	beforeEach(() => bench.sandbox.reset());
	const create = async (input: IDataObject[], parameters: IDataObject = {}, more = {}) =>
		await bench.run('order', 'create', { riskInquiry: false, ...parameters }, { input, ...more });

	it('several rows of one order are one order with all its items, and every row has its output', async () => {
		const { outputs, error } = await create([...rowsOf(SHOPIFY), ...rowsOf(STRIPE).map(() => ({}))].slice(0, 2));
		expect(error).toBeUndefined();
		expect(bench.requests).toHaveLength(1);
		expect(bench.body()).toMatchObject({
			merchantOrderId: '#1001',
			creationDateTime: '2026-11-02T14:14:00.000Z',
			items: [
				{ name: 'Enamel kettle, blue', sku: 'KET-01', price: '4990', quantity: 1 },
				{ name: 'Seed box', sku: 'SEE-12', price: '1279', quantity: 2 },
			],
			transactions: [
				{ orderTotal: '8149', currency: 'USD', billedPerson: { emailAddress: 'ines.halvorsen@example.com' } },
			],
		});
		expect(outputs[0]).toHaveLength(1);
		expect(outputs[0][0].pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('a mark for text around the order number makes no other order of it', async () => {
		const [first, second] = rowsOf(SHOPIFY);
		await create([
			{ ...first, Name: "'#1001" },
			{ ...second, Name: '\u201c#1001\u201d' },
		]);
		expect(bench.requests).toHaveLength(1);
		expect(bench.body()).toMatchObject({ merchantOrderId: '#1001', items: [{ sku: 'KET-01' }, { sku: 'SEE-12' }] });
	});

	it('two orders are two requests', async () => {
		const [first, second] = rowsOf(WOOCOMMERCE);
		await create([first, { ...second, order_number: 'W-2' }]);
		expect([bench.body(0), bench.body(1)].map((body) => body.merchantOrderId).sort()).toEqual(['W-2', 'W-7431']);
	});

	it('a row that cannot be sent holds back its order', async () => {
		const [first, second] = rowsOf(SHOPIFY);
		const { json } = await create([first, { ...second, 'Lineitem quantity': 'two' }], {}, GOES_ON);
		expect(json.map((one) => problemOf(one))).toEqual(['rowsNotSentTogether', 'wholeNumber']);
		expect(bench.requests).toEqual([]);
	});

	it('each column by hand', async () => {
		await create([{ no: 'M-1', sum: '5000' }], {
			...mapped({ merchantOrderId: '={{ $json.no }}', orderTotal: '={{ $json.sum }}', currency: 'JPY' }),
			...MAJOR,
		});
		expect(bench.body()).toEqual({
			merchantOrderId: 'M-1',
			transactions: [{ orderTotal: '500000', currency: 'JPY' }],
		});
	});
});
