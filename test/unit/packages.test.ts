import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

import { committedFiles, sourceLinks } from '../../tools/packages/assemble';
import { unassigned } from '../../tools/packages/manifest';
import { markedPart } from '../../tools/packages/readme';
import { packageFolder, packageName, services } from '../../tools/packages/services';

const PROJECT = path.resolve(__dirname, '../..');
const all = services(PROJECT);

/** All files of a package's folder that are not built, by their path in it. Links are not followed. */
function committedIn(folder: string, below = ''): string[] {
	return readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
		const name = path.posix.join(below, entry.name);
		if (below === '' && ['dist', 'templates', 'index.js', 'LICENSE'].includes(entry.name)) return [];
		return entry.isDirectory() ? committedIn(folder, name) : [name];
	});
}

it('every service has a package, and every package has a service', () => {
	expect(readdirSync(path.join(PROJECT, 'packages')).sort()).toEqual(all.map(packageName).sort());
	expect(unassigned(PROJECT)).toEqual([]);
});

describe.each(all)('the package of %s', (service) => {
	const folder = packageFolder(PROJECT, service);
	const files = committedFiles(PROJECT, service);
	const links = sourceLinks(PROJECT, service);

	it.each(Object.keys(files))('contains %s as "npm run packages" writes it', (file) => {
		expect(readFileSync(path.join(folder, file), 'utf8')).toBe(files[file]);
	});

	it('links to the sources it is built from, and contains no copy of them', () => {
		expect(committedIn(folder).sort()).toEqual([...Object.keys(files), ...Object.keys(links)].sort());
		for (const [name, target] of Object.entries(links)) {
			expect(lstatSync(path.join(folder, name)).isSymbolicLink()).toBe(true);
			expect(readlinkSync(path.join(folder, name))).toBe(target);
		}
	});

	it('mentions no other service', () => {
		const others = new RegExp(all.filter((other) => other !== service).join('|'), 'i');
		for (const text of Object.values(files)) expect(text).not.toMatch(others);
	});
});

describe('a marked part of README.md', () => {
	const text = 'Before.\n\n<!-- shared: versions -->\nAny words: these.\n<!-- end of versions -->\n\nAfter.\n';

	it('is what is between its markers, however it is worded', () => {
		expect(markedPart(text, 'versions')).toBe('Any words: these.');
		expect(markedPart(text.replace('Any words: these.', 'Other words.'), 'versions')).toBe('Other words.');
	});

	it.each(['<!-- shared: versions -->', '<!-- end of versions -->'])('must have its marker %s', (marker) => {
		expect(() => markedPart(text.replace(marker, ''), 'versions')).toThrow('"versions"');
	});
});
