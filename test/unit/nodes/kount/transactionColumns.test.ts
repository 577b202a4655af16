import type { IDataObject } from 'n8n-workflow';

import type { JsonRecord } from '../../../../nodes/common/values/json';
import { placeColumns } from '../../../../nodes/Kount/actions/transaction/transactionColumns';
import { upload } from '../../../../nodes/Kount/actions/transaction/upload';
import { itemOf } from '../execution';
import { naming, refusalOf } from './refusal';

const row = { orderNumber: 'A-1', orderDateTime: '2026-01-31T10:00:00Z', orderTotal: 4409 };
const fromItem = (json: IDataObject) =>
	upload.rows(itemOf({ transactionSource: 'items', additionalFields: '{}', options: {} }, json)) as JsonRecord;

test('a row in the form of the API is the same object afterwards, unknown columns included', () => {
	const given = { ...row, paymentInformation: { cardBin: '411111' }, somethingNew: 1 };
	expect(placeColumns(given)).toEqual({ transaction: given, leftOut: [], second: [], unlike: [] });
	expect(placeColumns(given).transaction).toBe(given);
});

test('flat and dotted columns are put where Kount looks for them', () => {
	expect(
		fromItem({
			...row,
			cardBin: '411111',
			'paymentInformation.last4': '1111',
			itemName: 'Coat',
			'shoppingCart.price': 4409,
			'shoppingCart[1].itemName': 'Hat',
			'shoppingCart.1.price': 100,
			storeName: 'not a field',
			merchantStoreName: 'Shop',
			deviceType: '',
		}),
	).toEqual({
		...row,
		paymentInformation: { cardBin: '411111', last4: '1111' },
		shoppingCart: [
			{ itemName: 'Coat', price: 4409 },
			{ itemName: 'Hat', price: 100 },
		],
		other: { merchantStoreName: 'Shop' },
		storeName: 'not a field',
	});
});

test('what the row has in its place already wins', () => {
	expect(fromItem({ ...row, cardBin: '422222', paymentInformation: { cardBin: '411111' } })).toEqual({
		...row,
		paymentInformation: { cardBin: '411111' },
	});
	expect(fromItem({ ...row, OrderNumber: 'other' })).toEqual(row);
});

test('a second column with another value for the same field is told, one with the same or no value is not', () => {
	const given = {
		...row,
		...{ OrderNumber: 'B-2', ORDERTOTAL: 4409, ' orderDateTime ': '' },
		...{ cardBin: '411111', CardBin: '422222', 'shoppingCart.itemName': 'Hat', itemname: 'Coat' },
	};
	const { transaction, second } = placeColumns(given);
	expect(second).toEqual(['OrderNumber', 'CardBin', 'itemname']);
	expect(transaction).toEqual({
		...row,
		paymentInformation: { cardBin: '411111' },
		shoppingCart: [{ itemName: 'Hat' }],
	});
});

test('a column that is empty gives way to one that is not', () => {
	expect(placeColumns({ ...row, orderNumber: '', 'Ordernumber ': 'A-9' })).toMatchObject({
		transaction: { ...row, orderNumber: 'A-9' },
		second: [],
	});
});

test('a cart without its first line has no empty one', () => {
	expect(
		placeColumns({ ...row, 'shoppingCart[0].itemName': '', 'shoppingCart[2].itemName': 'Hat' }).transaction
			.shoppingCart,
	).toEqual([{ itemName: 'Hat' }]);
});

test('marks, blanks and case around the names of columns do not matter', () => {
	const { orderNumber, ...rest } = row;
	expect(fromItem({ '\ufefforderNumber': orderNumber, ...rest, ' CardBin ': '411111' })).toEqual({
		...row,
		paymentInformation: { cardBin: '411111' },
	});
});

test("a table's own columns stay here", () => {
	const given = { row_number: 2, id: 7, createdAt: '2026-01-01', updatedAt: '2026-01-02', ...row };
	expect(placeColumns(given)).toEqual({
		transaction: row,
		leftOut: ['row_number', 'id', 'createdAt', 'updatedAt'],
		second: [],
		unlike: [],
	});
});

test('a column that nearly has a name of the API is told', () => {
	expect(placeColumns({ ...row, 'Customer Name': 'Ada', card_bin: '411111' }).unlike).toEqual([
		['Customer Name', 'customerName'],
		['card_bin', 'cardBin'],
	]);
});

test('an error about a missing column lists the columns that are there, and the one that was meant', () => {
	const { orderNumber: _orderNumber, ...rest } = row;
	const problem = refusalOf(() => fromItem({ ...rest, 'Order Number': 'A-1' }));
	expect(problem).toEqual(naming('transactionFieldEmpty', 'Order Number (orderNumber)'));
	expect(problem.advice).toContain('Rename the column "Order Number"');
	expect(problem.advice).toContain('orderDateTime, orderTotal, Order Number');
});

test('neither the names nor the depth of columns reach what is not the transaction', () => {
	const { transaction } = placeColumns({
		...row,
		'__proto__.x': 1,
		'shoppingCart[99999999].price': 1,
		'other.toString': 'x',
	});
	expect(Object.keys(transaction)).toEqual([
		...Object.keys(row),
		'__proto__.x',
		'shoppingCart[99999999].price',
		'other.toString',
	]);
});
