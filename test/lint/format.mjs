/**
 * Checks that every source file is formatted as `npm run format` would format it, with sorted imports. The rules are in `biome.jsonc`,
 * which follows n8n's own.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/** Runs the formatter's check on the project. Each file that it would change is a finding. */
export function formatFindings(projectFolder) {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[biome, 'check', '--reporter=github', '--max-diagnostics=none', '.'],
		{ cwd: projectFolder, encoding: 'utf8' },
	);
	if (status === 0) return [];
	const files = [...stdout.matchAll(/file=([^,\n]+)/g)].map((match) => match[1]);
	const findings = [...new Set(files)].map((file) => `${file}:1 is not formatted: run "npm run format"`);
	return findings.length > 0 ? findings : [`the formatter failed: ${stderr || stdout}`];
}
