/**
 * `npm run test:queue`: the tests of n8n's queue mode alone; the floor `long` holds them too. It works on a bare checkout: the
 * dependencies, the build, an n8n, and on Debian Redis and PostgreSQL, are made first.
 *
 * The last line is always `N passed, N failed`. Where the tests cannot be run, the line before says why, and that counts as one failed.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureDependencies, projectFolder } from '../../sandbox/bootstrap.mjs';

/** Runs Node with these arguments in the project folder, output shown; resolves with the exit code. */
function node(args) {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, args, { cwd: projectFolder, stdio: ['ignore', 'inherit', 'inherit'] });
		const forward = (signal) => child.kill(signal);
		process.once('SIGTERM', forward);
		child.on('error', () => resolve(1));
		child.on('close', (code) => {
			process.off('SIGTERM', forward);
			resolve(code ?? 1);
		});
	});
}

/** @throws Error with what could not be made */
async function make(title, args) {
	console.log(`\n=== ${title}`);
	if ((await node(args)) !== 0) throw new Error(`${title} failed`);
}

/** The counts in jest's report. A suite that could not run and a report that is missing are failures. */
function countsIn(reportFile, exitCode) {
	if (!existsSync(reportFile)) return { passed: 0, failed: 1 };
	const report = JSON.parse(readFileSync(reportFile, 'utf8'));
	const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
	const isBroken = report.numPassedTests + failed === 0 || (exitCode !== 0 && failed === 0);
	return { passed: report.numPassedTests, failed: isBroken ? failed + 1 : failed };
}

async function runTests() {
	await ensureDependencies();
	await make('build', ['node_modules/gulp/bin/gulp.js', '--silent', 'build']);
	await make('n8n', ['--import', 'tsx', 'sandbox/n8n/install.ts']);
	await make('Redis and PostgreSQL', ['--import', 'tsx', 'sandbox/n8n/queue/programs.ts']);
	console.log('\n=== queue mode');
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-report-'));
	const reportFile = path.join(folder, 'report.json');
	try {
		const jest = ['node_modules/jest/bin/jest.js', '-c', 'test/jest.config.js', '--selectProjects', 'long', '--runInBand'];
		const exitCode = await node([...jest, '--json', '--outputFile', reportFile, 'test/long/queue.test.ts']);
		return countsIn(reportFile, exitCode);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const { passed, failed } = await runTests().catch((error) => {
	console.error(`\nNot run: ${error.message}`);
	return { passed: 0, failed: 1 };
});
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);
