/**
 * Builds, packs, scans and publishes the bundle and the packages of single services: `node tools/release/upload.mjs --tag v0.2.0`, on a
 * checkout of that tag. What was scanned is what is published: the packed files themselves. `--dry-run` does all but the upload;
 * `--offline` asks no registry.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { packageFolder, services } from '../packages/services.js';
import { gulp, run } from './commands.mjs';
import { versionOf } from './version.js';

/** How npm says that nobody answered. */
const NO_REGISTRY = /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)\b/;

/** Packs one package; resolves with its name, its version, the tarball and the number of its files. */
function pack(folder, target) {
	const [{ name, version, filename, entryCount }] = JSON.parse(
		run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], { cwd: folder }),
	);
	return { name, version, file: path.join(target, filename), files: entryCount };
}

/** The lint level scans all packages as they are packed. */
function scan(folder) {
	run(process.execPath, [path.join('test', 'lint.mjs')], { cwd: folder, show: true });
}

/** With a token in the environment npm publishes with it; without, the registry has to trust this workflow. */
function tokenSettings() {
	const token = process.env.NPM_TOKEN;
	if (!token) return {};
	const address = run('npm', ['config', 'get', 'registry']).replace(/^[a-z]+:/, '');
	return { [`npm_config_${address.endsWith('/') ? address : `${address}/`}:_authToken`]: token };
}

/** Whether this version can be had already: a workflow that broke off in the middle is started again. */
function isPublished({ name, version }) {
	try {
		return run('npm', ['view', `${name}@${version}`, 'version', '--json']) !== '';
	} catch (error) {
		if (/E404/.test(error.output ?? '')) return false;
		throw error;
	}
}

function publish(packed) {
	if (isPublished(packed)) return 'is published already';
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
		if (NO_REGISTRY.test(error.output ?? '')) return 'packed; no registry could be reached';
		throw error;
	}
}

/**
 * Nothing that is shipped has a known weakness; what only development needs is not shipped.
 *
 * @throws Error with npm's report
 */
function audit(folder) {
	run('npm', ['audit', '--omit=dev'], { cwd: folder });
}

/**
 * @param folder a checkout with its dependencies
 * @param options `tag` must be the version's; `dryRun` uploads nothing; `offline` asks no registry
 */
export function upload(folder, { tag, dryRun = false, offline = false }) {
	const version = versionOf(folder);
	if (tag !== `v${version}`)
		throw new Error(`The tag ${tag ?? '(none)'} is not that of version ${version}: v${version}.`);
	gulp(folder, 'packages');
	const changed = run('git', ['status', '--porcelain'], { cwd: folder });
	if (changed !== '')
		throw new Error(`What is committed is not what is built; run "npm run packages" and commit:\n${changed}`);
	scan(folder);
	audit(folder);
	const target = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-upload-'));
	try {
		const folders = [folder, ...services(folder).map((service) => packageFolder(folder, service))];
		const packed = folders.map((one) => pack(one, target));
		const stray = packed.filter((one) => one.version !== version).map(({ name }) => name);
		if (stray.length > 0) throw new Error(`Not of version ${version}: ${stray.join(', ')}.`);
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
