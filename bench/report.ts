import { textTable } from '../tools/demo/textTable';
import type { Measured } from './row';

/** A measured row. */
export interface Result extends Measured {
	name: string;
	target: string;
	title: string;
}

/** The results as JSON: a list of `{ name, ratio, target, met, raw }`. */
export function asJson(results: Result[]): string {
	return JSON.stringify(
		results.map(({ name, target, ratio, met, raw }) => ({ name, ratio, target, met, raw })),
		null,
		2,
	);
}

const figure = (value: number | string): string =>
	typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;

/** The results as a table for people. */
export function asTable(results: Result[]): string {
	return textTable(results, [
		{ heading: 'row', of: ({ name }) => name },
		{ heading: 'ratio', of: ({ ratio }) => ratio.toFixed(2) },
		{ heading: 'target', of: ({ target }) => target },
		{ heading: 'met', of: ({ met }) => (met ? 'yes' : 'NO') },
		{
			heading: 'figures',
			of: ({ raw }) =>
				Object.entries(raw)
					.map(([name, value]) => `${name} ${figure(value)}`)
					.join('; '),
		},
	]);
}
