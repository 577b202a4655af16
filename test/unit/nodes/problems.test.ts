import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { problems as chargebackhit, rules as chargebackhitRules } from '../../../nodes/Chargebackhit/problems';
import { problems as mapping, rules as mappingRules } from '../../../nodes/common/errors/mappingProblems';
import type { Problem } from '../../../nodes/common/errors/problem';
import { problems as common } from '../../../nodes/common/errors/problems';
import { rules as commonRules } from '../../../nodes/common/errors/rules';
import { problems as klavi, rules as klaviRules } from '../../../nodes/Klavi/problems';
import { problems as kloutit, rules as kloutitRules } from '../../../nodes/Kloutit/problems';
import { problems as kount, rules as kountRules } from '../../../nodes/Kount/problems';

const PROJECT = path.resolve(__dirname, '../../..');

type Entries = Record<string, { code: string; composed: () => Problem }>;

const CATALOGUES: Array<{ name: string; file: string; exported: 'problems' | 'rules'; entries: Entries }> = [
	{ name: 'common', file: 'nodes/common/errors/problems.ts', problems: common, rules: {} },
	{ name: 'common', file: 'nodes/common/errors/rules.ts', problems: {}, rules: commonRules },
	{
		name: 'common',
		file: 'nodes/common/errors/mappingProblems.ts',
		problems: mapping,
		rules: mappingRules,
	},
	{
		name: 'Chargebackhit',
		file: 'nodes/Chargebackhit/problems.ts',
		problems: chargebackhit,
		rules: chargebackhitRules,
	},
	{ name: 'Klavi', file: 'nodes/Klavi/problems.ts', problems: klavi, rules: klaviRules },
	{ name: 'Kloutit', file: 'nodes/Kloutit/problems.ts', problems: kloutit, rules: kloutitRules },
	{ name: 'Kount', file: 'nodes/Kount/problems.ts', problems: kount, rules: kountRules },
].flatMap(({ name, file, problems, rules }) => [
	{ name, file, exported: 'problems' as const, entries: problems as Entries },
	{ name, file, exported: 'rules' as const, entries: rules as Entries },
]);

const sources = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => path.join(folder, name))
		.map((file) => ({ file, text: readFileSync(path.join(PROJECT, file), 'utf8') })),
);

/** The names under which a source imports a catalogue, or has it as its own. */
function namesIn(source: { file: string; text: string }, file: string, exported: string): string[] {
	if (source.file === file) return [exported];
	return [...source.text.matchAll(/import (?:type )?\{([^}]*)\} from '(\.[^']*)'/g)]
		.filter(([, , from]) => path.join(path.dirname(source.file), `${from}.ts`) === file)
		.flatMap(([, names]) => names.split(',').map((name) => name.trim().split(/\s+as\s+/)))
		.filter(([name]) => name === exported)
		.map(([name, alias = name]) => alias);
}

/** The codes of a catalogue that any source uses, whatever name it imports the catalogue by. */
function usedCodes(file: string, exported: string): Set<string> {
	return new Set(
		sources.flatMap((source) =>
			namesIn(source, file, exported).flatMap((name) =>
				[...source.text.matchAll(new RegExp(`(?<![.\\w])${name}\\s*\\.(\\w+)`, 'g'))].map(([, code]) => code),
			),
		),
	);
}

test('no code stands in two catalogues', () => {
	const codes = CATALOGUES.flatMap(({ entries }) => Object.keys(entries));
	expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

describe.each(CATALOGUES)('$name: $exported', ({ file, exported, entries }) => {
	test('every entry has its name as its code', () => {
		for (const [name, { code, composed }] of Object.entries(entries))
			expect([name, code, composed().code]).toEqual([name, name, name]);
	});

	test('every entry is used in a node or a credential', () => {
		const used = usedCodes(file, exported);
		expect(Object.keys(entries).filter((code) => !used.has(code))).toEqual([]);
	});
});

/** Two marks in a row, or with a blank between. What stands in quotes is a value of the user's or of the service's. */
const DOUBLE_MARKS = /[.,;:!?]\s*[.,;:!?]/;
const LACKS_A_VALUE = /\bundefined\b|\bNaN\b|\bnull\b|\[object|\(\s*\)/;

/** Words that read like a translation. */
const AVOIDED: RegExp[] = [
	/\bwants?\b/,
	/\bwill do\b/,
	/\bgives\b(?! up)/,
	/\bholds\b/,
	/\bcomes to\b/,
	/\blets? \S+ through\b/,
	/\bdo(es)? not know\b/,
	/\bknows\b/,
	/\b(is|it is) not known\b/,
	/\bcarried out\b/,
	/\bacted on\b/,
	/\b(is|are) told\b/,
	/\b(is|are) proved\b/,
	/\bin place of\b/,
	/\bof (its|their|your) own\b/,
	/\bat the most\b/,
	/(?<!retries safely )\bby itself\b/,
	/\banew\b/,
	/\bso many\b/,
	/\bas well\b(?! as)/,
	/\bfate\b/,
	/\bmembers?\b/,
	/\bonce only\b/,
	/\banswered \d/,
	/\bfailed as well\b/,
];

const everyEntry = CATALOGUES.flatMap(({ name, entries }) =>
	Object.values(entries).map(({ composed }) => ({ name, ...composed() })),
);

describe.each(everyEntry)('$name: $code', ({ message, advice }) => {
	const unquoted = (text: string) => text.replace(/"[^"]*"/g, '""');

	test('begins as a sentence does, and has its values', () => {
		// or with the path of a field in the user's own JSON
		expect(message).toMatch(/^(\p{Lu}|\d|["“]|<b>|[\w.[\]]+ must be )/u);
		expect(`${message}\n${advice}`).not.toMatch(LACKS_A_VALUE);
	});

	test('has no double blanks and no double marks, and ends properly', () => {
		for (const text of [message, advice]) {
			expect(text).toBe(text.trim());
			expect(text).not.toMatch(/ {2}|\n /);
			expect(unquoted(text).replace(/:\/\//g, '')).not.toMatch(DOUBLE_MARKS);
			expect(text).not.toMatch(/[,;:]$/);
		}
		// what a service returned is shown as it came
		if (advice !== '' && !advice.includes('The response began: ')) expect(advice).toMatch(/\.$/);
	});

	test('uses the words of the house', () => {
		for (const words of AVOIDED) expect(`${message} ${advice}`).not.toMatch(words);
	});
});
