import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../..');
const SERVICES = ['chargebackhit', 'klavi', 'kloutit', 'kount'];

/** The numbers of the headings of a contract, such as `2` and `2.10`. */
function sectionsOf(service: string): Set<string> {
	const text = readFileSync(path.join(PROJECT, 'docs/contracts', `${service}.md`), 'utf8');
	return new Set([...text.matchAll(/^#{2,4} (\d+(?:\.\d+)*)\.? /gm)].map(([, number]) => number));
}

/** The rows of a table of silences, such as `6.24`: they count as sections. */
function rowsOf(service: string): Set<string> {
	const text = readFileSync(path.join(PROJECT, 'docs/contracts', `${service}.md`), 'utf8');
	return new Set([...text.matchAll(/^\| (\d+\.\d+) \|/gm)].map(([, number]) => number));
}

const sources = ['nodes', 'sandbox', 'credentials'].flatMap((folder) =>
	readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => path.join(folder, name)),
);

/** `Contract: 2.1, 5 (8 to 12)` names 2.1 and 5; what stands in brackets, a row or a word, is not looked up. */
function sectionsNamedIn(text: string): string[] {
	return [...text.matchAll(/Contract: ([^*\n]*)/g)].flatMap(([, list]) => {
		const [sections] = /^\d+(?:\.\d+)*(?: \([^)]*\))?(?:(?:, | and |; )\d+(?:\.\d+)*(?: \([^)]*\))?)*/.exec(list) ?? [
			'',
		];
		return sections.replaceAll(/ \([^)]*\)/g, '').match(/\d+(?:\.\d+)*/g) ?? [`nothing: "${list}"`];
	});
}

test.each(SERVICES)('every section of the contract of %s that a comment names is there', (service) => {
	const own = sources.filter((file) =>
		new RegExp(`^(?:(?:nodes|sandbox)/${service}/|credentials/${service})`, 'i').test(file.replaceAll('\\', '/')),
	);
	const named = own.flatMap((file) =>
		sectionsNamedIn(readFileSync(path.join(PROJECT, file), 'utf8')).map((section) => ({ file, section })),
	);
	const known = new Set([...sectionsOf(service), ...rowsOf(service)]);
	expect(named.length).toBeGreaterThan(10);
	expect(named.filter(({ section }) => !known.has(section))).toEqual([]);
});
