import { selectedAtDelivery, selectedValues } from '../../../../../nodes/common/trigger/selection';
import { problemOf } from '../../problemOf';

const options = ['A', 'B', 'C'].map((value) => ({ name: `Event ${value}`, value }));
const selected = (value: unknown) => selectedValues(value, 'Trigger On', options);

test.each<[unknown, string[]]>([
	[
		['A', 'B'],
		['A', 'B'],
	],
	[['A', ' A '], ['A']],
	['A', ['A']],
	['A, B', ['A', 'B']],
	['A\nC', ['A', 'C']],
	[' ["A","C"] ', ['A', 'C']],
])('%j selects %j', (value, expected) => {
	expect(selected(value)).toEqual(expected);
	expect(selectedAtDelivery(value, 'Trigger On', options)).toEqual(expected);
});

test.each<[unknown, string]>([
	[[], 'fieldEmpty'],
	['', 'fieldEmpty'],
	[' , ', 'fieldEmpty'],
	[undefined, 'fieldEmpty'],
	[null, 'fieldEmpty'],
	['[]', 'fieldEmpty'],
	['["A"', 'jsonInvalid'],
	['D', 'oneOf'],
	[['A', 'D'], 'oneOf'],
	[['A', null], 'fieldEmpty'],
	[{ A: true }, 'textOrList'],
	[true, 'textOrList'],
])('%j is refused: %s', (value, code) => {
	expect(problemOf(() => selected(value))).toBe(code);
	expect(selectedAtDelivery(value, 'Trigger On', options)).toBeUndefined();
});
