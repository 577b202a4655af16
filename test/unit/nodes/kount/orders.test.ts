import type { IDataObject } from 'n8n-workflow';

import type { SingleRequest } from '../../../../nodes/common/operation';
import type { JsonRecord } from '../../../../nodes/common/values/json';
import { create } from '../../../../nodes/Kount/actions/order/create';
import { get } from '../../../../nodes/Kount/actions/order/get';
import { update } from '../../../../nodes/Kount/actions/order/update';
import { problems } from '../../../../nodes/Kount/problems';
import { simplifyOrder } from '../../../../nodes/Kount/simplify';
import { itemOf } from '../execution';
import { naming, refusalOf, wordsOf } from './refusal';

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
const refusal = (operation: typeof create, parameters: IDataObject) =>
	refusalOf(() => operation.prepare(itemOf({ ...base, ...parameters })));

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
	test.each<[IDataObject, string, string]>([
		[{ merchantOrderId: ' ' }, 'fieldEmpty', 'Your Order Number (Merchant Order ID)'],
		[{ payment: { orderTotal: '44.09' } }, 'smallestUnits', 'Order Total'],
		[{ payment: { orderTotal: 44.09 } }, 'smallestUnits', 'Order Total'],
		[{ payment: { subtotal: '-1' } }, 'smallestUnits', 'Subtotal'],
		[{ payment: { currency: 'EURO' } }, 'currency', 'Currency'],
		[{ payment: { cardBin: '41111' } }, 'cardBin', 'Card BIN'],
		[{ payment: { lastFour: '111' } }, 'cardLastFour', 'Last Four'],
		[{ orderDetails: { creationDateTime: '31.01.2026' } }, 'isoDate', 'Created At'],
		[{ additionalFields: '{"items":[{"price":4409}]}' }, 'quotedAmount', 'items[0].price'],
		[{ additionalFields: '{"items":[{"price":"44.09"}]}' }, 'smallestUnits', 'items[0].price'],
		[
			{ additionalFields: '{"fulfillment":[{},{"shipping":{"amount":500}}]}' },
			'quotedAmount',
			'fulfillment[1].shipping.amount',
		],
		[
			{ additionalFields: '{"fulfillment":[{"shipping":{"amount":"5,00"}}]}' },
			'smallestUnits',
			'fulfillment[0].shipping.amount',
		],
		[
			{ additionalFields: '{"transactions":[{"tax":{"taxAmount":70}}]}' },
			'quotedAmount',
			'transactions[0].tax.taxAmount',
		],
		[
			{ additionalFields: '{"transactions":[{"tax":{"outOfStateTaxAmount":"0.70"}}]}' },
			'smallestUnits',
			'transactions[0].tax.outOfStateTaxAmount',
		],
		[{ payment: { arn: 74012345678901234567890 } }, 'lostDigits', 'ARN'],
		[{ merchantOrderId: 12345678901234567890 }, 'lostDigits', 'Your Order Number (Merchant Order ID)'],
		[{ additionalFields: '{"items":{}}' }, 'jsonList', 'items'],
		[{ additionalFields: '{"items":["x"]}' }, 'jsonRecord', 'items[0]'],
		[{ additionalFields: '{"transactions":{}}' }, 'jsonList', 'transactions'],
		[{ additionalFields: '{"transactions":null}' }, 'jsonList', 'transactions'],
		[{ additionalFields: '{"transactions":[{},"x"]}' }, 'jsonRecord', 'transactions[1]'],
		[
			{ additionalFields: '{"transactions":[{},{"orderTotal":1.5}]}' },
			'smallestUnits',
			'Order Total (2nd transaction)',
		],
		[{ additionalFields: '{"transactions":[{"payment":{"last4":{"a":1}}}]}' }, 'text', 'Last Four'],
		[{ additionalFields: '{"transactions":[{},{"payment":"PYPL"}]}' }, 'jsonRecord', '4 characters'],
		[{ additionalFields: '{"transactions":[{"payment":[]}]}' }, 'jsonRecord', 'a list'],
		[{ additionalFields: '{"transactions":[{"payment":true}]}' }, 'jsonRecord', 'transactions[0].payment'],
		[{ additionalFields: `{"account":{"card":"${CARD}"}}` }, 'cardNumberFound', '"card" in order.account'],
	])('%j is refused', (parameters, code, named) => {
		expect(refusal(create, parameters)).toEqual(naming(code, named));
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
	])('a card number (%j) is refused, and not shown', (parameters) => {
		expect(wordsOf(refusal(create, parameters))).not.toMatch(/\d{5}/);
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
	test('what Additional Fields give for its own fields is checked too', async () => {
		const additionalFields = '{"merchantOrderId":" M2 ","riskInquiry":{"reasonCode":7,"more":true}}';
		expect(await bodyOf(update, { orderDetails: { reasonCode: '10.4' }, additionalFields })).toEqual({
			merchantOrderId: 'M2',
			riskInquiry: { reasonCode: '7', more: true },
		});
		expect(refusal(update, { additionalFields: '{"riskInquiry":{"reasonCode":[]}}' })).toEqual(
			naming('text', 'Reason Code'),
		);
	});
	test('nothing to update is told', () => {
		const nothing = problems.orderUpdateEmpty();
		expect(refusal(update, {})).toEqual(nothing);
		expect(refusal(update, { orderDetails: { reasonCode: ' ', channel: '' }, payment: { cardBin: '' } })).toEqual(
			nothing,
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

describe('simplifyOrder', () => {
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
		expect(simplifyOrder(full)).toEqual(flat);
		expect(simplifyOrder(full.order)).toEqual(flat);
		expect(simplifyOrder({})).toEqual(Object.fromEntries(Object.keys(flat).map((name) => [name, null])));
	});
});
