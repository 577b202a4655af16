/**
 * The lint floor: the rules n8n's own package scan applies, on the sources and on the packed package of the bundle and of every single
 * service, and the rules of this house, and the formatter's check. Warnings count, and no comment switches a rule off: the only finding that may stay is none.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { projectFolder } from '../tools/bootstrap.mjs';
import { assemble } from '../tools/packages/assemble.js';
import { packageName, services } from '../tools/packages/services.js';
import { formatFindings } from './lint/format.mjs';
import { houseFindings } from './lint/house.mjs';
import { packAndUnpack } from './lint/packed.mjs';
import { scanPacked, scanSources } from './lint/scan.mjs';

/** The bundle and the packages of single services: their names, and the folders they are packed from. */
async function packages(temporaryFolder) {
	const { name } = JSON.parse(await readFile(path.join(projectFolder, 'package.json'), 'utf8'));
	const singles = services(projectFolder).map((service) => {
		const single = packageName(service);
		return { name: single, folder: assemble(projectFolder, service, path.join(temporaryFolder, 'assembled', single)) };
	});
	return [{ name, folder: projectFolder }, ...singles];
}

const temporaryFolder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-lint-'));
try {
	const house = await houseFindings(projectFolder);
	const scans = [];
	const all = await packages(temporaryFolder);
	for (const { name, folder } of all) {
		scans.push(await scanSources(projectFolder, name));
		scans.push(await scanPacked(await packAndUnpack(folder, path.join(temporaryFolder, 'packed', name)), name));
	}
	const findings = [...formatFindings(projectFolder), ...[house, ...scans].flatMap((part) => part.findings)];
	for (const finding of findings) console.log(finding);
	console.log(
		`lint: ${house.files} files by the rules of the house; ${all.length} packages, ${scans.reduce((sum, { files }) => sum + files, 0)} files by the rules of n8n's package scan ` +
			`(sources and packed): ${findings.length === 0 ? 'no finding' : `${findings.length} findings`}.`,
	);
	process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
	await rm(temporaryFolder, { recursive: true, force: true });
}
