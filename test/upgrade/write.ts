/**
 * Keeps what users of a version may have saved: `node --import tsx test/upgrade/write.ts 0.2.0`, on a built checkout. The release does
 * so. Each later version must open it: `test/e2e/upgrade.test.ts`.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { ICredentialType, INodeType } from 'n8n-workflow';

import { savedCredential, savedNodes, untouched } from './savedWorkflows';

const PROJECT = path.resolve(__dirname, '../..');
const { name: packageName } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as { name: string };
const [, , version] = process.argv;
if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version))
	throw new Error('Name the version that will be released, such as 0.2.0.');
// what users of a released version have saved does not change any more
if (readFileSync(path.join(PROJECT, 'CHANGELOG.md'), 'utf8').includes(`\n## ${version} - `))
	throw new Error(`Version ${version} has been released already.`);
const bundle = require(PROJECT) as { nodes: Array<new () => INodeType>; credentials: Array<new () => ICredentialType> };

const folder = path.join(PROJECT, 'test', 'fixtures', version);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

/** One entry a line: a change of one shows as one. */
function write(file: string, entries: unknown[]): void {
	writeFileSync(
		path.join(folder, `${file}.json`),
		`[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`,
	);
	console.log(`test/fixtures/${version}/${file}.json: ${entries.length}`);
}

for (const Node of bundle.nodes) {
	const { description } = new Node();
	write(description.name, savedNodes(packageName, description));
}
write(
	'untouched',
	bundle.nodes.flatMap((Node) => untouched(packageName, new Node().description)),
);
write(
	'credentials',
	bundle.credentials
		.map((Credential) => new Credential())
		.map(({ name, properties }) => savedCredential(name, properties)),
);
