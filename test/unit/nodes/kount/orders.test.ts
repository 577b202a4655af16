import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../../../../nodes/common/errors/errors';
import type { SingleRequest } from '../../../../nodes/common/operation';
import type { JsonRecord } from '../../../../nodes/common/values/json';
import { create } from '../../../../nodes/Kount/actions/order/create';
import { get } from '../../../../nodes/Kount/actions/order/get';
import { flatOrder } from '../../../../nodes/Kount/actions/order/orderFields';
import { update } from '../../../../nodes/Kount/actions/order/update';
import { itemOf } from '../execution';

const CARD = '4111111111111111';
const NEARLY_A_CARD = '4111111111111112';
const base = {
	orderDetails: {},
	payment: {},
	additionalFields: '{}',
	simplify: false,
	merchantOrderId: 'ORDER-1',
	riskInquiry: true,
	excludeDevice: false,
	orderId: 'K1',
};

const plan = async (operation: typeof create, parameters: IDataObject) =>
	(await operation.prepare(itemOf({ ...base, ...parameters }))) as SingleRequest;
const bodyOf = async (operation: typeof create, parameters: IDataObject) =>
	(await plan(operation, parameters)).request.body as JsonRecord;
async function refusal(operation: typeof create, parameters: IDataObject): Promise<string> {
	let error: unknown;
	try {
		await plan(operation, parameters);
	} catch (thrown) {
		error = thrown;
	}
	expect(error).toBeInstanceOf(InputError);
	return (error as InputError).message;
}

describe('Create', () => {
	test('the address says whether Kount is to judge', async () => {
		expect((await plan(create, {})).request).toMatchObject({
			method: 'POST',
			path: '/commerce/v2/orders',
			query: { riskInquiry: 'true', excludeDevice: 'false' },
		});
		expect((await plan(create, { excludeDevice: true })).request.query).toEqual({
			riskInquiry: 'true',
			excludeDevice: 'true',
		});
		expect((await plan(create, { riskInquiry: false, excludeDevice: true })).request.query).toEqual({});
	});
	test('typed fields stand in their objects, amounts as text', async () => {
		const body = await bodyOf(create, {
			orderDetails: {
				channel: 'WEB',
				creationDateTime: '2026-01-31T11:00:00+01:00',
				deviceSessionId: 'd1',
				userIp: '203.0.113.7',
			},
			payment: {
				arn: '74012345678901234567890',
				authCode: '123',
				authResult: 'APPROVED',
				billingEmail: 'a@example.com',
				billingFamilyName: 'F',
				billingFirstName: 'I',
				billingPhone: '+1',
				cardBin: '41111122',
				cardBrand: 'VISA',
				currency: 'usd',
				lastFour: '1111',
				orderTotal: 4409,
				paymentToken: 't',
				paymentType: 'CREDIT_CARD',
				processor: 'P',
				processorMerchantId: 'MID',
				subtotal: '4000',
				merchantTransactionId: 'T1',
				transactionStatus: 'AUTHORIZED',
			},
		});
		expect(body).toEqual({
			merchantOrderId: 'ORDER-1',
			channel: 'WEB',
			creationDateTime: '2026-01-31T10:00:00.000Z',
			deviceSessionId: 'd1',
			userIp: '203.0.113.7',
			transactions: [
				{
					authorizationStatus: {
						acquirerReferenceNumber: '74012345678901234567890',
						processorAuthCode: '123',
						authResult: 'APPROVED',
					},
					billedPerson: { emailAddress: 'a@example.com', name: { family: 'F', first: 'I' }, phoneNumber: '+1' },
					payment: { bin: '41111122', cardBrand: 'VISA', last4: '1111', paymentToken: 't', type: 'CREDIT_CARD' },
					currency: 'USD',
					orderTotal: '4409',
					processor: 'P',
					processorMerchantId: 'MID',
					subtotal: '4000',
					merchantTransactionId: 'T1',
					transactionStatus: 'AUTHORIZED',
				},
			],
		});
	});
	test('Additional Fields win, and are checked', async () => {
		expect(
			await bodyOf(create, {
				additionalFields:
					'{"merchantOrderId":" X ","items":[{"price":"4409","quantity":1}],"transactions":[{"orderTotal":17,"custom":true}]}',
				payment: { currency: 'USD' },
			}),
		).toEqual({
			merchantOrderId: 'X',
			items: [{ price: '4409', quantity: 1 }],
			transactions: [{ orderTotal: '17', custom: true }],
		});
	});
	test.each<[IDataObject, RegExp]>([
		[{ merchantOrderId: ' ' }, /^Merchant Order ID is empty/],
		[{ payment: { orderTotal: '44.09' } }, /^Order Total must be a whole number in the smallest unit/],
		[{ payment: { orderTotal: 44.09 } }, /^Order Total must be a whole number/],
		[{ payment: { subtotal: '-1' } }, /^Subtotal must be a whole number/],
		[{ payment: { currency: 'EURO' } }, /^Currency must be a currency code/],
		[{ payment: { cardBin: '41111' } }, /^Card BIN must be the first 6 to 8 digits/],
		[{ payment: { lastFour: '111' } }, /^Last Four must be the last 4 digits/],
		[{ orderDetails: { creationDateTime: '31.01.2026' } }, /^Created At must be a date/],
		[{ additionalFields: '{"items":[{"price":4409}]}' }, /"items\[0\].price" must be text in quotes/],
		[
			{ additionalFields: '{"items":[{"price":"44.09"}]}' },
			/^items\[0\]\.price must be a whole number in the smallest unit/,
		],
		[
			{ additionalFields: '{"fulfillment":[{},{"shipping":{"amount":500}}]}' },
			/"fulfillment\[1\]\.shipping\.amount" must be text in quotes/,
		],
		[
			{ additionalFields: '{"fulfillment":[{"shipping":{"amount":"5,00"}}]}' },
			/^fulfillment\[0\]\.shipping\.amount must be a whole number/,
		],
		[
			{ additionalFields: '{"transactions":[{"tax":{"taxAmount":70}}]}' },
			/"transactions\[0\]\.tax\.taxAmount" must be text in quotes/,
		],
		[
			{ additionalFields: '{"transactions":[{"tax":{"outOfStateTaxAmount":"0.70"}}]}' },
			/^transactions\[0\]\.tax\.outOfStateTaxAmount must be a whole number/,
		],
		[
			{ payment: { arn: 74012345678901234567890 } },
			/^ARN must be text: a number of so many digits has lost some of them/,
		],
		[{ merchantOrderId: 12345678901234567890 }, /^Merchant Order ID must be text: a number of so many digits/],
		[{ additionalFields: '{"items":{}}' }, /^items must be a list of objects/],
		[{ additionalFields: '{"items":["x"]}' }, /^items\[0\] must be a JSON object/],
		[{ additionalFields: '{"transactions":{}}' }, /^transactions must be a list of objects/],
		[{ additionalFields: '{"transactions":[{},"x"]}' }, /^transactions\[1\] must be a JSON object/],
		[{ additionalFields: '{"transactions":[{},{"orderTotal":1.5}]}' }, /^Order Total \(transaction 1\)/],
		[{ additionalFields: '{"transactions":[{"payment":{"last4":{"a":1}}}]}' }, /^Last Four must be/],
		[
			{ additionalFields: '{"transactions":[{},{"payment":"PYPL"}]}' },
			/^transactions\[1\]\.payment must be a JSON object; this item has 4 characters/,
		],
		[
			{ additionalFields: '{"transactions":[{"payment":[]}]}' },
			/^transactions\[0\]\.payment must be a JSON object; this item has a list/,
		],
		[
			{ additionalFields: '{"transactions":[{"payment":true}]}' },
			/^transactions\[0\]\.payment must be a JSON object; this item has true/,
		],
		[
			{ additionalFields: `{"account":{"card":"${CARD}"}}` },
			/^"card" in the order\.account holds what looks like a whole card number/,
		],
	])('%j is refused', async (parameters, said) => {
		expect(await refusal(create, parameters)).toMatch(said);
	});
	test.each<[IDataObject]>([
		[{ payment: { cardBin: CARD } }],
		[{ payment: { lastFour: CARD } }],
		[{ additionalFields: `{"transactions":[{"payment":{"bin":"${CARD}"}}]}` }],
		[{ additionalFields: `{"transactions":[{},{"payment":{"last4":${CARD}}}]}` }],
		[{ additionalFields: `{"transactions":[{"payment":{"cardNumber":"${CARD}"}}]}` }],
		[{ additionalFields: `{"transactions":[{"payment":{"number":${CARD}}}]}` }],
		[{ additionalFields: `{"transactions":[{"payment":"${CARD}"}]}` }],
		[{ additionalFields: `{"transactions":[{"payment":${NEARLY_A_CARD}}]}` }],
		[{ additionalFields: `{"transactions":[{"payment":["${CARD}"]}]}` }],
		[{ additionalFields: `{"transactions":[{"payment":{"number":"${CARD} 123"}}]}` }],
		[{ additionalFields: `{"transactions":[{"source":{"pan":"${CARD}"}}]}` }],
		[{ additionalFields: `{"customFields":{"card_no":"${CARD}"}}` }],
		[{ additionalFields: `{"account":{"cards":[{"number":"${CARD}"}]}}` }],
		[{ additionalFields: `{"cardNumber":"${CARD}"}` }],
	])('a card number (%j) is refused, and not shown', async (parameters) => {
		expect(await refusal(create, parameters)).not.toMatch(/\d{5}/);
	});
});

test('a payment token may look like a card number', async () => {
	expect(await bodyOf(create, { payment: { paymentToken: CARD } })).toMatchObject({
		transactions: [{ payment: { paymentToken: CARD } }],
	});
});

test('and so may ids in the rest of an order', async () => {
	const additional = {
		account: { id: CARD, paymentToken: CARD },
		customFields: { reference: CARD, last4: '1111' },
		transactions: [{ payment: null }],
	};
	expect(await bodyOf(create, { additionalFields: additional })).toEqual({ merchantOrderId: 'ORDER-1', ...additional });
});

describe('Get', () => {
	test('the id stays in its place, whatever it is', async () => {
		expect((await plan(get, { orderId: ' a/../b?x=1#y ' })).request).toMatchObject({
			method: 'GET',
			path: '/commerce/v2/orders/a%2F..%2Fb%3Fx%3D1%23y',
		});
		for (const orderId of ['', ' ', '.', '..']) await expect(plan(get, { orderId })).rejects.toThrow();
	});
});

describe('Update', () => {
	test('only what was filled in', async () => {
		expect(
			(await plan(update, { payment: { transactionStatus: 'CAPTURED', transactionId: 'KT1' } })).request,
		).toMatchObject({
			method: 'PATCH',
			path: '/commerce/v2/orders/K1',
			body: { transactions: [{ transactionStatus: 'CAPTURED', transactionId: 'KT1' }] },
		});
		expect(
			await bodyOf(update, { orderDetails: { reasonCode: ' 10.4 ', merchantOrderId: 'M1', channel: 'WEB' } }),
		).toEqual({ merchantOrderId: 'M1', riskInquiry: { reasonCode: '10.4' }, channel: 'WEB' });
	});
	test('nothing to update is told', async () => {
		expect(await refusal(update, {})).toBe('There is nothing to update');
		expect(await refusal(update, { orderDetails: { reasonCode: ' ', channel: '' }, payment: { cardBin: '' } })).toBe(
			'There is nothing to update',
		);
	});
	test('an empty answer still names the order', async () => {
		const { output } = await plan(update, { orderDetails: { channel: 'WEB' }, simplify: true });
		expect(output({ status: 204, headers: {}, body: undefined })).toMatchObject({
			orderId: 'K1',
			merchantOrderId: null,
		});
	});
});

describe('flatOrder', () => {
	test('of a full answer, and of an empty one', () => {
		const full = {
			version: 'v2',
			order: {
				orderId: 'K1',
				merchantOrderId: 'M1',
				channel: 'WEB',
				creationDateTime: 'c',
				riskInquiry: { decision: 'APPROVE', omniscore: '78.1', reasonCode: 'R' },
				transactions: [{ transactionId: 'KT1', transactionStatus: 'CAPTURED' }],
			},
		};
		const flat = {
			orderId: 'K1',
			merchantOrderId: 'M1',
			channel: 'WEB',
			creationDateTime: 'c',
			decision: 'APPROVE',
			omniscore: '78.1',
			reasonCode: 'R',
			transactionId: 'KT1',
			transactionStatus: 'CAPTURED',
		};
		expect(flatOrder(full)).toEqual(flat);
		expect(flatOrder(full.order)).toEqual(flat);
		expect(flatOrder({})).toEqual(Object.fromEntries(Object.keys(flat).map((name) => [name, null])));
	});
});
