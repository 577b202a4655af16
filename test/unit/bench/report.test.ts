import { asJson, asTable, type Result } from '../../../bench/report';

const results: Result[] = [
	{
		name: 'pacing',
		title: '500 items',
		target: '<= 1.15',
		ratio: 1.0312,
		met: true,
		raw: { 'ours s': 10.3123, delivered: '500 of 500' },
	},
	{
		name: 'broken',
		title: 'what failed',
		target: 'none',
		ratio: 0,
		met: false,
		raw: { error: 'The service was away' },
	},
];

test('for machines: a list of { name, ratio, target, met, raw }, with the raw figures as they were measured', () => {
	expect(JSON.parse(asJson(results))).toEqual([
		{
			name: 'pacing',
			ratio: 1.0312,
			target: '<= 1.15',
			met: true,
			raw: { 'ours s': 10.3123, delivered: '500 of 500' },
		},
		{ name: 'broken', ratio: 0, target: 'none', met: false, raw: { error: 'The service was away' } },
	]);
});

test('for people: a line each, and a target that was missed stands out', () => {
	const [heading, , pacing, broken] = asTable(results).split('\n');
	expect(heading).toMatch(/^row +ratio +target +met +figures/);
	expect(pacing).toMatch(/^pacing +1\.03 +<= 1\.15 +yes +ours s 10\.31; delivered 500 of 500$/);
	expect(broken).toMatch(/^broken +0\.00 +none +NO +error The service was away$/);
});
