import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { chargebackhit } from '../../../../../nodes/Chargebackhit/service';
import { executeNode } from '../../../../../nodes/common/run/execute';
import { kount } from '../../../../../nodes/Kount/service';
import { execution } from '../../execution';
import { VirtualClock } from '../../virtualClock';

let time: VirtualClock;
beforeEach(() => {
	time = new VirtualClock().install();
});
afterEach(() => time.restore());

const order = (number: number): IDataObject => ({
	orderNumber: `A-${number}`,
	orderDateTime: '2026-01-31T10:00:00Z',
	orderTotal: 4409,
});

type Answer = { statusCode: number; body: string };
const accepted: Answer = { statusCode: 200, body: '{}' };
const refused = (message: string, details: IDataObject[] = []): Answer => ({
	statusCode: 400,
	body: JSON.stringify({ code: 3, message, details }),
});

/** The order numbers of an upload. */
function numbersIn({ body }: IHttpRequestOptions): string[] {
	const { transactions } = JSON.parse(String(body)) as { transactions: string };
	return (JSON.parse(transactions) as Array<{ orderNumber: string }>).map(({ orderNumber }) => orderNumber);
}

async function upload(
	count: number,
	answer: (numbers: string[]) => Answer,
	{ goesOn = true, more = {} }: { goesOn?: boolean; more?: IDataObject } = {},
) {
	const run = execution({
		items: Array.from({ length: count }, (_, index) => ({ ...order(index), ...more })),
		goesOn,
		parameters: {
			resource: 'transaction',
			operation: 'upload',
			transactionSource: 'items',
			additionalFields: '{}',
			options: { maxConcurrentRequests: 1 },
		},
		answer: (options) => answer(numbersIn(options)),
	});
	const outcome = await time.run(
		executeNode(run.context, kount).then(
			(output) => output,
			(error: unknown) => error,
		),
	);
	return {
		...run,
		output: outcome as Array<Array<{ json: IDataObject; pairedItem: unknown }>>,
		error: outcome as Error,
	};
}

/** The items that failed, with what is said of each. */
const failuresIn = (output: Array<Array<{ json: IDataObject; pairedItem: unknown }>>) =>
	output[0]
		.filter(({ json }) => 'error' in json)
		.map(({ json, pairedItem }) => [(pairedItem as { item: number }).item, String(json.error)] as const);
const uploadedIn = (output: Array<Array<{ json: IDataObject }>>) =>
	output[0].reduce((sum, { json }) => sum + Number(json.count ?? 0), 0);

describe('a batch that is refused for its content', () => {
	test('every item that the refusal names fails in its own words, and the others go through', async () => {
		const bad = ['A-3', 'A-7'];
		const { output, sent } = await upload(10, (numbers) => {
			const places = numbers.flatMap((number, place) => (bad.includes(number) ? [place] : []));
			if (places.length === 0) return accepted;
			return refused(
				places.map((place) => `transactions[${place}].orderCurrency: must be a currency (${place})`).join('; '),
			);
		});
		expect(sent).toHaveLength(2);
		expect(failuresIn(output).map(([item]) => item)).toEqual([3, 7]);
		expect(failuresIn(output)[1][1]).toContain('orderCurrency: must be a currency (7)');
		expect(failuresIn(output)[1][1]).not.toContain('(3)');
		expect(failuresIn(output)[1][1]).not.toContain('transactions[');
		expect(uploadedIn(output)).toBe(8);
	});

	test.each([
		['transactions[3] and transactions[7]: invalid currency', 'invalid currency'],
		['transactions[3], transactions[7] are duplicates', 'are duplicates'],
		['invalid currency: transactions[3] and transactions[7]', 'invalid currency'],
		['transactions.3.orderTotal is negative; transactions.7.orderTotal is negative', 'orderTotal is negative'],
	])('each row of a sentence fails by what it says: %s', async (sentence, said) => {
		const { output, sent } = await upload(10, (numbers) => (numbers.length === 10 ? refused(sentence) : accepted));
		expect(failuresIn(output).map(([item, words]) => [item, words.includes(said), /transactions/.test(words)])).toEqual(
			[
				[3, true, false],
				[7, true, false],
			],
		);
		expect(sent).toHaveLength(2);
		expect(uploadedIn(output)).toBe(8);
	});

	test('a refusal that names only some of them is followed until the good ones are through', async () => {
		const { output, sent } = await upload(10, (numbers) => {
			const place = numbers.findIndex((number) => ['A-1', 'A-5', 'A-9'].includes(number));
			return place === -1
				? accepted
				: refused('no', [{ index: place, field: `transactions[${place}].price`, description: 'is negative' }]);
		});
		expect(failuresIn(output).map(([item]) => item)).toEqual([1, 5, 9]);
		expect(uploadedIn(output)).toBe(7);
		expect(sent).toHaveLength(4);
	});

	test('a place in a list inside a row is no row: the batch is narrowed down by halves', async () => {
		const bad = ['A-2', 'A-7'];
		const { output } = await upload(
			10,
			(numbers) =>
				numbers.some((number) => bad.includes(number)) ? refused('shoppingCart[0].itemName must be longer') : accepted,
			{ more: { shoppingCart: [{ itemName: 'KB' }] } },
		);
		expect(failuresIn(output).map(([item]) => item)).toEqual([2, 7]);
		expect(uploadedIn(output)).toBe(8);
	});

	test('a refusal that names none is narrowed down by halves', async () => {
		const { output } = await upload(100, (numbers) =>
			numbers.includes('A-42') ? refused('Something is wrong') : accepted,
		);
		expect(failuresIn(output)).toEqual([[42, expect.stringContaining('Something is wrong')]]);
		expect(uploadedIn(output)).toBe(99);
	});

	test('if everything is refused, it costs a bounded number of requests', async () => {
		const { output, sent } = await upload(500, () => refused('No'));
		expect(failuresIn(output)).toHaveLength(500);
		expect(sent.length).toBeLessThan(80);
	});

	test.each([401, 403, 429])(
		'%d says nothing of the content, so nothing is sent again in parts',
		async (statusCode) => {
			const { sent } = await upload(4, (numbers) => ({
				statusCode,
				body: JSON.stringify({ message: `transactions[${numbers.length - 1}] no` }),
			}));
			expect(new Set(sent.map((request) => numbersIn(request).length))).toEqual(new Set([4]));
		},
	);

	test('if the run ends after a failure, the error names the item, and the others count as not sent', async () => {
		const { error, sent } = await upload(5, () => refused('transactions[3].price: is negative'), { goesOn: false });
		expect(sent).toHaveLength(1);
		expect(error.message).toContain('(4th item, A-3)');
		expect(error.message).toContain('price: is negative');
		expect((error as Error & { description: string }).description).toContain('Not sent: items 1–3, 5.');
	});
});

test('the places in the constraints of Chargebackhit are items, too', async () => {
	const mids = Array.from({ length: 4 }, (_, index) => ({
		descriptor: `SHOP*${index}`,
		psp_name: 'Stripe',
		required_products: ['ethoca'],
	}));
	const run = execution({
		items: mids,
		goesOn: true,
		parameters: {
			resource: 'enrollment',
			operation: 'enrollMids',
			midSource: 'items',
			additionalFields: '{}',
			options: {},
		},
		answer: ({ body }) => {
			const place = (JSON.parse(String(body)) as Array<{ descriptor: string }>).findIndex(
				({ descriptor }) => descriptor === 'SHOP*2',
			);
			if (place === -1) return { statusCode: 201, body: '' };
			const constraints = { [`[${place}].descriptor`]: 'is taken' };
			return {
				statusCode: 400,
				body: JSON.stringify({ error: { code: 'validation_error', message: 'not valid', constraints } }),
			};
		},
	});
	const [items] = await time.run(executeNode(run.context, chargebackhit));
	expect(items.map(({ json }) => [json.accepted, String(json.error ?? '').includes('descriptor: is taken')])).toEqual([
		[true, false],
		[true, false],
		[undefined, true],
		[true, false],
	]);
});
