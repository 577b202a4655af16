import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../..');
const FOLDERS = ['nodes', 'credentials', 'sandbox', 'tools', 'bench'];

const files = FOLDERS.flatMap((folder) =>
	readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
		.map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
		.filter((name) => /\.(ts|js|mjs)$/.test(name)),
);
const known = new Set(files);

/** Imports, types included, `export … from`, `import()` and `require()`. */
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])(\.[^'"\n]+)\1/g;

function importsOf(file: string): string[] {
	const text = readFileSync(path.join(PROJECT, file), 'utf8');
	return [...text.matchAll(IMPORTS)].flatMap(([, , module]) => {
		const target = path.posix.join(path.posix.dirname(file), module);
		return [target, `${target}.ts`, `${target}.js`, `${target}.mjs`, `${target}/index.ts`]
			.filter((name) => known.has(name))
			.slice(0, 1);
	});
}

/** The groups of files in which each imports each other, directly or through others (Tarjan's algorithm). */
function circlesIn(graph: Map<string, string[]>): string[][] {
	const order = new Map<string, number>();
	const lowest = new Map<string, number>();
	const stack: string[] = [];
	const circles: string[][] = [];
	const visit = (file: string): number => {
		const number = order.size;
		order.set(file, number);
		stack.push(file);
		let low = number;
		for (const target of graph.get(file) ?? []) {
			if (!order.has(target)) low = Math.min(low, visit(target));
			else if (stack.includes(target)) low = Math.min(low, lowest.get(target) ?? order.get(target) ?? low);
		}
		lowest.set(file, low);
		if (low === number) {
			const circle = stack.splice(stack.indexOf(file));
			if (circle.length > 1 || graph.get(file)?.includes(file)) circles.push(circle.sort());
		}
		return low;
	};
	for (const file of graph.keys()) if (!order.has(file)) visit(file);
	return circles;
}

test('no file imports itself through others, types included', () => {
	const graph = new Map(files.map((file) => [file, importsOf(file)]));
	const imports = [...graph.values()].flat();
	expect(imports.length).toBeGreaterThan(500);
	expect(circlesIn(graph)).toEqual([]);
});

test.each([
	['none in a chain', { a: ['b'], b: ['c'], c: [] }, []],
	['two files', { a: ['b'], b: ['a'] }, [['a', 'b']]],
	['a longer way back', { a: ['b'], b: ['c'], c: ['a', 'd'], d: [] }, [['a', 'b', 'c']]],
	[
		'two circles that share no file',
		{ a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] },
		[
			['c', 'd'],
			['a', 'b'],
		],
	],
	['two circles that share a file', { a: ['b', 'c'], b: ['a'], c: ['a'] }, [['a', 'b', 'c']]],
])('finds %s', (_name, graph, circles) => {
	expect(circlesIn(new Map(Object.entries(graph)))).toEqual(circles);
});
