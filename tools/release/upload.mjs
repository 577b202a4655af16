/**
 * Builds, packs, scans and publishes the bundle and the single-service packages. Run `node tools/release/upload.mjs --tag v0.2.0` in a
 * checkout of that tag. It publishes the same packed files that it scanned. `--dry-run` does everything except the upload, and
 * `--offline` contacts no registry.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { packageFolder, services } from '../packages/services.js';
import { gulp, run } from './commands.mjs';
import { versionOf } from './version.js';

/** The errors that npm reports if it cannot reach the registry. */
const NO_REGISTRY = /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)\b/;

/** Packs one package. Returns its name, its version, the tarball and the number of files. */
function pack(folder, target) {
	const [{ name, version, filename, entryCount }] = JSON.parse(
		run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], { cwd: folder }),
	);
	return { name, version, file: path.join(target, filename), files: entryCount };
}

/** Runs the lint level, which scans the packed files of all packages. */
function scan(folder) {
	run(process.execPath, [path.join('test', 'lint.mjs')], { cwd: folder, show: true });
}

/** If the environment contains a token, npm publishes with it. Otherwise the registry must trust this workflow. */
function tokenSettings() {
	const token = process.env.NPM_TOKEN;
	if (!token) return {};
	const address = run('npm', ['config', 'get', 'registry']).replace(/^[a-z]+:/, '');
	return { [`npm_config_${address.endsWith('/') ? address : `${address}/`}:_authToken`]: token };
}

/** Whether this version is already published. A workflow that failed halfway can then be started again. */
function isPublished({ name, version }) {
	try {
		return run('npm', ['view', `${name}@${version}`, 'version', '--json']) !== '';
	} catch (error) {
		if (/E404/.test(error.output ?? '')) return false;
		throw error;
	}
}

function publish(packed) {
	if (isPublished(packed)) return 'already published';
	run('npm', ['publish', packed.file, '--provenance', '--access', 'public'], {
		environment: tokenSettings(),
		show: true,
	});
	return 'published';
}

function rehearse(packed, offline) {
	if (offline) return 'packed';
	try {
		run('npm', ['publish', packed.file, '--dry-run', '--access', 'public']);
		return 'npm would publish it';
	} catch (error) {
		if (NO_REGISTRY.test(error.output ?? '')) return 'packed (the registry could not be reached)';
		throw error;
	}
}

/**
 * Checks that nothing users install has a known vulnerability. Development dependencies are not checked, because users do not install them.
 *
 * @throws Error with npm's report
 */
function audit(folder) {
	run('npm', ['audit', '--omit=dev'], { cwd: folder });
}

/**
 * @param folder a checkout with its dependencies
 * @param options `tag` must match the version; `dryRun` uploads nothing; `offline` contacts no registry
 */
export function upload(folder, { tag, dryRun = false, offline = false }) {
	const version = versionOf(folder);
	if (tag !== `v${version}`)
		throw new Error(`The tag is ${tag ?? '(none)'}, but version ${version} requires the tag v${version}.`);
	gulp(folder, 'packages');
	const changed = run('git', ['status', '--porcelain'], { cwd: folder });
	if (changed !== '')
		throw new Error(`The committed files differ from the built ones. Run "npm run packages" and commit:\n${changed}`);
	scan(folder);
	audit(folder);
	const target = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-upload-'));
	try {
		const folders = [folder, ...services(folder).map((service) => packageFolder(folder, service))];
		const packed = folders.map((one) => pack(one, target));
		const stray = packed.filter((one) => one.version !== version).map(({ name }) => name);
		if (stray.length > 0) throw new Error(`These packages do not have version ${version}: ${stray.join(', ')}.`);
		const outcomes = packed.map((one) => ({ ...one, outcome: dryRun ? rehearse(one, offline) : publish(one) }));
		for (const { name, version: packedVersion, files, outcome } of outcomes)
			console.log(`${name}@${packedVersion}: ${files} files, ${outcome}`);
	} finally {
		rmSync(target, { recursive: true, force: true });
	}
}

const isProgram = process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (isProgram) {
	const { values } = parseArgs({
		options: { tag: { type: 'string' }, 'dry-run': { type: 'boolean' }, offline: { type: 'boolean' } },
	});
	try {
		upload(fileURLToPath(new URL('../..', import.meta.url)), {
			tag: values.tag,
			dryRun: values['dry-run'],
			offline: values.offline,
		});
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
