import { Sanitizer } from '../../../../tools/checkService/sanitize';
import {
	compare,
	either,
	list,
	map,
	number,
	object,
	oneOf,
	required,
	text,
} from '../../../../tools/checkService/shape';

const SHAPE = object({
	id: required(text('uuid')),
	status: oneOf('OPEN', 'CLOSED'),
	at: text('dateTime'),
	amount: text('decimal'),
	currency: text('currency'),
	total: number,
	name: text(),
	products: map(object({ status: text() })),
	lines: list(object({ sku: text() })),
	message: either(text(), list(text())),
});
const ID = '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b';

describe('a capture', () => {
	it('keeps what the contract names as a word, a date or an amount, and nothing else', () => {
		const clean = new Sanitizer().clean(
			{
				id: ID,
				status: 'OPEN',
				at: '2026-01-31T10:00:00.000Z',
				amount: '49.90',
				currency: 'EUR',
				total: 4990,
				name: 'Ines Halvorsen',
				products: { rdr: { status: 'active' } },
				lines: [{ sku: 'KET-01', 'ines@example.com': 'x' }],
				message: ['The card 4111111111111111 of ines@example.com was refused'],
				customer: { email: 'ines@example.com', pan: 4111111111111111, vip: true, note: null, lastSeen: '2026-01-31' },
			},
			SHAPE,
		);
		expect(clean).toEqual({
			id: '00000000-0000-4000-8000-000000000001',
			status: 'OPEN',
			at: '2026-01-31T10:00:00.000Z',
			amount: '49.90',
			currency: 'EUR',
			total: 4990,
			name: 'xxxx',
			products: { rdr: { status: 'xxxx' } },
			lines: [{ sku: 'xxxx', key1: 'xxxx' }],
			message: ['xxxx'],
			customer: { email: 'xxxx', pan: 0, vip: true, note: null, lastSeen: 'xxxx' },
		});
	});

	it('replaces a word that the contract does not know, a date that is none, and large numbers', () => {
		const given = { status: 'INES', at: 'tomorrow', amount: '4111111111111111', total: 4111111111111111 };
		expect(new Sanitizer().clean(given, SHAPE)).toEqual({ status: 'xxxx', at: 'xxxx', amount: 'xxxx', total: 0 });
	});

	it('numbers ids alike in all captures', () => {
		const sanitizer = new Sanitizer();
		const [first, second] = [sanitizer.clean({ id: ID }, SHAPE), sanitizer.clean({ id: ID }, SHAPE)];
		expect(first).toEqual(second);
	});
});

describe('a comparison', () => {
	it('names what is missing, wrong and unknown by its place, and shows no value but a word', () => {
		const given = { status: '4111 1111', at: 5, lines: [{ sku: 'a', price: 1 }, 'x'], extra: { deep: 1 } };
		expect(compare(given, SHAPE)).toEqual({
			wrong: ['id is missing', 'status is other text', 'at is a number, not text', 'lines[1] is text, not an object'],
			unknown: ['lines[0].price', 'extra'],
		});
	});
});
