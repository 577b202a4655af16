/**
 * n8n's scan of community packages, both legs, without its downloads: the source leg looks at the folder of a checkout whose
 * package.json has the package's name, the package leg at what is packed. Its own rules, lists and search are used; beyond it,
 * warnings are findings too.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const scanFolder = path.dirname(require.resolve('@n8n/scan-community-package/package.json'));
const requireOfScan = createRequire(path.join(scanFolder, 'package.json'));

// in an environment of tests the rules take file names for those of their own tests
delete process.env.NODE_ENV;

/** The package names no entry point, so the path is the address. */
const scan = await import(pathToFileURL(path.join(scanFolder, 'scanner', 'scanner.mjs')).href);
const scanConfig = await scan.buildScanConfig();
const { ESLint } = requireOfScan('eslint');
const glob = requireOfScan('fast-glob');

/** What the scan looks at in a packed package. */
const PACKED_FILE_PATTERNS = ['**/*.js', 'package.json'];

/** ESLint says so of comments that the scan ignores on purpose. */
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

/** The source leg: what lies in the checkout for the package of this name. */
export async function scanSources(checkout, packageName) {
	const folder = scan.findPackageRoot(checkout, packageName);
	if (folder === null) return { files: 0, findings: [`No package.json of the checkout is named ${packageName}`] };
	const { files, findings } = await findingsIn(folder, scan.SOURCE_FILE_PATTERNS, `${packageName} sources: `);
	// a folder with the manifest alone would pass without having been looked at
	if (files < 2)
		findings.push(`${packageName} sources: no source file was found in ${path.relative(checkout, folder)}`);
	return { files, findings };
}

/** The package leg: what was packed, unpacked again in `folder`. */
export async function scanPacked(folder, packageName) {
	return await findingsIn(folder, PACKED_FILE_PATTERNS, `${packageName} packed: `);
}
