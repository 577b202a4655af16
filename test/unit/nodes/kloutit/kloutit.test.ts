import { detailsField, SECTORS } from '../../../../nodes/Kloutit/actions/case/caseDetails';
import data from '../../../../nodes/Kloutit/actions/case/caseFields.json';
import { fieldLabel, valueLabel } from '../../../../nodes/Kloutit/actions/case/labels';
import { caseEvent } from '../../../../nodes/Kloutit/events';
import { kloutit } from '../../../../nodes/Kloutit/service';

/** Contract 3 and 4. */
const CREATE_ONLY = [
	'notificationDate',
	'deadline',
	'disputeAmount',
	'chargebackReason',
	'transactionId',
	'paymentProcessor',
];

describe('the data of the contract', () => {
	test('has 21 sectors, 55 currencies, 18 categories and 86 fields besides sector and expedient number', () => {
		expect([SECTORS.length, data.currencies.length, data.fileCategories.length, data.fields.length]).toEqual([
			21, 55, 18, 86,
		]);
	});

	test.each([true, false])(
		'Case Details for create %s offers each field once, alphabetical, for its sectors',
		(forCreate) => {
			const options = detailsField(forCreate).options as Array<{
				name: string;
				displayName: string;
				displayOptions?: { show: Record<string, string[]> };
			}>;
			const expected = data.fields.filter(({ name }) => forCreate || !CREATE_ONLY.includes(name));
			expect(options.map(({ name }) => name).sort()).toEqual(expected.map(({ name }) => name).sort());
			const labels = options.map(({ displayName }) => displayName);
			expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b)));
			for (const { name, displayOptions } of options) {
				const { sectors } = data.fields.find((field) => field.name === name) as { sectors?: string[] };
				// an existing case keeps its sector if none is chosen
				expect(displayOptions?.show['/sector']).toEqual(sectors && (forCreate ? sectors : [...sectors, '']));
			}
		},
	);

	test.each([
		['is3DSPurchase', 'Paid with 3-D Secure (is3DSPurchase)'],
		['last4Digits', 'Last 4 Digits'],
		['salesChannelTermsUrl', 'Sales Channel Terms URL'],
		['binNumber', 'BIN Number'],
		['productId', 'Product ID'],
		['customerName', 'Customer Name'],
		['checkinDate', 'Check-In Date'],
	])('%s reads %s', (name, label) => {
		expect(fieldLabel(name)).toBe(label);
	});

	test.each([
		['REFUND_PROOF', 'Refund Proof'],
		['HEALTH_BEAUTY', 'Health and Beauty'],
		['DEVICE_DATA_AND_IP_ADDRESSES', 'Device Data and IP Addresses'],
		['EN', 'English'],
		['PAYPAL', 'PayPal'],
		['TOYS_AND_IP', 'Toys and IP'],
	])('%s reads %s', (value, label) => {
		expect(valueLabel(value)).toBe(label);
	});

	test("a description speaks to the person who fills in the field, and not of the API's documentation", () => {
		for (const { description } of data.fields)
			expect(description).not.toMatch(/\bspec\b|SDK|sample|e\.g\.|[A-Z]{3,}_[A-Z]/);
	});
});

describe('an event', () => {
	test.each([
		['CASE_CREATED', 'case_created', 'PENDING'],
		['CASE_DEFENSE_GENERATED', 'defense_ready', 'GENERATED'],
		['CASE_WON', 'won', 'WON'],
		['CASE_MELTED', 'other', null],
		['toString', 'other', null],
	])('%s is %s', (eventType, event, status) => {
		expect(caseEvent({ eventType, expedientNumber: 'E1' })).toMatchObject({
			provider: 'kloutit',
			event,
			status,
			id: 'E1',
			respondBy: null,
		});
	});

	test('has the deadline, the order and the card of the details', () => {
		expect(
			caseEvent({
				eventType: 'CASE_CREATED',
				expedientNumber: 'E1',
				paymentProcessor: 'STRIPE',
				details: {
					deadline: '2026-12-04T23:59:59+01:00',
					orderNumber: 'O1',
					disputeAmount: { value: '84.50', currency: 'EUR' },
					cardBrand: 'VISA',
					last4Digits: '4242',
					chargebackReason: 'FRAUD',
				},
			}),
		).toMatchObject({
			respondBy: '2026-12-04T22:59:59.000Z',
			orderId: 'O1',
			amount: '84.50',
			currency: 'EUR',
			card: 'visa ****4242',
			network: 'STRIPE',
			reason: 'FRAUD',
		});
	});
});

describe('a refusal', () => {
	test.each([
		[
			{ statusCode: 400, message: ['a', 'b'], error: 'Bad Request' },
			{ message: 'a; b', code: 'Bad Request' },
		],
		[
			{ statusCode: 404, message: 'no such case', error: 'Not Found' },
			{ message: 'no such case', code: 'Not Found' },
		],
		[{ error: 'Forbidden' }, { message: 'Forbidden', code: undefined }],
		[undefined, { message: undefined, code: undefined }],
		['text', { message: undefined, code: undefined }],
	])('%j is read', (body, expected) => {
		expect(kloutit.readError(body as never, 400)).toEqual(expected);
	});
});
