import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { PROJECT } from './compose';

const read = (file: string): string => readFileSync(path.join(PROJECT, file), 'utf8');
const namesIn = (folder: string, ending: string): string[] =>
	readdirSync(path.join(PROJECT, folder))
		.filter((name) => name.endsWith(ending))
		.map((name) => path.posix.join(folder, name));

/** What people and assistants read. */
const PAGES = [...namesIn('.', '.md'), ...namesIn('docs', '.md'), 'docs/llms.txt', ...namesIn('docs/contracts', '.md')];

/** The anchors that GitHub makes of a page's headings. */
function anchorsOf(file: string): string[] {
	const headings = [...read(file).matchAll(/^#{1,6} (.+)$/gm)].map(([, text]) =>
		text
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.trim()
			.replaceAll(' ', '-'),
	);
	return headings.map((name, at) => {
		const before = headings.slice(0, at).filter((other) => other === name).length;
		return before === 0 ? name : `${name}-${before}`;
	});
}

/** The links of a page to other files of the repository, and to its own headings. */
function linksOf(page: string): string[] {
	return [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
		.map(([, target]) => target)
		.filter((target) => !/^[a-z]+:/.test(target));
}

const isThere = (page: string, target: string): boolean => {
	const [file, anchor] = target.split('#', 2);
	const at = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
	if (!existsSync(path.join(PROJECT, at))) return false;
	return anchor === undefined || (at.endsWith('.md') && anchorsOf(at).includes(anchor));
};

it.each(PAGES)('%s has no link that leads nowhere', (page) => {
	expect(linksOf(page).filter((target) => !isThere(page, target))).toEqual([]);
});

it('docs/llms.txt leads to every page in docs/', () => {
	const led = linksOf('docs/llms.txt').map((target) => path.posix.join('docs', target));
	expect(namesIn('docs', '.md').filter((page) => !led.includes(page))).toEqual([]);
});

it('every page in docs/ can be reached from README.md', () => {
	const reached = new Set<string>();
	const open = ['README.md'];
	for (const page of open) {
		if (reached.has(page)) continue;
		reached.add(page);
		for (const target of linksOf(page)) {
			const at = path.posix.join(path.posix.dirname(page), target.split('#', 1)[0]);
			if (at.endsWith('.md') && existsSync(path.join(PROJECT, at))) open.push(at);
		}
	}
	expect(namesIn('docs', '.md').filter((page) => !reached.has(page))).toEqual([]);
});

it('the Docs button of each node leads to the page of its service, the one of a trigger to its section', () => {
	for (const service of ['Chargebackhit', 'Klavi', 'Kloutit', 'Kount']) {
		for (const kind of ['', 'Trigger']) {
			const { resources } = JSON.parse(read(`nodes/${service}/${service}${kind}.node.json`)) as {
				resources: { primaryDocumentation: Array<{ url: string }> };
			};
			const [{ url }] = resources.primaryDocumentation;
			const start = 'https://github.com/n8n-nodes-chargeback/n8n-nodes-chargeback/blob/main/';
			expect(url.slice(0, start.length)).toBe(start);
			const page = url.slice(start.length);
			expect(page.split('#')[0]).toBe(`docs/${service.toLowerCase()}.md`);
			expect([page, isThere('README.md', page)]).toEqual([page, true]);
			expect(page.includes('#')).toBe(kind === 'Trigger');
		}
	}
});
