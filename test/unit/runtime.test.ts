import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Entry {
	version?: string;
	dependencies?: Record<string, string>;
	peerDependencies?: Record<string, string>;
	peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

const lock = JSON.parse(readFileSync(path.resolve(__dirname, '../../tools/n8n/runtime/package-lock.json'), 'utf8')) as {
	packages: Record<string, Entry>;
};

/** Where a package finds another one, by the rules of Node: in its own folder, then in each folder above. */
function found(from: string, name: string): string | undefined {
	for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
		const at = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
		if (at in lock.packages) return at;
		if (!folder.includes('/node_modules/') && folder === '') return undefined;
	}
}

it("the pinned n8n has every package that the dependencies of n8n's own nodes require beside them", () => {
	const nodes = 'node_modules/n8n-nodes-base';
	const missing = Object.keys(lock.packages[nodes].dependencies ?? {}).flatMap((name) => {
		const at = found(nodes, name);
		const { peerDependencies = {}, peerDependenciesMeta = {} } = lock.packages[at ?? ''] ?? {};
		return Object.keys(peerDependencies)
			.filter((peer) => peerDependenciesMeta[peer]?.optional !== true && found(at ?? '', peer) === undefined)
			.map((peer) => `${name} requires ${peer}`);
	});
	expect(missing).toEqual([]);
});
