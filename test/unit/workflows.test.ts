import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const FOLDER = path.resolve(__dirname, '../../.github/workflows');
const LINT = pathToFileURL(path.resolve(__dirname, '../lint/workflows.mjs')).href;
const workflows = readdirSync(FOLDER).map((file) => ({ file, text: readFileSync(path.join(FOLDER, file), 'utf8') }));
const textOf = (file: string) => workflows.find((workflow) => workflow.file === file)?.text ?? '';

describe.each(workflows)('$file', ({ text }) => {
	it('runs actions of one commit each, and says which version that is', () => {
		const used = [...text.matchAll(/\buses: (.+)$/gm)].map(([, action]) => action);
		expect(used.length).toBeGreaterThan(0);
		for (const action of used.filter((one) => !one.startsWith('./')))
			expect(action).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
	});

	it('may read the repository and no more, but for what a job asks for', () => {
		expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
		const written = [...text.matchAll(/^\s*([\w-]+): write(?:-all)?$/gm)].map(([, scope]) => scope);
		expect(written.filter((scope) => scope !== 'id-token')).toEqual([]);
	});

	it('names no registry: npm is set to one', () => {
		expect(text).not.toMatch(/registry-url|https?:\/\//);
	});

	it('uses Node 24, which n8n needs', () => {
		if (text.includes('setup-node')) expect(text).toContain('node-version: 24');
	});
});

it('a tag is tested before it is published, with provenance', () => {
	expect(textOf('test.yml')).toContain('run: .ci/run');
	const publish = textOf('publish.yml');
	expect(publish).toContain("tags: ['v*']");
	expect(publish).toContain('uses: ./.github/workflows/test.yml');
	expect(publish).toContain('needs: test');
	expect(publish).toContain('id-token: write');
	expect(publish).toContain('node tools/release/upload.mjs --tag "$GITHUB_REF_NAME"');
	// the job with the token and the identity runs nothing that was installed
	const [, packing, publishing] = /\n {2}pack:\n([^]*?)\n {2}publish:\n([^]*)$/.exec(publish) ?? [];
	expect(packing).not.toMatch(/secrets\.|id-token|environment:/);
	expect(packing).toContain('npm ci');
	expect(publishing).not.toMatch(/\bnpm (ci|install|i|run|exec)\b|npx/);
	expect([publish.match(/secrets\./g), publishing.match(/secrets\./g)]).toEqual([['secrets.'], ['secrets.']]);
	expect(readFileSync(path.resolve(__dirname, '../../tools/release/upload.mjs'), 'utf8')).toContain("'--provenance'");
});

describe('the lint level', () => {
	let folder: string;
	beforeAll(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-workflows-'));
		mkdirSync(path.join(folder, '.github/workflows'), { recursive: true });
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	/** What lint finds in the workflows of a project, as `file:line (kind)`. */
	function found(files: Record<string, string>): string[] {
		for (const [file, text] of Object.entries(files))
			writeFileSync(path.join(folder, '.github/workflows', `${file}.yml`), text);
		const script = `import { workflowFindings } from '${LINT}'; console.log(JSON.stringify(await workflowFindings(process.argv[1])));`;
		const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, folder], { encoding: 'utf8' });
		const { files: count, findings } = JSON.parse(output) as { files: number; findings: string[] };
		expect(count).toBe(Object.keys(files).length);
		return findings.map((finding) => finding.replace(/^\.github\/workflows\/(\S+) .*( \(\S+\))$/s, '$1$2'));
	}

	it('finds the mistakes of a workflow, and none in a good one', () => {
		const publish = textOf('publish.yml');
		const changed = (from: string, to: string) => {
			expect(publish).toContain(from);
			return publish.replace(from, to);
		};
		expect(
			found({
				good: publish,
				expression: changed('runner.temp', 'runner.tmp'),
				job: changed('needs: pack', 'needs: packed'),
				key: changed('timeout-minutes', 'timeout-minute'),
				permission: changed('id-token: write', 'id-token: wright'),
				runner: changed('runs-on: ubuntu-24.04', 'runs-on: ubuntu-42.04'),
				yaml: changed('    steps:', '   steps:'),
			}).map((finding) => finding.replace(/:\d+/, '')),
		).toEqual([
			'expression.yml (expression)',
			'job.yml (job-needs)',
			'key.yml (syntax-check)',
			'permission.yml (permissions)',
			'runner.yml (runner-label)',
			'yaml.yml (yaml)',
		]);
	}, 60_000);
});
