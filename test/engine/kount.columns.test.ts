import type { IDataObject } from 'n8n-workflow';

import { problemOf } from '../anotherN8n';
import { EXPORTS, rowsOf } from '../exports';
import type { Run } from './engine';
import { KountBench } from './kount';
import type { BenchOptions } from './serviceBench';

let bench: KountBench;
beforeAll(async () => {
	bench = await KountBench.open();
});
afterAll(async () => await bench.close());
beforeEach(() => bench.sandbox.reset());

const AUTOMATIC = { columns: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] } };
/** A mapping as n8n's editor saves it. */
const mapped = (value: IDataObject) => ({
	columns: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] },
});
const GOES_ON: BenchOptions = { onError: 'continueRegularOutput' };

let last: [input: IDataObject[], parameters: IDataObject] = [[], {}];
const upload = async (input: IDataObject[], parameters: IDataObject = {}, options: BenchOptions = {}) => {
	last = [input, parameters];
	return await bench.run('transaction', 'upload', { ...AUTOMATIC, ...parameters }, { input, ...options });
};
/** The code of the problem that stopped the last run: only items tell it. */
const codeOf = async () => {
	const run = await upload(...last, GOES_ON);
	return problemsIn(run).find((code) => code !== undefined && code !== 'rowsNotSentTogether');
};

const sent = (): IDataObject[] =>
	bench.requests.flatMap(({ body }) => JSON.parse((JSON.parse(body) as IDataObject).transactions as string) as never);
const problemsIn = ({ json }: Run) => json.map((item) => problemOf(item));
const hintsOf = ({ hints }: Run) => hints.map(({ message }) => message);

const line = (number: string, more: IDataObject = {}): IDataObject => ({
	'Order Number': number,
	'Order Date': '2026-01-31T10:00:00Z',
	'Order Total': '44.09',
	Currency: 'USD',
	...more,
});
const MAJOR = { amountsAreIn: 'major' };

describe('Map Automatically', () => {
	it.each(EXPORTS)('a $name export, as it is: nothing else has to be set', async (given) => {
		const run = await upload(rowsOf(given));
		expect(run.error).toBeUndefined();
		expect(sent()[0]).toEqual(given.expected);
		expect(hintsOf(run).filter((hint) => hint.includes(`as in a ${given.name} export.`))).toHaveLength(2);
		// every row has its output
		expect(run.outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
			given.rows.length === 1 ? { item: 0 } : given.rows.map((_, item) => ({ item })),
		]);
	});

	it('is the default of a new node', async () => {
		await bench.run('transaction', 'upload', MAJOR, { input: [line('A-1')] });
		expect(sent()).toMatchObject([{ orderNumber: 'A-1', orderTotal: 4409 }]);
	});

	it('one hint says what was used, what was not, and what is ambiguous, for any number of rows', async () => {
		const rows = Array.from({ length: 30 }, (_, n) => line(`A-${n}`, { Name: 'Ada', Tags: 'x', row_number: n }));
		const hints = hintsOf(await upload(rows, MAJOR));
		expect(hints).toHaveLength(1);
		for (const part of ['"Order Total" as Order Total', 'Not used: Tags, row_number', '"Name" could be'])
			expect(hints[0]).toContain(part);
		expect(sent()[0]).not.toHaveProperty('customerName');
	});

	it.each(['major', 'hundredths'])('the unit is asked for if no export tells it: %s', async (amountsAreIn) => {
		const { error } = await upload([line('A-1'), line('A-2')]);
		expect(error).toBeDefined();
		expect(await codeOf()).toBe('amountUnitMissing');
		expect(bench.requests).toEqual([]);
		const total = amountsAreIn === 'major' ? '44.09' : '4409';
		await upload([line('A-1', { 'Order Total': total })], { amountsAreIn });
		expect(sent()).toMatchObject([{ orderTotal: 4409 }]);
	});

	it('the unit that a person chose wins over that of the export', async () => {
		const [row] = rowsOf(EXPORTS[2]);
		await upload([{ ...row, Amount: '1550' }], { amountsAreIn: 'hundredths' });
		expect(sent()).toMatchObject([{ orderTotal: 1550 }]);
	});

	it('a required column that is missing is named once, with the columns that are there', async () => {
		const { error } = await upload(
			[
				{ Ref: 'A-1', Sum: '1' },
				{ Ref: 'A-2', Sum: '2' },
			],
			MAJOR,
		);
		expect(error).toBeDefined();
		expect(await codeOf()).toBe('columnNotFound');
		expect(error!.message).toContain('Order Number, Order Date, Order Total');
		expect(`${error!.message} ${error!.description}`).toContain('Ref, Sum');
		expect(`${error!.message} ${error!.description}`).not.toContain('2nd item');
		expect(bench.requests).toEqual([]);
	});

	it('an error names the row by its order number, and the column by the user’s own header', async () => {
		const { error } = await upload([line('A-1'), line('A-2', { 'Order Total': '1,50' })], MAJOR);
		expect(error!.message).toContain('Order Total (column "Order Total")');
		expect(error!.message).toContain('(2nd item, A-2)');
		expect(bench.requests).toEqual([]);
	});

	it('an export with 200 more columns', async () => {
		const others = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`Extra ${n}`, 'x']));
		const run = await upload([line('A-1', others)], MAJOR);
		expect(sent()).toHaveLength(1);
		expect(hintsOf(run)[0]).toContain('and 160 more');
	});

	it('a full card number in a column that is not used is not shown, and not sent', async () => {
		const run = await upload([line('A-1', { 'Card 4111111111111111': '4111111111111111' })], MAJOR);
		expect(JSON.stringify([hintsOf(run), sent()])).not.toContain('4111111111111111');
		const { error } = await upload([line('A-1', { 'Last Four': '4111111111111111' })], MAJOR);
		expect(`${error!.message}${error!.description}`).not.toContain('41111111');
	});
});

describe('rows of one order', () => {
	const goods = (name: string, more: IDataObject = {}) => line('A-1', { itemName: name, ...more });

	it('are one transaction with the goods of every row, in any order of the rows', async () => {
		const run = await upload(
			[goods('Kettle', { 'Order Total': '' }), line('B-2', { itemName: 'Hat' }), goods('Box', { Currency: '' })],
			MAJOR,
		);
		expect(sent()).toMatchObject([
			{ orderNumber: 'A-1', orderTotal: 4409, shoppingCart: [{ itemName: 'Kettle' }, { itemName: 'Box' }] },
			{ orderNumber: 'B-2', shoppingCart: [{ itemName: 'Hat' }] },
		]);
		expect(run.outputs[0]).toHaveLength(1);
		expect(run.outputs[0][0].pairedItem).toEqual(expect.arrayContaining([{ item: 0 }, { item: 1 }, { item: 2 }]));
		expect(run.json).toMatchObject([{ count: 2 }]);
	});

	it.each(["'A-1", '\u2019A-1', '="A-1"', '\u201cA-1\u201d', '\u200bA-1 '])(
		'belong together however a file writes the order number: %j',
		async (number) => {
			await upload([goods('Kettle'), line(number, { itemName: 'Box' })], MAJOR);
			expect(sent()).toMatchObject([
				{ orderNumber: 'A-1', shoppingCart: [{ itemName: 'Kettle' }, { itemName: 'Box' }] },
			]);
		},
	);

	it('each has an output of its own with Include Input Fields', async () => {
		const { outputs } = await upload([goods('Kettle'), goods('Box')], {
			...MAJOR,
			options: { includeInputFields: true },
		});
		expect(outputs[0].map(({ json, pairedItem }) => [json.itemName, pairedItem])).toEqual([
			['Kettle', { item: 0 }],
			['Box', { item: 1 }],
		]);
	});

	it.each([
		['Order Total', { 'Order Total': '45.00' }],
		['Currency', { Currency: 'EUR' }],
		['Customer Name', { 'Customer Name': 'Tomas Brandt' }],
	])('that contradict each other in %s are refused by name', async (field, other) => {
		const { error } = await upload(
			[goods('Kettle', { 'Customer Name': 'Ines Halvorsen' }), goods('Box', other)],
			MAJOR,
		);
		expect(error).toBeDefined();
		expect(await codeOf()).toBe('rowsContradict');
		expect(error!.message).toContain(`${field} (column "${field}")`);
		expect(error!.message).toContain('(2nd item, A-1)');
		expect(bench.requests).toEqual([]);
	});

	it('a row that cannot be sent holds back the whole order, and no other', async () => {
		const run = await upload([goods('Kettle'), goods('Box', { Quantity: 'two' }), line('B-2')], MAJOR, GOES_ON);
		expect(sent()).toMatchObject([{ orderNumber: 'B-2' }]);
		expect(problemsIn(run)).toEqual(['rowsNotSentTogether', 'wholeNumber', undefined]);
	});

	it('all of them fail if the service refuses their order', async () => {
		bench.fault({ path: '/kff/uploads', status: 422, count: 5, body: bench.refusalBody('Not this one') });
		const run = await upload([goods('Kettle'), goods('Box')], MAJOR, GOES_ON);
		expect(problemsIn(run)).toEqual(['badRequest', 'badRequest']);
	});

	it('without a total in any row, the order is refused', async () => {
		const { error } = await upload([goods('Kettle', { 'Order Total': '' })], MAJOR);
		expect(error!.message).toContain('Order Total (column "Order Total") is empty');
	});

	it('two lines of a cart may also be columns of one row', async () => {
		await upload(
			[line('A-1', { itemName: 'Kettle', 'shoppingCart[1].itemName': 'Box', 'shoppingCart[1].price': '1.50' })],
			MAJOR,
		);
		expect(sent()).toMatchObject([{ shoppingCart: [{ itemName: 'Kettle' }, { itemName: 'Box', price: 150 }] }]);
	});
});

describe('Map Each Column', () => {
	const EACH = {
		...mapped({
			orderNumber: '={{ $json["No."] }}',
			orderDateTime: "={{ $json['When'] }}",
			orderTotal: '={{ $json.Sum }}',
			orderCurrency: 'EUR',
			customerName: null,
		}),
		...MAJOR,
	};
	const row = (number: string, sum = '44.09') => ({ 'No.': number, When: '2026-01-31', Sum: sum });

	it('fixed values and expressions', async () => {
		const { error } = await upload([row('A-1'), row('A-2', '5')], EACH);
		expect(error).toBeUndefined();
		expect(sent()).toEqual([
			{ orderNumber: 'A-1', orderDateTime: '2026-01-31T00:00:00Z', orderTotal: 4409, orderCurrency: 'EUR' },
			{ orderNumber: 'A-2', orderDateTime: '2026-01-31T00:00:00Z', orderTotal: 500, orderCurrency: 'EUR' },
		]);
	});

	it.each(['={{ $json.Sum }}', "={{ $json['Sum'] }}", '={{ $json["Sum"] }}', '={{$json["Sum"]}}'])(
		'an error names the column that %s reads',
		async (orderTotal) => {
			const { columns } = EACH as unknown as { columns: { value: IDataObject } };
			const { error } = await upload([row('A-1', 'much')], { ...mapped({ ...columns.value, orderTotal }), ...MAJOR });
			expect(error!.message).toContain('Order Total (column "Sum")');
		},
	);

	it('a required column that is not mapped', async () => {
		const { error } = await upload([row('A-1')], { ...mapped({ orderNumber: '={{ $json["No."] }}' }), ...MAJOR });
		expect(error).toBeDefined();
		expect(await codeOf()).toBe('columnNotMapped');
		expect(error!.message).toContain('Order Date, Order Total');
		expect(bench.requests).toEqual([]);
	});

	it('a column that the operation does not have', async () => {
		const { error } = await upload([row('A-1')], { ...mapped({ ...EACH.columns.value, former: 'x' }), ...MAJOR });
		expect(error).toBeDefined();
		expect(await codeOf()).toBe('mappedColumnUnknown');
		expect(bench.requests).toEqual([]);
	});
});
