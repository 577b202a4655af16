/**
 * The lint floor: the rules n8n's own package scan applies, on the sources and on the packed package, and the rules of
 * this house. Warnings count, and no comment switches a rule off: the only finding that may stay is none.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from '../sandbox/bootstrap.mjs';
import { houseFindings } from './lint/house.mjs';
import { packAndUnpack } from './lint/packed.mjs';

const require = createRequire(import.meta.url);

/** The scan's configuration and its list of source files; the package names no entry point, so the path is the address. */
async function loadScan() {
	const folder = path.dirname(require.resolve('@n8n/scan-community-package/package.json'));
	return await import(pathToFileURL(path.join(folder, 'scanner', 'scanner.mjs')).href);
}

/** Findings of the scan's rules on the files below `folder`, one sentence each. */
async function scanFindings(folder, patterns, label) {
	const { ESLint } = require('eslint');
	const { buildScanConfig } = await loadScan();
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
		errorOnUnmatchedPattern: false,
	});
	const results = await eslint.lintFiles(patterns);
	const findings = results.flatMap(({ filePath, messages }) =>
		messages
			// ESLint says so of comments that the scan ignores, and of folders that are not the package's.
			.filter(({ ruleId, fatal }) => ruleId !== null || fatal)
			.map(({ line, ruleId, message }) => {
				const place = `${label}${path.relative(folder, filePath)}:${line ?? 1}`;
				return `${place} ${message} (${ruleId ?? 'parser'})`;
			}),
	);
	return { files: results.length, findings };
}

const { SOURCE_FILE_PATTERNS } = await loadScan();
const temporaryFolder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-lint-'));
try {
	const house = await houseFindings(projectFolder);
	const sources = await scanFindings(projectFolder, SOURCE_FILE_PATTERNS, '');
	const packedFolder = await packAndUnpack(projectFolder, temporaryFolder);
	const packed = await scanFindings(packedFolder, ['**/*.js', 'package.json'], 'packed package: ');
	const findings = [...house.findings, ...sources.findings, ...packed.findings];
	for (const finding of findings) console.log(finding);
	console.log(
		`lint: ${house.files} files by the rules of the house, ${sources.files} sources and ${packed.files} packed files ` +
			`by the rules of n8n's package scan: ${findings.length === 0 ? 'no finding' : `${findings.length} findings`}.`,
	);
	process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
	await rm(temporaryFolder, { recursive: true, force: true });
}
