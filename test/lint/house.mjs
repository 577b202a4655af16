/**
 * This project's own lint rules, which no published linter covers. Each rule is a function from one file to its findings. A finding is
 * `file:line sentence`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { projectFolder as project } from '../../tools/bootstrap.mjs';
import { services } from '../../tools/packages/services.js';

const SERVICES = services(project);
const NOT_OURS = ['.git', 'node_modules', 'dist', 'coverage'];
const LARGEST_SOURCE = 24 * 1024;

/** One finding for each line that matches. */
function onLines({ name, text }, pattern, sentence) {
	return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${name}:${index + 1} ${sentence}`] : []));
}

/** The modules that a file imports or requires, each with its line number. */
function importsOf({ text }) {
	const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"`])([^'"`\n]+)\1/g;
	return [...text.matchAll(pattern)].map((match) => ({
		module: match[2],
		line: text.slice(0, match.index).split('\n').length,
	}));
}

/** The path that a relative import resolves to, from the project's root. `undefined` for a package. */
function target(name, module) {
	return module.startsWith('.') ? path.posix.join(path.posix.dirname(name), module) : undefined;
}

function findingsOnImports(file, isForbidden, sentence) {
	return importsOf(file)
		.filter(({ module }) => isForbidden(target(file.name, module) ?? module))
		.map(({ module, line }) => `${file.name}:${line} ${sentence} (imports ${module})`);
}

const isCode = ({ name }) => /\.(ts|js|mjs)$/.test(name);
const isCommon = ({ name }) => name.startsWith('nodes/common/');
const isShipped = ({ name }) => /^(nodes|credentials)\//.test(name);
const serviceOf = (name) => /^nodes\/([^/]+)\//.exec(name)?.[1];

/** All services use `common/`, so it must not depend on any of them. */
function commonKnowsNoService(file) {
	if (!isCommon(file)) return [];
	return [
		...onLines(file, new RegExp(SERVICES.join('|'), 'i'), 'nodes/common names a service'),
		...findingsOnImports(
			file,
			(module) => module.startsWith('nodes/') && !module.startsWith('nodes/common/'),
			'nodes/common imports from a service',
		),
	];
}

/** Services do not depend on each other. */
function servicesAreStrangers(file) {
	const service = serviceOf(file.name);
	if (service === undefined || service === 'common') return [];
	return findingsOnImports(
		file,
		(module) => {
			const other = serviceOf(`${module}/`);
			return other !== undefined && other !== 'common' && other !== service;
		},
		`${service} imports from another service`,
	);
}

/** Only `common/` sends requests, because it contains the pacing, the retries and the error messages. */
function oneWayOut(file) {
	if (!isShipped(file) || isCommon(file)) return [];
	return onLines(
		file,
		/helpers\s*(\?\.|\.)\s*httpRequest|\bhttpRequest(WithAuthentication)?\b/,
		'only nodes/common sends requests',
	);
}

/** Sandbox and nodes share no code and communicate only over HTTP, so that neither hides the other's mistakes. */
function sandboxIsAWorldOfItsOwn(file) {
	if (isShipped(file)) {
		return findingsOnImports(
			file,
			(module) => module.startsWith('sandbox'),
			'nodes and sandbox must not import each other',
		);
	}
	if (!file.name.startsWith('sandbox/')) return [];
	return findingsOnImports(
		file,
		(module) => /^(nodes|credentials|dist|tools|test|bench)\//.test(module),
		'the sandbox must not import other parts of the project',
	);
}

/** n8n's package scan ignores such comments, so a rule that they disable here would still fail there. */
function noSwitchedOffRules(file) {
	return isShipped(file) ? onLines(file, /eslint-disable/, 'lint rules must not be disabled') : [];
}

/** A file must be short enough to read in one sitting. */
function sizeOfASitting(file) {
	if (!/^(nodes|credentials|sandbox)\/.*\.ts$/.test(file.name) || file.size <= LARGEST_SOURCE) return [];
	return [`${file.name}:1 has ${file.size} bytes; the limit is ${LARGEST_SOURCE}`];
}

/** Unfinished work must not be committed. */
function nothingPostponed(file) {
	if (!isCode(file) || file.name === 'test/lint/house.mjs') return [];
	return onLines(file, /\b(TODO|FIXME|XXX)\b/, 'postponed work');
}

/** Everyone installs from the registry that their own npm settings name. */
function lockFilesNameNoRegistry(file) {
	if (!/(^|\/)(package-lock|npm-shrinkwrap)\.json$/.test(file.name)) return [];
	const named = onLines(
		file,
		/"resolved"|https?:\/\/[^"]*(registry|npmjs)/,
		'a lock file must not contain a download address',
	);
	return named.slice(0, 5);
}

/** A skipped test, or one that skips all others, tests less than it claims. */
function allTestsRun(file) {
	if (!/^test\/.*\.ts$/.test(file.name)) return [];
	return onLines(
		file,
		/\b(describe|it|test)\.(only|skip|todo)\b|\b(f|x)(describe|it|test)\s*\(/,
		'tests must not be skipped',
	);
}

/** n8n installs no dependencies with the package, and provides n8n-workflow itself. */
function nothingElseIsInstalled({ name, text }) {
	if (!/^(packages\/[^/]+\/)?package\.json$/.test(name)) return [];
	const manifest = JSON.parse(text);
	const findings = ['dependencies', 'optionalDependencies', 'bundledDependencies', 'bundleDependencies', 'overrides']
		.filter((field) => manifest[field] !== undefined)
		.map((field) => `${name}:1 has "${field}", but the package may depend only on n8n-workflow`);
	if (JSON.stringify(manifest.peerDependencies) !== '{"n8n-workflow":"*"}') {
		findings.push(`${name}:1 peerDependencies must be exactly { "n8n-workflow": "*" }`);
	}
	return findings;
}

const RULES = [
	commonKnowsNoService,
	servicesAreStrangers,
	oneWayOut,
	sandboxIsAWorldOfItsOwn,
	noSwitchedOffRules,
	sizeOfASitting,
	nothingPostponed,
	lockFilesNameNoRegistry,
	allTestsRun,
	nothingElseIsInstalled,
];

/** The project's own files, as paths from its root with slashes. */
function projectFiles(projectFolder, folder = '') {
	return readdirSync(path.join(projectFolder, folder), { withFileTypes: true }).flatMap((entry) => {
		const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
		if (entry.isDirectory()) return NOT_OURS.includes(entry.name) ? [] : projectFiles(projectFolder, name);
		return /\.(ts|js|mjs|json)$/.test(name) ? [name] : [];
	});
}

/** Applies the rules to all files of the project. */
export async function houseFindings(projectFolder) {
	const names = projectFiles(projectFolder);
	const findings = names.flatMap((name) => {
		const bytes = readFileSync(path.join(projectFolder, name));
		const file = { name, size: bytes.length, text: bytes.toString('utf8') };
		return RULES.flatMap((rule) => rule(file));
	});
	return { files: names.length, findings };
}
