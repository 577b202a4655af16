/**
 * Releases a version with one command: `npm run release -- 0.2.0`.
 *
 * It checks that everything is committed and runs the tests (`--levels lint,unit` selects levels, `--levels none` runs none). It stores
 * what users of this version may save, so that tests of later versions can open it. Then it writes the version to the manifests, the
 * lock file, the changelog and the Compose file, commits, and tags. Pushing the tag publishes the version: see `.github/workflows/publish.yml`. With
 * `--dry-run`, everything except the upload happens in a temporary clone.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { projectFolder } from '../bootstrap.mjs';
import { gulp, run } from './commands.mjs';
import { upload } from './upload.mjs';
import { compareVersions, releasedChangelog, setVersion, versionOf } from './version.js';

const USAGE = 'npm run release -- <version> [--dry-run] [--offline] [--levels <comma-separated names>|none]';

const git = (folder, ...args) => run('git', args, { cwd: folder });

/** @throws Error if the changelog lists no changes for this version */
function checkNews(folder, version) {
	releasedChangelog(readFileSync(path.join(folder, 'CHANGELOG.md'), 'utf8'), version, 'today');
}

/** @throws Error with the reason why this version cannot be released */
function check(folder, version, needsCleanTree) {
	const current = versionOf(folder);
	if (compareVersions(version, current) < 0)
		throw new Error(`Version ${version} is lower than the current version ${current}.`);
	if (git(folder, 'tag', '--list', `v${version}`) !== '') throw new Error(`The tag v${version} already exists.`);
	checkNews(folder, version);
	const changed = git(folder, 'status', '--porcelain');
	if (changed === '') return;
	if (needsCleanTree)
		throw new Error(`Commit your changes first. A release contains only what is committed:\n${changed}`);
	console.log('There are uncommitted changes. The rehearsal uses the last commit.');
}

function test(folder, levels) {
	if (levels === 'none') return;
	run(process.execPath, [path.join('test', 'run.mjs'), ...(levels === undefined ? [] : levels.split(','))], {
		cwd: folder,
		show: true,
	});
}

/** Stores the version's workflows, sets the version, commits and tags. */
function release(folder, version) {
	try {
		gulp(folder, 'build');
		run(process.execPath, ['--import', 'tsx', path.join('test', 'upgrade', 'write.ts'), version], { cwd: folder });
		setVersion(folder, version, new Date().toISOString().slice(0, 10));
		git(
			folder,
			'add',
			'--',
			'package.json',
			'package-lock.json',
			'CHANGELOG.md',
			'docs/docker',
			'packages',
			'test/fixtures',
		);
		git(folder, 'commit', '--quiet', '--message', `Release ${version}`);
	} catch (error) {
		throw new Error(
			`${error.message}\nNothing was committed. To undo the written files: git reset --hard && git clean -fd test/fixtures/${version}`,
		);
	}
	git(folder, 'tag', '--annotate', `v${version}`, '--message', `Version ${version}`);
}

/** Runs the whole release in a clone of the last commit. */
function rehearse(version, { levels, offline }) {
	const folder = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-release-'));
	try {
		git(projectFolder, 'clone', '--quiet', projectFolder, folder);
		for (const name of ['user.name', 'user.email']) git(folder, 'config', name, git(projectFolder, 'config', name));
		symlinkSync(path.join(projectFolder, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
		// the pattern in .gitignore matches a folder, but node_modules is a link here
		appendFileSync(path.join(folder, '.git', 'info', 'exclude'), 'node_modules\n');
		// the clone contains the committed changelog, which may differ from the one in the folder
		checkNews(folder, version);
		test(folder, levels);
		release(folder, version);
		upload(folder, { tag: `v${version}`, dryRun: true, offline });
		console.log(`Version ${version} can be released. Nothing was changed.`);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

try {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { 'dry-run': { type: 'boolean' }, offline: { type: 'boolean' }, levels: { type: 'string' } },
	});
	const [version] = positionals;
	if (positionals.length !== 1) throw new Error(USAGE);
	check(projectFolder, version, !values['dry-run']);
	if (values['dry-run']) {
		rehearse(version, values);
	} else {
		test(projectFolder, values.levels);
		release(projectFolder, version);
		console.log(`Version ${version} is committed and tagged. To publish it: git push --follow-tags`);
	}
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
