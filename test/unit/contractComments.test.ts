import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../..');
const SERVICES = ['chargebackhit', 'klavi', 'kloutit', 'kount'];

/** A section with its text up to the next heading of any level. */
function sectionsOf(service: string): Map<string, string> {
	const text = readFileSync(path.join(PROJECT, 'docs/contracts', `${service}.md`), 'utf8');
	const parts = text.split(/^#{2,4} (?=\d)/m).slice(1);
	return new Map(parts.map((part) => [/^\d+(?:\.\d+)*/.exec(part)?.[0] ?? '', part]));
}

/** The numbered rows of a section: of its table (`| 7 |`) or its list (`7. `). */
function rowsOf(section: string): Set<string> {
	return new Set([...section.matchAll(/^(?:\| (\d+) \||(\d+)\. )/gm)].map(([, row, item]) => row ?? item));
}

/** Everything a comment may name: sections, their rows as `8 (7)`, and the rows of tables of silences such as `6.24`. */
function known(service: string): Set<string> {
	const sections = sectionsOf(service);
	const names = new Set(sections.keys());
	for (const [section, text] of sections) {
		for (const row of rowsOf(text)) names.add(`${section} (${row})`);
		for (const [, row] of text.matchAll(/^\| (\d+\.\d+) \|/gm)) names.add(row);
	}
	return names;
}

const NUMBER = String.raw`\d+(?:\.\d+)*`;
const ITEM = String.raw`${NUMBER}(?: to ${NUMBER})?(?: \([^)]*\))?`;
const LIST = new RegExp(String.raw`^${ITEM}(?:(?:, and |, | and |; )${ITEM})*`);

/** `2.2 to 2.4` names all three: the last part counts up. */
function range(first: string, last: string = first): string[] {
	const stem = first.slice(0, first.lastIndexOf('.') + 1);
	const [from, to] = [first, last].map((one) => Number(one.slice(stem.length)));
	if (!last.startsWith(stem) || !(from <= to)) return [`no range: ${first} to ${last}`];
	return Array.from({ length: to - from + 1 }, (_, index) => `${stem}${from + index}`);
}

/** `Contract: 2.1 to 2.3, 5 (8 to 12)` names 2.1, 2.2, 2.3, 5 and five rows of 5; a word in brackets is not looked up. */
function namedIn(list: string): string[] {
	const whole = LIST.exec(list)?.[0];
	if (whole === undefined) return [`nothing: "${list.slice(0, 40)}"`];
	const items = whole.matchAll(new RegExp(String.raw`(${NUMBER})(?: to (${NUMBER}))?(?: \(([^)]*)\))?`, 'g'));
	return [...items].flatMap(([, first, last, rows]) => {
		const sections = range(first, last);
		const isRows = rows !== undefined && /^\d+(?: to \d+)?(?:, \d+(?: to \d+)?)*$/.test(rows);
		if (!isRows) return sections;
		const numbers = rows.split(', ').flatMap((one) => range(...(one.split(' to ') as [string, string?])));
		return [...sections, ...numbers.map((row) => `${first} (${row})`)];
	});
}

interface Reference {
	file: string;
	/** The service whose contract is meant; `undefined` when the file belongs to none. */
	service: string | undefined;
	/** Whether it is written as `Contract: 2.3`. */
	isInForm: boolean;
	named: string[];
}

const serviceOf = (file: string): string | undefined =>
	SERVICES.find((service) =>
		new RegExp(`^(?:(?:nodes|sandbox)/${service}/|credentials/${service}|sandbox/page/.*/${service})`, 'i').test(file),
	);

/** Every mention of a numbered part of a contract, in whatever form it is written. */
function referencesIn(file: string): Reference[] {
	const text = readFileSync(path.join(PROJECT, file), 'utf8').replaceAll(/\n\s*(?:\*|\/\/) /g, ' ');
	return [...text.matchAll(/\bcontract(:?) (?=\d)/gi)].map((match) => ({
		file,
		service: serviceOf(file),
		isInForm: match[0] === 'Contract: ',
		named: namedIn(text.slice(match.index + match[0].length)),
	}));
}

const references = ['nodes', 'sandbox', 'credentials'].flatMap((folder) =>
	readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.flatMap((name) => referencesIn(path.posix.join(folder, name.replaceAll('\\', '/')))),
);

test.each(SERVICES)('everything of the contract of %s that a comment names is there', (service) => {
	const own = references.filter((reference) => reference.service === service);
	const names = known(service);
	const inSandbox = own.filter(({ file }) => file.startsWith('sandbox/'));
	expect(inSandbox.length).toBeGreaterThan(25);
	expect(own.length - inSandbox.length).toBeGreaterThan(10);
	const missing = own.flatMap(({ file, named }) =>
		named.filter((name) => !names.has(name)).map((name) => ({ file, name })),
	);
	expect(missing).toEqual([]);
});

test('every reference belongs to a service, and in the sandbox each has the one form', () => {
	expect(references.filter(({ service }) => service === undefined)).toEqual([]);
	expect(references.filter(({ file, isInForm }) => file.startsWith('sandbox/') && !isInForm)).toEqual([]);
});

test.each([
	['2.3).', ['2.3']],
	['2.1 to 2.3, 5 and 6.1. More', ['2.1', '2.2', '2.3', '5', '6.1']],
	['5 (8 to 10), 7', ['5', '5 (8)', '5 (9)', '5 (10)', '7']],
	['8 (7, 9) says', ['8', '8 (7)', '8 (9)']],
	['2.4 to 2.5 (Rev C). 30 s', ['2.4', '2.5']],
	['2.5 to 2.3', ['no range: 2.5 to 2.3']],
])('reads %j', (text, named) => {
	expect(namedIn(text)).toEqual(named);
});
