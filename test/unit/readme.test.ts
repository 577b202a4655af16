import { readFileSync } from 'node:fs';
import path from 'node:path';

import { resources as chargebackhit } from '../../nodes/Chargebackhit/actions';
import { resources as klavi } from '../../nodes/Klavi/actions';
import { resources as kloutit } from '../../nodes/Kloutit/actions';
import { resources as kount } from '../../nodes/Kount/actions';

const readme = readFileSync(path.resolve(__dirname, '../../README.md'), 'utf8');

/** The lines from a heading to the next one. */
function section(heading: string): string[] {
	const lines = readme.split('\n');
	const start = lines.indexOf(heading);
	if (start === -1) throw new Error(`README.md has no heading "${heading}".`);
	const length = lines.slice(start + 1).findIndex((line) => line.startsWith('#'));
	return lines.slice(start + 1, start + 1 + length);
}

/** An operation without the note or the service's word in parentheses. */
const plainName = (name: string): string => name.replaceAll('**', '').replace(/ \(.*\)$/, '');

/** The operations that a table lists, such as `Case: Check`. */
function operationsIn(lines: string[]): string[] {
	const rows = lines
		.filter((line) => line.startsWith('|'))
		.slice(2)
		.map((line) => line.split('|').map((cell) => cell.trim()));
	return rows.flatMap(([, resource, operations]) =>
		operations.split(' · ').map((name) => `${resource}: ${plainName(name)}`),
	);
}

test.each([
	['Chargebackhit', chargebackhit],
	['Kloutit', kloutit],
	['Kount', kount],
	['Klavi', klavi],
])('README lists every operation of %s, and no others', (service, resources) => {
	const offered = resources.flatMap(({ name, operations }) =>
		operations.map((operation) => `${name}: ${plainName(operation.name)}`),
	);
	expect(operationsIn(section(`### ${service}`)).sort()).toEqual(offered.sort());
});

test('every script that README and CONTRIBUTING mention is in package.json', () => {
	const { scripts } = JSON.parse(readFileSync(path.resolve(__dirname, '../../package.json'), 'utf8')) as {
		scripts: Record<string, string>;
	};
	const contributing = readFileSync(path.resolve(__dirname, '../../CONTRIBUTING.md'), 'utf8');
	const mentioned = [
		...`${readme}${contributing}`.matchAll(/`(?:npm run )?(test:[a-z0-9]+|(?<=npm run )[a-z0-9:]+)/g),
	].map(([, name]) => name);
	expect(mentioned.length).toBeGreaterThan(5);
	expect(mentioned.filter((name) => !(name in scripts))).toEqual([]);
});

test('README installs the single packages first, and sets what keeps them loading in n8n 3', () => {
	const install = section('## Install in n8n').join('\n');
	const first = /`(n8n-nodes-[a-z]+)`/.exec(install)?.[1];
	expect(first).toBe('n8n-nodes-chargebackhit');
	expect(install.indexOf('`n8n-nodes-chargeback`')).toBeGreaterThan(install.indexOf('`n8n-nodes-klavi`'));
	expect(install).toContain('`N8N_UNVERIFIED_PACKAGES_ENABLED=true`');
});

test('README gives the command that starts the demo and the one that runs all tests', () => {
	const commands = [...readme.matchAll(/```\n([^`]+)```/g)].flatMap(([, block]) => block.trim().split('\n'));
	expect(commands).toEqual(expect.arrayContaining(['npm start', 'npm test']));
});
