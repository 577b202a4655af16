import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { messages as chargebackhit } from '../../../nodes/Chargebackhit/problems';
import { messages as common } from '../../../nodes/common/errors/problems';
import { messages as klavi } from '../../../nodes/Klavi/problems';
import { messages as kloutit } from '../../../nodes/Kloutit/problems';
import { messages as kount } from '../../../nodes/Kount/problems';

const NODES = path.resolve(__dirname, '../../../nodes');
const CREDENTIALS = path.resolve(__dirname, '../../../credentials');

const sources = [NODES, CREDENTIALS].flatMap((folder) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => ({ file: path.join(folder, name), text: readFileSync(path.join(folder, name), 'utf8') })),
);

/** The members of a messages file that any source uses, under whatever name it imports them. */
function usedOf(messagesFile: string): Set<string> {
	const used = new Set<string>();
	for (const { file, text } of sources) {
		for (const [, alias, from] of text.matchAll(/import \{ messages(?: as (\w+))? \} from '([^']+)'/g)) {
			if (path.resolve(path.dirname(file), `${from}.ts`) !== messagesFile) continue;
			for (const [, key] of text.matchAll(new RegExp(`\\b${alias ?? 'messages'}\\.(\\w+)`, 'g'))) used.add(key);
		}
	}
	return used;
}

const FILES = [
	['common', path.join(NODES, 'common/errors/problems.ts'), common],
	['Chargebackhit', path.join(NODES, 'Chargebackhit/problems.ts'), chargebackhit],
	['Klavi', path.join(NODES, 'Klavi/problems.ts'), klavi],
	['Kloutit', path.join(NODES, 'Kloutit/problems.ts'), kloutit],
	['Kount', path.join(NODES, 'Kount/problems.ts'), kount],
] as const;

describe.each(FILES)('messages of %s', (_name, file, messages) => {
	const used = usedOf(file);

	test.each(Object.keys(messages))('%s is said somewhere', (key) => {
		expect(used).toContain(key);
	});
	test('nothing is said that is not written here', () => {
		expect([...used].filter((key) => !(key in messages))).toEqual([]);
	});
});

test('every kind of body has its words in use', () => {
	const text = sources.map((source) => source.text).join('\n');
	for (const kind of Object.keys(common.kinds)) expect(text).toContain(`messages.kinds.${kind}`);
});

test('no advice is empty, and none ends without a full stop', () => {
	for (const messages of [common, chargebackhit]) {
		for (const [key, sentence] of Object.entries(messages)) {
			if (!key.endsWith('Advice') || typeof sentence !== 'string') continue;
			expect([key, sentence.endsWith('.')]).toEqual([key, true]);
		}
	}
});

describe('what was done is told by ranges', () => {
	const told = (done: number[]) => common.stopped({ done, partly: [], failed: [], unclear: [], open: [] });
	test.each([
		[[3], 'Carried out: item 3.'],
		[[0, 1, 2, 5], 'Carried out: items 0–2, 5.'],
		[[1, 3], 'Carried out: items 1, 3.'],
	])('%j', (done, words) => {
		expect(told(done)).toContain(words);
	});
	test('and not without end', () => {
		const words = told(Array.from({ length: 1000 }, (_, index) => index * 2));
		expect(words).toContain('and 980 more groups');
		expect(words.length).toBeLessThan(500);
	});
});

test.each([
	['ECONNRESET', 'Reason: ECONNRESET.'],
	['Client authentication failed.', 'Reason: Client authentication failed.'],
	['Who are you?', 'Reason: Who are you?'],
])('the reason %j ends as a sentence', (reason, expected) => {
	expect(common.reason(reason)).toBe(expected);
});
