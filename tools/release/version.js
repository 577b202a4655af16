/** Reads and writes the version in the files that contain it: manifests, lock file, changelog and Compose file. */
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { writeCommitted } = require('../packages/assemble');

const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;
const UNRELEASED = /^## Unreleased\n([\s\S]*?)(?=^## |$(?![\s\S]))/m;

/** @throws Error if the text is not a version of three numbers */
function numbersOf(version) {
	const match = VERSION.exec(version ?? '');
	if (match === null)
		throw new Error(`"${version ?? ''}" is not a version. A version is three numbers, such as 0.2.0.`);
	return match.slice(1).map(Number);
}

/** Negative if `a` is lower than `b`, 0 if they are equal. */
function compareVersions(a, b) {
	const [left, right] = [numbersOf(a), numbersOf(b)];
	const index = left.findIndex((number, at) => number !== right[at]);
	return index === -1 ? 0 : left[index] - right[index];
}

/**
 * The changelog with the unreleased entries moved under the version.
 *
 * @param date `YYYY-MM-DD`
 * @throws Error if nothing is unreleased, or if the version already has a section
 */
function releasedChangelog(changelog, version, date) {
	if (changelog.includes(`\n## ${version} `)) throw new Error(`CHANGELOG.md already has a section ${version}.`);
	const entries = UNRELEASED.exec(changelog)?.[1].trim() ?? '';
	if (entries === '')
		throw new Error('CHANGELOG.md lists nothing under "Unreleased". Add the user-visible changes first.');
	return changelog
		.replace(UNRELEASED, () => `## Unreleased\n\n## ${version} - ${date}\n\n${entries}\n\n`)
		.replace(/\n+$/, '\n');
}

/** The Compose file's text with this version of every package that it lets n8n install. */
function withPackageVersions(text, version) {
	return text.replaceAll(/("name": "n8n-nodes-[a-z0-9-]+", "version": )"[^"]*"/g, (_, start) => `${start}"${version}"`);
}

/** The version of a checkout. */
function versionOf(folder) {
	return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
}

function rewrite(file, change) {
	writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** Writes the version to every file of a checkout that contains it. */
function setVersion(folder, version, date) {
	const inJson = (change) => (text) => {
		const value = JSON.parse(text);
		change(value);
		return `${JSON.stringify(value, null, 2)}\n`;
	};
	// the changelog comes first, because it is the only step that can be rejected
	rewrite(path.join(folder, 'CHANGELOG.md'), (text) => releasedChangelog(text, version, date));
	rewrite(
		path.join(folder, 'package.json'),
		inJson((manifest) => (manifest.version = version)),
	);
	rewrite(
		path.join(folder, 'package-lock.json'),
		inJson((lock) => (lock.version = lock.packages[''].version = version)),
	);
	rewrite(path.join(folder, 'docs/docker/docker-compose.yml'), (text) => withPackageVersions(text, version));
	writeCommitted(folder);
}

module.exports = { compareVersions, releasedChangelog, setVersion, versionOf, withPackageVersions };
