/**
 * The test runner: `node test/run.mjs [floor...]`. It works on a bare checkout: what a floor needs (dependencies, the
 * build, an n8n) is made first. Without arguments all floors run, in the order of the list below,
 * except those that take long.
 *
 * The last line is always `N passed, N failed`: tests of the jest floors, and one each for lint and types. A floor that
 * could not start, broke down or held no test counts as one failed. The browser floor is reported as not run where there is no
 * Chromium; that counts as failed only when it was asked for by name, or with EVERY_FLOOR_MUST_RUN=1 (`.ci/run`).
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ensureDependencies, projectFolder } from '../tools/bootstrap.mjs';

/**
 * `check` floors are one command; the others are jest projects of the same name. `onDemand` floors run only when they are named.
 */
const FLOORS = [
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

/** Runs Node with these arguments in the project folder, output shown; resolves with the exit code. */
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

/** A floor that was asked for by name has to run; `.ci/run` asks for all of them. */
const everyFloorMustRun = process.argv.length > 2 || process.env.EVERY_FLOOR_MUST_RUN === '1';

/** What floors need beside the dependencies, made once. Each resolves with whether it is there. */
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

/** Whether the floor lacks a Chromium: nothing here installs one, and a floor that was not run has not passed. */
async function lacksChromium(floor) {
	return floor.chromium === true && !(await prepare('chromium', ['--import', 'tsx', 'test/browser/chromium.ts']));
}

async function isReadyFor(floor) {
	if (floor.build && !(await prepare('build', ['node_modules/gulp/bin/gulp.js', '--silent', 'build']))) return false;
	if (
		floor.queuePrograms &&
		!(await prepare('Redis and PostgreSQL', ['--import', 'tsx', 'tools/n8n/queue/programs.ts']))
	)
		return false;
	return !floor.n8n || (await prepare('n8n', ['--import', 'tsx', 'tools/n8n/install.ts']));
}

async function runCheck(floor) {
	const code = await node(floor.check);
	return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** The counts in jest's report. Suites that could not run and a report that is missing are failures. */
function countsIn(reportFile, exitCode) {
	if (!existsSync(reportFile)) return { passed: 0, failed: 1 };
	const report = JSON.parse(readFileSync(reportFile, 'utf8'));
	const passed = report.numPassedTests;
	const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
	const isBroken = passed + failed === 0 || (exitCode !== 0 && failed === 0);
	return { passed, failed: isBroken ? failed + 1 : failed };
}

async function runJest(floor) {
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-chargeback-report-'));
	const reportFile = path.join(folder, 'report.json');
	try {
		const exitCode = await node([
			'node_modules/jest/bin/jest.js',
			...['-c', 'test/jest.config.js', '--selectProjects', floor.name],
			...['--json', '--outputFile', reportFile],
			...(floor.inBand ? ['--runInBand'] : ['--maxWorkers=2']),
		]);
		return countsIn(reportFile, exitCode);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function runFloor(floor) {
	const started = Date.now();
	const finish = (counts) => ({ name: floor.name, seconds: (Date.now() - started) / 1000, ...counts });
	if (await lacksChromium(floor)) {
		console.log(`\n=== ${floor.name}: not run, because there is no Chromium`);
		return finish({ passed: 0, failed: everyFloorMustRun ? 1 : 0, notRun: true });
	}
	if (!(await isReadyFor(floor))) {
		console.log(`\n=== ${floor.name}: not started, because what it needs could not be made`);
		return finish({ passed: 0, failed: 1 });
	}
	console.log(`\n=== ${floor.name}`);
	return finish(await (floor.check ? runCheck(floor) : runJest(floor)));
}

function chosenFloors(names) {
	const unknown = names.filter((name) => !FLOORS.some((floor) => floor.name === name));
	if (unknown.length > 0) {
		console.error(`No such floor: ${unknown.join(', ')}. There are: ${FLOORS.map(({ name }) => name).join(', ')}.`);
		process.exit(2);
	}
	if (names.length > 0) return FLOORS.filter(({ name }) => names.includes(name));
	return FLOORS.filter(({ onDemand }) => !onDemand);
}

/** A floor that breaks down before it counts is one failure, and no reason to leave out the others. */
async function runFloorSafely(floor) {
	try {
		return await runFloor(floor);
	} catch (error) {
		console.error(error);
		return { name: floor.name, passed: 0, failed: 1, seconds: 0 };
	}
}

const floors = chosenFloors(process.argv.slice(2));
const results = [];
try {
	await ensureDependencies();
	for (const floor of floors) results.push(await runFloorSafely(floor));
} catch (error) {
	console.error(error.message);
	for (const { name } of floors) results.push({ name, passed: 0, failed: 1, seconds: 0 });
}

console.log(`\n${'floor'.padEnd(12)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'seconds'.padStart(10)}`);
for (const { name, passed, failed, seconds, notRun } of results) {
	const figures = String(passed).padStart(8) + String(failed).padStart(8) + seconds.toFixed(1).padStart(10);
	console.log(
		name.padEnd(12) + (notRun ? 'not run: there is no Chromium (on Debian: apt-get install chromium)' : figures),
	);
}
const sum = (field) => results.reduce((total, result) => total + result[field], 0);
process.exitCode = sum('failed') === 0 ? 0 : 1;
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
