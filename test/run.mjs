/**
 * The test runner: `node test/run.mjs [level...]`. It works on a bare checkout, because it first prepares what a level needs
 * (dependencies, the build, an n8n). Without arguments it runs all levels in the order of the list below, except the slow ones.
 *
 * The last line is always `N passed, N failed`. It counts every jest test, plus one each for lint and types. A level that
 * cannot start, crashes or contains no tests counts as one failure. Without a Chromium the browser level is reported as not
 * run. That is a failure only if the level was named, or if EVERY_LEVEL_MUST_RUN=1 is set (as `.ci/run` does).
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ensureDependencies, projectFolder } from '../tools/bootstrap.mjs';

/** A level with `check` is one command. Every other level is the jest project of the same name. `onDemand` levels run only when named. */
const LEVELS = [
	{ name: 'lint', check: ['test/lint.mjs'], build: true },
	{ name: 'types', check: ['node_modules/typescript/bin/tsc', '-p', 'test/tsconfig.json', '--noEmit'] },
	{ name: 'unit' },
	{ name: 'engine', build: true },
	{ name: 'e2e', build: true, n8n: true, inBand: true },
	{ name: 'faults', build: true },
	{ name: 'templates', build: true, n8n: true, inBand: true },
	{ name: 'browser', build: true, n8n: true, inBand: true, chromium: true },
	{ name: 'long', build: true, n8n: true, inBand: true, onDemand: true },
	{ name: 'queue', build: true, n8n: true, queuePrograms: true, inBand: true, onDemand: true },
];

/** Runs Node with these arguments in the project folder and shows its output. Resolves with the exit code. */
function node(args, environment = {}) {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, args, {
			cwd: projectFolder,
			env: { ...process.env, ...environment },
			stdio: ['ignore', 'inherit', 'inherit'],
		});
		const forward = (signal) => child.kill(signal);
		process.once('SIGTERM', forward);
		child.on('error', () => resolve(1));
		child.on('close', (code) => {
			process.off('SIGTERM', forward);
			resolve(code ?? 1);
		});
	});
}

/** A level named on the command line must run. `.ci/run` requires all of them. */
const everyLevelMustRun = process.argv.length > 2 || process.env.EVERY_LEVEL_MUST_RUN === '1';

/** What levels need besides the dependencies. Each is prepared once and resolves with whether that worked. */
const prepared = new Map();

function prepare(title, args) {
	if (!prepared.has(title)) {
		console.log(`\n=== ${title}`);
		prepared.set(
			title,
			node(args).then((code) => code === 0),
		);
	}
	return prepared.get(title);
}

/** Whether the level needs a Chromium that is missing. The runner does not install one, and a level that did not run has not passed. */
async function lacksChromium(level) {
	return level.chromium === true && !(await prepare('chromium', ['--import', 'tsx', 'test/browser/chromium.ts']));
}

async function isReadyFor(level) {
	if (level.build && !(await prepare('build', ['node_modules/gulp/bin/gulp.js', '--silent', 'build']))) return false;
	if (
		level.queuePrograms &&
		!(await prepare('Redis and PostgreSQL', ['--import', 'tsx', 'tools/n8n/queue/programs.ts']))
	)
		return false;
	return !level.n8n || (await prepare('n8n', ['--import', 'tsx', 'tools/n8n/install.ts']));
}

async function runCheck(level) {
	const code = await node(level.check);
	return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** The counts in jest's report. A suite that could not run and a missing report are failures. */
function countsIn(reportFile, exitCode) {
	if (!existsSync(reportFile)) return { passed: 0, failed: 1 };
	const report = JSON.parse(readFileSync(reportFile, 'utf8'));
	const passed = report.numPassedTests;
	const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
	const isBroken = passed + failed === 0 || (exitCode !== 0 && failed === 0);
	return { passed, failed: isBroken ? failed + 1 : failed };
}

async function runJest(level) {
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-report-'));
	const reportFile = path.join(folder, 'report.json');
	try {
		const exitCode = await node([
			'node_modules/jest/bin/jest.js',
			...['-c', 'test/jest.config.js', '--selectProjects', level.name],
			...['--json', '--outputFile', reportFile],
			...(level.inBand ? ['--runInBand'] : ['--maxWorkers=2']),
		]);
		return countsIn(reportFile, exitCode);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function runLevel(level) {
	const started = Date.now();
	const finish = (counts) => ({ name: level.name, seconds: (Date.now() - started) / 1000, ...counts });
	if (await lacksChromium(level)) {
		console.log(`\n=== ${level.name}: not run, because no Chromium was found`);
		return finish({ passed: 0, failed: everyLevelMustRun ? 1 : 0, notRun: true });
	}
	if (!(await isReadyFor(level))) {
		console.log(`\n=== ${level.name}: not started, because its setup failed`);
		return finish({ passed: 0, failed: 1 });
	}
	console.log(`\n=== ${level.name}`);
	return finish(await (level.check ? runCheck(level) : runJest(level)));
}

function chosenLevels(names) {
	const unknown = names.filter((name) => !LEVELS.some((level) => level.name === name));
	if (unknown.length > 0) {
		console.error(
			`Unknown level: ${unknown.join(', ')}. Available levels: ${LEVELS.map(({ name }) => name).join(', ')}.`,
		);
		process.exit(2);
	}
	if (names.length > 0) return LEVELS.filter(({ name }) => names.includes(name));
	return LEVELS.filter(({ onDemand }) => !onDemand);
}

/** A level that crashes before it reports counts as one failure, and the other levels still run. */
async function runLevelSafely(level) {
	try {
		return await runLevel(level);
	} catch (error) {
		console.error(error);
		return { name: level.name, passed: 0, failed: 1, seconds: 0 };
	}
}

const levels = chosenLevels(process.argv.slice(2));
const results = [];
try {
	await ensureDependencies();
	for (const level of levels) results.push(await runLevelSafely(level));
} catch (error) {
	console.error(error.message);
	for (const { name } of levels) results.push({ name, passed: 0, failed: 1, seconds: 0 });
}

console.log(`\n${'level'.padEnd(12)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'seconds'.padStart(10)}`);
for (const { name, passed, failed, seconds, notRun } of results) {
	const figures = String(passed).padStart(8) + String(failed).padStart(8) + seconds.toFixed(1).padStart(10);
	console.log(
		name.padEnd(12) + (notRun ? 'not run: no Chromium found (on Debian: apt-get install chromium)' : figures),
	);
}
const sum = (field) => results.reduce((total, result) => total + result[field], 0);
process.exitCode = sum('failed') === 0 ? 0 : 1;
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
