import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../..');
const NOT_COPIED = ['.git', 'node_modules', 'dist', 'coverage'];

/** A repository for one test file, with the sources as they are now, and news to release. */
export class ReleaseStage {
	readonly folder = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-releasing-'));

	constructor() {
		cpSync(PROJECT, this.folder, {
			recursive: true,
			verbatimSymlinks: true,
			filter: (source) => !NOT_COPIED.includes(path.basename(source)),
		});
		symlinkSync(path.join(PROJECT, 'node_modules'), path.join(this.folder, 'node_modules'));
		this.git('init', '--quiet', '--initial-branch', 'main');
		appendFileSync(path.join(this.folder, '.git/info/exclude'), 'node_modules\n');
		const settings = {
			'user.name': 'Release Test',
			'user.email': 'release@example.com',
			'commit.gpgsign': 'false',
			'tag.gpgsign': 'false',
		};
		for (const [name, value] of Object.entries(settings)) this.git('config', name, value);
		const unreleased = /^## Unreleased\n[\s\S]*?(?=^## |$(?![\s\S]))/m;
		writeFileSync(
			path.join(this.folder, 'CHANGELOG.md'),
			this.text('CHANGELOG.md').replace(unreleased, '## Unreleased\n\n- News of this test.\n\n'),
		);
		this.git('add', '--all');
		this.git('commit', '--quiet', '--message', 'As it is');
	}

	close(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}

	private run(program: string, args: string[]) {
		const { status, stdout, stderr } = spawnSync(program, args, { cwd: this.folder, encoding: 'utf8' });
		return { status, output: `${stdout}${stderr}`.trim() };
	}

	/** What git says. */
	git(...args: string[]): string {
		return this.run('git', args).output;
	}

	/** Runs the command of a release; resolves with its exit code and all it said. */
	release(...args: string[]) {
		return this.run(process.execPath, ['tools/release/release.mjs', ...args]);
	}

	/** A file of the repository. */
	text(file: string): string {
		return readFileSync(path.join(this.folder, file), 'utf8');
	}
}
