import { planHeaders } from '../../../../../nodes/common/fields/headers';
import * as kinds from '../../../../../nodes/common/fields/kinds';
import type { MappedColumn } from '../../../../../nodes/common/fields/mappedColumn';
import { transactionMapping } from '../../../../../nodes/Kount/actions/transaction/mappedTransaction';
import { EXPORTS } from '../../../../exports';

const column = (name: string, displayName: string, more: Partial<MappedColumn> = {}): MappedColumn => ({
	name,
	displayName,
	kind: kinds.id,
	...more,
});
const columns = [
	column('orderNumber', 'Order Number', { fact: 'orderNumber', required: true }),
	column('customerName', 'Customer Name', { fact: 'customerName' }),
	column('orderTotal', 'Order Total', { fact: 'total' }),
	column('shipDate', 'Date', {}),
	column('orderDate', 'Order Date', { aliases: ['Date'] }),
];

/** What fills each column, and what fills none. */
function planned(headers: string[]) {
	const { fillings, left, unclear, source } = planHeaders(headers, columns);
	return {
		taken: Object.fromEntries(fillings.map((one) => [one.column.name, one.headers.join('+')])),
		left,
		unclear: unclear.map((one) => one.headers.join('+')),
		source: source?.name,
	};
}

describe('the six exports', () => {
	test.each(EXPORTS)('$name is recognized, and everything that is required is found', ({ name, headers }) => {
		const { fillings, source, unclear } = planHeaders(headers.split(','), transactionMapping.columns);
		expect(source?.name).toBe(name);
		expect(unclear).toEqual([]);
		expect(fillings.map((one) => one.column.name)).toEqual(
			expect.arrayContaining(['orderNumber', 'orderDateTime', 'orderTotal', 'orderCurrency']),
		);
	});

	test.each(EXPORTS)('$name in another case, with a byte order mark and blanks', ({ name, headers }) => {
		const changed = headers
			.split(',')
			.map((header, place) => ` ${place === 0 ? '\ufeff' : ''}${header.toUpperCase()} `);
		const plan = planHeaders(changed, transactionMapping.columns);
		expect(plan.source?.name).toBe(name);
		const same = planHeaders(headers.split(','), transactionMapping.columns);
		expect(plan.fillings.map((one) => one.column.name)).toEqual(same.fillings.map((one) => one.column.name));
	});

	test('a header that means something else there than in the panel fills nothing', () => {
		const [shopify] = EXPORTS;
		expect(planHeaders(shopify.headers.split(','), transactionMapping.columns).left).toContain('Device ID');
	});

	test('a file with the headers of two of them is none of them', () => {
		const [first, second] = EXPORTS;
		expect(planHeaders(`${first.headers},${second.headers}`.split(','), transactionMapping.columns).source).toBe(
			undefined,
		);
	});
});

test("the API's names, the panel's labels and other spellings", () => {
	expect(planned(['\ufeffordernumber', ' Customer Name ', 'order_total'])).toMatchObject({
		taken: { orderNumber: '\ufeffordernumber', customerName: ' Customer Name ', orderTotal: 'order_total' },
		unclear: [],
	});
});

test('a single header that only one meaning fits is used without the rest of its export', () => {
	expect(planned(['order_number', 'Gross'])).toMatchObject({
		taken: { orderNumber: 'order_number', orderTotal: 'Gross' },
		source: undefined,
	});
});

test('a header with two meanings fills nothing and is named', () => {
	// Shopify's order number, and PayPal's customer
	expect(planned(['Name', 'Total'])).toEqual({
		taken: { orderTotal: 'Total' },
		left: [],
		unclear: ['Name'],
		source: undefined,
	});
	expect(planned(['Date']).unclear).toEqual(['Date']);
});

test('two headers for one column fill nothing, unless one has its very name', () => {
	expect(planned(['order number', 'ORDER_NUMBER'])).toMatchObject({
		taken: {},
		unclear: ['order number+ORDER_NUMBER'],
	});
	expect(planned(['ORDER NUMBER', 'orderNumber'])).toMatchObject({
		taken: { orderNumber: 'orderNumber' },
		left: ['ORDER NUMBER'],
	});
	expect(planned(['Order Number', 'order number'])).toMatchObject({ taken: { orderNumber: 'Order Number' } });
});

test('columns that a table adds fill nothing, and neither do 200 others', () => {
	const others = Array.from({ length: 200 }, (_, place) => `Extra ${place}`);
	expect(planned(['row_number', 'id', ...others, 'Order Number'])).toEqual({
		taken: { orderNumber: 'Order Number' },
		left: ['row_number', 'id', ...others],
		unclear: [],
		source: undefined,
	});
});
