/** A version in the files that carry it: manifests, lock file and changelog. */
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { writeCommitted } = require('../packages/assemble');

const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;
const UNRELEASED = /^## Unreleased\n([\s\S]*?)(?=^## |$(?![\s\S]))/m;

/** @throws Error where it is no version of three numbers */
function numbersOf(version) {
	const match = VERSION.exec(version ?? '');
	if (match === null) throw new Error(`"${version ?? ''}" is no version; a version is three numbers, such as 0.2.0.`);
	return match.slice(1).map(Number);
}

/** Below 0 where `a` comes before `b`, 0 where they are the same. */
function compareVersions(a, b) {
	const [left, right] = [numbersOf(a), numbersOf(b)];
	const place = left.findIndex((number, index) => number !== right[index]);
	return place === -1 ? 0 : left[place] - right[place];
}

/**
 * The changelog with what was unreleased under the version.
 *
 * @param date `YYYY-MM-DD`
 * @throws Error where nothing is unreleased, or the version has its section already
 */
function releasedChangelog(changelog, version, date) {
	if (changelog.includes(`\n## ${version} `)) throw new Error(`CHANGELOG.md has a section ${version} already.`);
	const entries = UNRELEASED.exec(changelog)?.[1].trim() ?? '';
	if (entries === '')
		throw new Error('CHANGELOG.md says nothing under "Unreleased": write what changes for users first.');
	return changelog
		.replace(UNRELEASED, () => `## Unreleased\n\n## ${version} - ${date}\n\n${entries}\n\n`)
		.replace(/\n+$/, '\n');
}

/** The version a checkout has. */
function versionOf(folder) {
	return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
}

function rewrite(file, change) {
	writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** Gives the version to every file of a checkout that carries it. */
function setVersion(folder, version, date) {
	const inJson = (change) => (text) => {
		const value = JSON.parse(text);
		change(value);
		return `${JSON.stringify(value, null, 2)}\n`;
	};
	// first what can be refused
	rewrite(path.join(folder, 'CHANGELOG.md'), (text) => releasedChangelog(text, version, date));
	rewrite(
		path.join(folder, 'package.json'),
		inJson((manifest) => (manifest.version = version)),
	);
	rewrite(
		path.join(folder, 'package-lock.json'),
		inJson((lock) => (lock.version = lock.packages[''].version = version)),
	);
	writeCommitted(folder);
}

module.exports = { compareVersions, releasedChangelog, setVersion, versionOf };
