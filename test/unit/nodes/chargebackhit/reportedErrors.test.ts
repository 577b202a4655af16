import { reportsErrors } from '../../../../nodes/Chargebackhit/actions/reportedErrors';
import type { Json } from '../../../../nodes/common/values/json';

describe('reportsErrors', () => {
	test.each<[Json | undefined]>([
		[undefined],
		[null],
		[''],
		['error'],
		[0],
		[[]],
		[[{ error: 'x' }]],
		[{}],
		[{ data: null }],
		[{ data: [] }],
		[{ data: { id: 'a' } }],
		[{ error: null }],
		[{ error: '' }],
		[{ error: false }],
		[{ errors: [] }],
		[{ constraints: {} }],
		[{ data: { error: null, errors: [] } }],
		[{ message: 'Done' }],
	])('%j holds no complaint', (body) => {
		expect(reportsErrors(body)).toBe(false);
	});
	test.each<[Json]>([
		[{ error: 'x' }],
		[{ error: { message: 'x' } }],
		[{ error: true }],
		[{ error: 1 }],
		[{ errors: ['x'] }],
		[{ errors: [null] }],
		[{ constraints: { outcome: 'unknown' } }],
		[{ data: { error: 'x' } }],
		[{ data: { errors: [{ field: 'a' }] } }],
		[{ data: { constraints: { a: ['b'] } } }],
		[{ data: { id: 'a' }, errors: ['x'] }],
	])('%j does', (body) => {
		expect(reportsErrors(body)).toBe(true);
	});
});
