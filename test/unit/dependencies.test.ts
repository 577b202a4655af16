import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../..');
const { devDependencies } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
	devDependencies: Record<string, string>;
};
const NOT_OURS = ['.git', 'node_modules', 'dist', 'coverage', 'fixtures'];

function sourcesBelow(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const file = path.join(folder, entry.name);
		if (entry.isDirectory()) return NOT_OURS.includes(entry.name) ? [] : sourcesBelow(file);
		return /\.(ts|js|mjs)$/.test(entry.name) ? [file] : [];
	});
}

/** What nobody names: types for the compiler, and what another dependency asks for. */
const UNNAMED: Record<string, string> = {
	'@types/jest': 'jest',
	'@types/node': 'typescript',
	'@swc/core': '@swc/jest',
};

it('every development dependency is used', () => {
	const texts = sourcesBelow(PROJECT)
		.filter((file) => file !== __filename)
		.map((file) => readFileSync(file, 'utf8'));
	const isNamed = (name: string) =>
		texts.some(
			(text) => text.includes(`'${name}'`) || text.includes(`'${name}/`) || text.includes(`node_modules/${name}/`),
		);
	expect(Object.keys(devDependencies).filter((name) => !(name in UNNAMED) && !isNamed(name))).toEqual([]);
	for (const name of Object.values(UNNAMED)) expect(devDependencies).toHaveProperty(name);
});

it('every package that is imported is a development dependency', () => {
	const imported = sourcesBelow(PROJECT).flatMap((file) =>
		[...readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type)[^;]*?from '([^.'][^']*)'/gm)].map(
			([, name]) => name,
		),
	);
	const packages = new Set(
		imported
			.filter((name) => !name.startsWith('node:'))
			.map((name) =>
				name
					.split('/')
					.slice(0, name.startsWith('@') ? 2 : 1)
					.join('/'),
			),
	);
	expect([...packages].filter((name) => !(name in devDependencies))).toEqual([]);
	expect(packages.size).toBeGreaterThan(10);
});

it('every development dependency has one version, the same everywhere', () => {
	expect(Object.entries(devDependencies).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});
