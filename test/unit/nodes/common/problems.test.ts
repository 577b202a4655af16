import { itemList, itemName, ordinal } from '../../../../nodes/common/errors/itemNames';
import { problems as mapping, rules as mappingRules } from '../../../../nodes/common/errors/mappingProblems';
import { problems } from '../../../../nodes/common/errors/problems';
import { rules } from '../../../../nodes/common/errors/rules';
import { wordingOf } from '../wording';

test('the wording of every problem and rule', () => {
	expect(wordingOf(problems, rules)).toMatchSnapshot();
});

test('the wording of Map Columns', () => {
	expect(wordingOf(mapping, mappingRules)).toMatchSnapshot();
});

test.each([
	[1, '1st'],
	[2, '2nd'],
	[3, '3rd'],
	[4, '4th'],
	[11, '11th'],
	[12, '12th'],
	[13, '13th'],
	[21, '21st'],
	[102, '102nd'],
	[113, '113th'],
])('item %i is the %s', (number, expected) => {
	expect(ordinal(number)).toBe(expected);
});

test('an item is named by its most telling value, if it has one', () => {
	expect(itemName({ index: 1, label: 'ORDER-1001' })).toBe('2nd item (ORDER-1001)');
	expect(itemName({ index: 1, label: '' })).toBe('2nd item');
});

describe('items are listed in ranges', () => {
	test.each([
		[[3], 'item 4'],
		[[0, 1, 2, 5], 'items 1–3, 6'],
		[[1, 3], 'items 2, 4'],
	])('%j', (indexes, expected) => {
		expect(itemList(indexes)).toBe(expected);
	});

	test('and no more than 20 of them', () => {
		const list = itemList(Array.from({ length: 1000 }, (_, index) => index * 2));
		expect(list).toContain('and 980 more groups');
		expect(list.length).toBeLessThan(500);
	});

	test('by what happened to them, leaving out what happened to none', () => {
		const { message } = problems.runStopped({ completed: [0, 1], partly: [], failed: [], unknown: [3], notSent: [4] });
		expect(message.match(/items? \d\S*\./g)).toEqual(['items 1–2.', 'item 4.', 'item 5.']);
	});
});

test.each([
	['ECONNRESET', 'ECONNRESET.'],
	['Client authentication failed.', 'Client authentication failed.'],
	['Who are you?', 'Who are you?'],
])('the reason %j ends as a sentence', (reason, expected) => {
	expect(problems.unreachable('Kount', 'http://127.0.0.1:9', reason).advice).toMatch(
		new RegExp(`${expected.replace(/[.?]/g, '\\$&')}$`),
	);
});
