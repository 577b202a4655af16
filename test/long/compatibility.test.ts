import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { cacheFolder } from '../../tools/n8n/install';
import { npm } from '../../tools/n8n/npm';
import { markedPart } from '../../tools/packages/readme';

const PROJECT = path.resolve(__dirname, '../..');
const run = promisify(execFile);

/**
 * The engine of the last 1.x, and the oldest n8n that can be installed completely from the registry: older ones require a package from
 * elsewhere, and start only with the versions of their own lock file.
 */
const OLDEST = { engineOf: '1.123', core: '1.122.48', line: '2.35', n8n: '2.35.7' };
/** The files of the engine level that test the nodes. The others test the release, the templates and the docs, which do not depend on n8n. */
const FILES = 'engine/(chargebackhit|kloutit|kount|klavi|runner)';

interface Report {
	numPassedTests: number;
	numFailedTests: number;
	numRuntimeErrorTestSuites: number;
	testResults: Array<{ message: string }>;
}

/** Installs n8n-core with what it needs, once, and resolves with its `node_modules`. */
async function installedCore(version: string): Promise<string> {
	const folder = path.join(cacheFolder(), `n8n-core-${version}`);
	await mkdir(folder, { recursive: true });
	const { devDependencies } = JSON.parse(await readFile(path.join(PROJECT, 'package.json'), 'utf8')) as {
		devDependencies: Record<string, string>;
	};
	// its own `@n8n/di` comes with it
	const dependencies = { 'n8n-core': version, 'reflect-metadata': devDependencies['reflect-metadata'] };
	await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
	await npm(folder, [
		'install',
		'--ignore-scripts',
		'--legacy-peer-deps',
		'--no-audit',
		'--no-fund',
		'--loglevel=error',
	]);
	return path.join(folder, 'node_modules');
}

/** Runs jest to its end, even if tests fail. */
async function reportOf(words: string[], environment: NodeJS.ProcessEnv): Promise<Report> {
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-compatibility-'));
	try {
		const report = path.join(folder, 'report.json');
		const env = { ...process.env, ...environment, JEST_WORKER_ID: undefined };
		// its exit code says no more than the report
		await run(process.execPath, ['node_modules/jest/bin/jest.js', ...words, '--json', '--outputFile', report], {
			cwd: PROJECT,
			env,
			maxBuffer: 1e9,
		}).catch(() => undefined);
		return JSON.parse(await readFile(report, 'utf8')) as Report;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

function expectAllGreen(report: Report, atLeast: number): void {
	expect(report.testResults.map(({ message }) => message).filter((message) => message !== '')).toEqual([]);
	expect([report.numFailedTests, report.numRuntimeErrorTestSuites]).toEqual([0, 0]);
	expect(report.numPassedTests).toBeGreaterThan(atLeast);
}

it('README names both', async () => {
	const readme = await readFile(path.join(PROJECT, 'README.md'), 'utf8');
	const supported = markedPart(readme, 'n8n-versions');
	expect(supported).toContain(`n8n ${OLDEST.line} `);
	expect(supported).toContain(` ${OLDEST.engineOf} `);
});

it(`everything works on the engine of ${OLDEST.engineOf}`, async () => {
	const modules = await installedCore(OLDEST.core);
	const words = [
		'-c',
		'test/compatibility/jest.config.js',
		'--maxWorkers=2',
		'--forceExit',
		'--testPathPatterns',
		FILES,
	];
	expectAllGreen(await reportOf(words, { N8N_MODULES: modules }), 900);
}, 1_800_000);

it(`everything works in a complete n8n of ${OLDEST.line}`, async () => {
	// the words that the docs quote are those of the n8n that the tests use
	const words = [
		...['-c', 'test/jest.config.js', '--selectProjects', 'e2e', '--runInBand', '--forceExit'],
		...['--testPathIgnorePatterns', 'quotedWords'],
	];
	expectAllGreen(await reportOf(words, { N8N_NODES_CHARGEBACK_N8N: OLDEST.n8n }), 250);
}, 3_600_000);
