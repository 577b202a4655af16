/**
 * Runs both parts of n8n's scan of community packages, without its downloads. The source part checks the folder of a checkout whose
 * package.json has the package's name. The package part checks the packed files. The rules, lists and search are the scan's own, except
 * that warnings are findings too.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const scanFolder = path.dirname(require.resolve('@n8n/scan-community-package/package.json'));
const requireOfScan = createRequire(path.join(scanFolder, 'package.json'));

// in a test environment the rules treat the file names as those of their own tests
delete process.env.NODE_ENV;

/** The scan package has no entry point, so it is imported by its path. */
const scan = await import(pathToFileURL(path.join(scanFolder, 'scanner', 'scanner.mjs')).href);
const scanConfig = await scan.buildScanConfig();
const { ESLint } = requireOfScan('eslint');
const glob = requireOfScan('fast-glob');

/** The files that the scan checks in a packed package. */
const PACKED_FILE_PATTERNS = ['**/*.js', 'package.json'];

/** ESLint reports this for comments that the scan ignores on purpose. */
const IGNORED_COMMENT = /inline config|has no effect/;

/** Findings of the scan's rules on files below `folder`, one sentence each. */
async function findingsIn(folder, patterns, label) {
	const files = glob.sync(patterns, {
		cwd: folder,
		absolute: true,
		ignore: ['node_modules/**', '**/package-lock.json'],
	});
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		overrideConfig: scanConfig,
	});
	const results = await eslint.lintFiles(files);
	const findings = results.flatMap(({ filePath, messages }) =>
		messages
			.filter(({ ruleId, fatal, message }) => ruleId !== null || fatal || !IGNORED_COMMENT.test(message))
			.map(
				({ line, ruleId, message }) =>
					`${label}${path.relative(folder, filePath)}:${line ?? 1} ${message} (${ruleId ?? 'parser'})`,
			),
	);
	return { files: results.length, findings };
}

/** The source part: checks the sources of the package with this name. */
export async function scanSources(checkout, packageName) {
	const folder = scan.findPackageRoot(checkout, packageName);
	if (folder === null) return { files: 0, findings: [`The checkout has no package.json with the name ${packageName}`] };
	const { files, findings } = await findingsIn(folder, scan.SOURCE_FILE_PATTERNS, `${packageName} sources: `);
	// a folder that contains only the manifest would pass without a check
	if (files < 2)
		findings.push(`${packageName} sources: no source file was found in ${path.relative(checkout, folder)}`);
	return { files, findings };
}

/** The package part: checks packed files that were unpacked into `folder`. */
export async function scanPacked(folder, packageName) {
	return await findingsIn(folder, PACKED_FILE_PATTERNS, `${packageName} packed: `);
}
