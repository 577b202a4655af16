import type { IWebhookFunctions } from 'n8n-workflow';

import { Refusal } from '../../../../../nodes/common/trigger/delivery';
import { selectedAtDelivery, selectedValues } from '../../../../../nodes/common/trigger/selection';
import { problemOf } from '../../problemOf';

const options = ['A', 'B', 'C'].map((value) => ({ name: `Event ${value}`, value }));
const selected = (value: unknown) => selectedValues(value, 'Trigger On', options);
const atDelivery = (value: unknown) =>
	selectedAtDelivery(
		{ getNodeParameter: () => value } as unknown as IWebhookFunctions,
		'events',
		'Trigger On',
		options,
	);
const refusalOf = (value: unknown): unknown => {
	try {
		return atDelivery(value);
	} catch (error) {
		return error;
	}
};

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
	expect(atDelivery(value)).toEqual(expected);
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
	const refusal = refusalOf(value);
	expect(refusal).toBeInstanceOf(Refusal);
	expect(refusal).toMatchObject({ status: 503 });
});
