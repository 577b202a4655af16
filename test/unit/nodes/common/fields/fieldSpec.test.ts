import { InputError } from '../../../../../nodes/common/errors/errors';
import {
	checkFields,
	collectFields,
	type FieldSpec,
	fieldProperty,
} from '../../../../../nodes/common/fields/fieldSpec';
import * as kinds from '../../../../../nodes/common/fields/kinds';
import type { JsonRecord } from '../../../../../nodes/common/values/json';

const CARD = '4111111111111111';
const FIELDS: FieldSpec[] = [
	{ displayName: 'Amount', name: 'amount', path: 'amount', kind: kinds.amount, property: { description: 'Digits' } },
	{ displayName: 'BIN', name: 'bin', path: 'card.bin', kind: kinds.cardBin },
	{ displayName: 'City', name: 'city', path: 'address.city', kind: kinds.text },
	{ displayName: 'Currency', name: 'currency', path: 'currency', kind: kinds.currency },
	{ displayName: 'Date', name: 'date', path: 'date', kind: kinds.date },
	{ displayName: 'Last Four', name: 'lastFour', path: 'card.last_four', kind: kinds.cardLastFour },
	{ displayName: 'Street', name: 'street', path: 'address.line1', kind: kinds.text },
];

describe('fieldProperty', () => {
	test('is text, a date for a date', () => {
		expect(fieldProperty(FIELDS[0])).toEqual({
			displayName: 'Amount',
			name: 'amount',
			type: 'string',
			default: '',
			description: 'Digits',
		});
		expect(fieldProperty(FIELDS[4])).toEqual({ displayName: 'Date', name: 'date', type: 'dateTime', default: '' });
	});
});

describe('collectFields', () => {
	test('puts values where they go, side by side', () => {
		expect(collectFields({ street: 'A 1', city: 'Kyiv', amount: 5, bin: '411111', unknown: 'x' }, FIELDS)).toEqual({
			amount: 5,
			card: { bin: '411111' },
			address: { city: 'Kyiv', line1: 'A 1' },
		});
	});
	test('leaves out what is empty, but neither 0 nor false', () => {
		expect(
			collectFields({ amount: 0, bin: ' ', city: null, currency: undefined, date: '', street: false }, FIELDS),
		).toEqual({ amount: 0, address: { line1: false } });
	});
	test.each([undefined, null, '', 'x', 5, [], ['a']])('is empty for %p', (given) => {
		expect(collectFields(given, FIELDS)).toEqual({});
	});
	test('checks nothing yet', () => {
		expect(collectFields({ amount: '-1' }, FIELDS)).toEqual({ amount: '-1' });
	});
});

describe('checkFields', () => {
	test('writes each member by its kind, and leaves all others as they are', () => {
		const given = Object.freeze({
			amount: 49.9,
			currency: ' eur ',
			date: '2026-11-21T10:00:00+02:00',
			card: { bin: 411111, last_four: '0042', holder: 'A' },
			address: { city: ' Kyiv ', zip: [1] },
			more: null,
		});
		expect(checkFields(given as unknown as JsonRecord, FIELDS, 'Order')).toEqual({
			amount: '49.9',
			currency: 'EUR',
			date: '2026-11-21T08:00:00.000Z',
			card: { bin: '411111', last_four: '0042', holder: 'A' },
			address: { city: 'Kyiv', zip: [1] },
			more: null,
		});
		expect(given.address.city).toBe(' Kyiv ');
	});
	test('adds nothing that was not there', () => {
		expect(checkFields({}, FIELDS, 'Order')).toEqual({});
		expect(checkFields({ address: {}, card: null, amount: null }, FIELDS, 'Order')).toEqual({
			address: {},
			card: null,
			amount: null,
		});
		expect(checkFields({ address: 'elsewhere' }, FIELDS, 'Order')).toEqual({ address: 'elsewhere' });
	});
	test.each<[JsonRecord, string]>([
		[{ amount: '1,50' }, 'Amount (Order)'],
		[{ currency: 'EURO' }, 'Currency (Order)'],
		[{ date: 'soon' }, 'Date (Order)'],
		[{ date: {} }, 'Date (Order)'],
		[{ card: { bin: CARD } }, 'BIN (Order)'],
		[{ card: { last_four: CARD } }, 'Last Four (Order)'],
		[{ address: { city: {} } }, 'City (Order)'],
		[{ address: { line1: ['A'] } }, 'Street (Order)'],
	])('%j is refused as %s', (record, field) => {
		const act = () => checkFields(record, FIELDS, 'Order');
		expect(act).toThrow(InputError);
		expect(act).toThrow(field);
		expect(act).not.toThrow(CARD);
	});
	test.each<[JsonRecord]>([
		[{ amount: { value: '1' } }],
		[{ currency: ['EUR'] }],
		[{ card: { bin: ['411111'] } }],
		[{ card: { last_four: {} } }],
	])('%j is no text, so it is refused and not emptied', (record) => {
		expect(() => checkFields(record, FIELDS, 'Order')).toThrow(InputError);
	});
});
