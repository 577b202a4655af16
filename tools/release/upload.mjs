/**
 * Publishes the bundle and the single-service packages in two steps, in a checkout of the tag:
 *
 * 1. `node tools/release/upload.mjs --tag v0.2.0 --pack <folder>` builds, scans and packs them. It runs the whole tool chain, so it must
 *    see no token.
 * 2. `node tools/release/upload.mjs --tag v0.2.0 --publish <folder>` uploads these packed files. It needs Node and npm, but no
 *    dependency.
 */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
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
	return { name, version, file: filename, files: entryCount };
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

function publish(packed, folder) {
	if (isPublished(packed)) return 'already published';
	run('npm', ['publish', path.join(folder, packed.file), '--provenance', '--access', 'public', '--ignore-scripts'], {
		environment: tokenSettings(),
		show: true,
	});
	return 'published';
}

function rehearse(packed, folder, offline) {
	if (offline) return 'packed';
	try {
		run('npm', ['publish', path.join(folder, packed.file), '--dry-run', '--access', 'public', '--ignore-scripts']);
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

/** Lists the packed files in the folder that contains them. */
const LIST = 'packed.json';

function checkTag(folder, tag) {
	const version = versionOf(folder);
	if (tag !== `v${version}`)
		throw new Error(`The tag is ${tag ?? '(none)'}, but version ${version} requires the tag v${version}.`);
	return version;
}

function report(packed, outcomeOf) {
	for (const one of packed) console.log(`${one.name}@${one.version}: ${one.files} files, ${outcomeOf(one)}`);
}

/**
 * Builds, scans and packs all packages.
 *
 * @param folder a checkout with its dependencies
 * @param tag must match the version
 * @param target the folder that receives the packed files and their list
 */
export function packAll(folder, tag, target) {
	const version = checkTag(folder, tag);
	gulp(folder, 'packages');
	const changed = run('git', ['status', '--porcelain'], { cwd: folder });
	if (changed !== '')
		throw new Error(`The committed files differ from the built ones. Run "npm run packages" and commit:\n${changed}`);
	scan(folder);
	audit(folder);
	mkdirSync(target, { recursive: true });
	const folders = [folder, ...services(folder).map((service) => packageFolder(folder, service))];
	const packed = folders.map((one) => pack(one, path.resolve(target)));
	const stray = packed.filter((one) => one.version !== version).map(({ name }) => name);
	if (stray.length > 0) throw new Error(`These packages do not have version ${version}: ${stray.join(', ')}.`);
	writeFileSync(path.join(target, LIST), JSON.stringify(packed));
	return packed;
}

/** Uploads what was packed. */
export function publishAll(folder, tag, source) {
	const version = checkTag(folder, tag);
	const packed = JSON.parse(readFileSync(path.join(source, LIST), 'utf8'));
	if (packed.some((one) => one.version !== version))
		throw new Error(`The packed files do not have version ${version}.`);
	report(packed, (one) => publish(one, source));
}

/** Does everything except the upload. With `offline`, it contacts no registry. */
export function rehearseAll(folder, tag, offline) {
	const target = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-upload-'));
	try {
		report(packAll(folder, tag, target), (one) => rehearse(one, target, offline));
	} finally {
		rmSync(target, { recursive: true, force: true });
	}
}

const isProgram = process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (isProgram) {
	const {
		tag,
		pack: target,
		publish: source,
	} = parseArgs({
		options: { tag: { type: 'string' }, pack: { type: 'string' }, publish: { type: 'string' } },
	}).values;
	const folder = fileURLToPath(new URL('../..', import.meta.url));
	try {
		if ((target === undefined) === (source === undefined))
			throw new Error('Use --pack <folder> or --publish <folder>.');
		if (target !== undefined) report(packAll(folder, tag, target), () => 'packed');
		else publishAll(folder, tag, source);
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
