import { readFileSync } from 'node:fs';
import path from 'node:path';

import { alertTypeOptions, outcomeOptions } from '../../../nodes/Chargebackhit/actions/choices';
import { statusCodeOptions } from '../../../nodes/Kount/actions/alert/statusCodes';
import { alertEventOptions, OTHER_EVENTS } from '../../../nodes/Kount/trigger/eventTypes';
import { PROJECT } from './compose';

/** The rows of the first table: situation, arrives as, Chargebackhit, Kount, nothing. */
const rows = readFileSync(path.join(PROJECT, 'docs/outcomes.md'), 'utf8')
	.split('\n\n')
	.find((part) => part.startsWith('| situation |'))!
	.split('\n')
	.slice(2)
	.map((line) => line.split('|').map((cell) => cell.trim()));
const column = (place: number) => rows.map((cells) => cells[place]).join('\n');
const emphasized = (text: string) => [...text.matchAll(/(?<!\*)\*(?!\*)([^*]+)\*(?!\*)/g)].map(([, word]) => word);

/** Read from lists, never sent: the page says so. */
const ONLY_READ = 'Duplicate';

it.each([
	['Chargebackhit', 3, outcomeOptions, [ONLY_READ]],
	['Kount', 4, statusCodeOptions, []],
])('names every answer of %s, and no other', (_service, place, options, others) => {
	const names = options.map(({ name }) => name);
	expect([...new Set(emphasized(column(place)))].sort()).toEqual([...names, ...others].sort());
});

it('names every type of alert, by the words of each service', () => {
	const types = alertTypeOptions.map(({ name }) => name);
	expect([...new Set(emphasized(column(2)))].sort()).toEqual(types.sort());
	const events = alertEventOptions.map(({ value }) => String(value)).filter((value) => value !== OTHER_EVENTS);
	expect([...column(2).matchAll(/`([A-Z_]+)`/g)].map(([, type]) => type).sort()).toEqual(events.sort());
});

it('gives every figure its source', () => {
	const text = readFileSync(path.join(PROJECT, 'docs/outcomes.md'), 'utf8');
	const [body, list] = text.split('## Sources');
	const cited = [...new Set([...body.matchAll(/\[(\d+)\]/g)].map(([, number]) => number))].sort();
	const listed = [...list.matchAll(/^(\d+)\. .*<https:\/\/[^>]+>$/gm)].map(([, number]) => number).sort();
	expect(cited).toEqual(listed);
});
