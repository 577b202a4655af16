import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../..');
const PICTURES = path.join(PROJECT, 'docs/pictures');
const LARGEST = 250 * 1024;
const PNG_SIGNATURE = '89504e470d0a1a0a';

const pages = [
	'README.md',
	...readdirSync(path.join(PROJECT, 'docs'))
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
];
const pictures = readdirSync(PICTURES).sort();

/** The files that a page shows, from the project's folder on. */
function shownOn(page: string): string[] {
	const addresses = [
		...readFileSync(path.join(PROJECT, page), 'utf8').matchAll(/(?:src|srcset)="([^"]+)"|!\[[^\]]*\]\(([^)]+)\)/g),
	];
	return addresses.map(([, attribute, link]) => path.posix.join(path.posix.dirname(page), attribute ?? link));
}
const shown = pages.flatMap((page) => shownOn(page).map((file) => ({ page, file })));

it('there are pictures, and each is shown on a page', () => {
	expect(pictures.length).toBeGreaterThan(0);
	const named = new Set(shown.map(({ file }) => path.posix.basename(file)));
	expect(pictures.filter((name) => !named.has(name))).toEqual([]);
});

it('each picture that a page names is there', () => {
	const missing = shown.filter(
		({ file }) => path.posix.dirname(file) !== 'docs/pictures' || !pictures.includes(path.posix.basename(file)),
	);
	expect(missing).toEqual([]);
});

it('each picture is there for a light and for a dark page', () => {
	const names = (theme: string) =>
		pictures.filter((name) => name.endsWith(`-${theme}.png`)).map((name) => name.replace(`-${theme}.png`, ''));
	expect(names('dark')).toEqual(names('light'));
	expect(2 * names('light').length).toBe(pictures.length);
});

it.each(pictures)('%s is a PNG of a size that a page can bear', (name) => {
	const file = path.join(PICTURES, name);
	expect(readFileSync(file).subarray(0, 8).toString('hex')).toBe(PNG_SIGNATURE);
	expect(statSync(file).size).toBeLessThanOrEqual(LARGEST);
});

it('each picture says in words what it shows', () => {
	const silent = pages.flatMap((page) =>
		[...readFileSync(path.join(PROJECT, page), 'utf8').matchAll(/<img (?![^>]*alt="[^"]{20,}")[^>]*>/g)].map(
			([tag]) => `${page}: ${tag}`,
		),
	);
	expect(silent).toEqual([]);
});
