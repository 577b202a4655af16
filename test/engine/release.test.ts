import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { ReleaseStage } from './releaseStage';

let stage: ReleaseStage;
beforeAll(() => {
	stage = new ReleaseStage();
}, 180_000);
afterAll(() => stage.close());

const json = (file: string) =>
	JSON.parse(stage.text(file)) as { version: string; packages: Record<string, { version: string }> };

it('refuses an invalid version, an older one, and uncommitted changes', () => {
	expect(stage.release('99')).toMatchObject({
		status: 1,
		output: expect.stringContaining('"99" is not a version') as string,
	});
	expect(stage.release('0.0.1')).toMatchObject({
		status: 1,
		output: expect.stringContaining('is lower than the current version') as string,
	});
	expect(stage.release()).toMatchObject({
		status: 1,
		output: expect.stringContaining('npm run release -- <version>') as string,
	});
	writeFileSync(path.join(stage.folder, 'untracked.txt'), '');
	expect(stage.release('99.0.0', '--levels', 'none')).toMatchObject({
		status: 1,
		output: expect.stringContaining('Commit your changes first') as string,
	});
	rmSync(path.join(stage.folder, 'untracked.txt'));
	expect(stage.git('tag', '--list')).toBe('');
}, 180_000);

it('releases nothing when a test level fails', () => {
	expect(stage.release('99.0.0', '--levels', 'no-such-level')).toMatchObject({ status: 1 });
	expect([stage.git('status', '--porcelain'), stage.git('tag', '--list')]).toEqual(['', '']);
}, 180_000);

it('says how to undo what was written if it cannot be committed', () => {
	const hook = path.join(stage.folder, '.git/hooks/pre-commit');
	mkdirSync(path.dirname(hook), { recursive: true });
	writeFileSync(hook, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
	const { status, output } = stage.release('99.0.0', '--levels', 'none');
	expect(status).toBe(1);
	expect(output).toContain('git reset --hard && git clean -fd test/fixtures/99.0.0');
	rmSync(hook);
	stage.git('reset', '--hard');
	stage.git('clean', '-fd', 'test/fixtures/99.0.0');
	expect([stage.git('status', '--porcelain'), stage.git('tag', '--list')]).toEqual(['', '']);
}, 180_000);

it('writes the version to every file that contains it, commits and tags', () => {
	const { status, output } = stage.release('99.0.0', '--levels', 'none');
	expect(output).toContain('git push --follow-tags');
	expect(status).toBe(0);
	const manifests = ['chargeback', 'chargebackhit', 'klavi', 'kloutit', 'kount'].map((name, place) =>
		place === 0 ? 'package.json' : `packages/n8n-nodes-${name}/package.json`,
	);
	expect(manifests.map((file) => json(file).version)).toEqual(manifests.map(() => '99.0.0'));
	expect([json('package-lock.json').version, json('package-lock.json').packages[''].version]).toEqual([
		'99.0.0',
		'99.0.0',
	]);
	expect(stage.text('docs/docker/docker-compose.yml').match(/"version": "99\.0\.0"/g)).toHaveLength(4);
	expect(stage.text('CHANGELOG.md')).toMatch(
		/\n## Unreleased\n\n## 99\.0\.0 - \d{4}-\d\d-\d\d\n\n- News of this test\.\n/,
	);
	expect(stage.git('status', '--porcelain')).toBe('');
	expect(stage.git('show', '--no-patch', '--format=%s', 'v99.0.0^{commit}')).toBe('Release 99.0.0');
	expect(stage.git('cat-file', '-t', 'v99.0.0')).toBe('tag');
	const fixtures = [
		'chargebackhit',
		'chargebackhitPollingTrigger',
		'chargebackhitTrigger',
		'credentials',
		'klavi',
		'klaviTrigger',
		'kloutit',
		'kloutitTrigger',
		'kount',
		'kountTrigger',
		'untouched',
	];
	const committed = [
		'CHANGELOG.md',
		'docs/docker/docker-compose.yml',
		'package-lock.json',
		...manifests,
		...fixtures.map((name) => `test/fixtures/99.0.0/${name}.json`),
	];
	expect(stage.git('show', '--format=', '--name-only', 'HEAD').split('\n').sort()).toEqual(committed.sort());
}, 180_000);

it('refuses a version that was released, and a release without changes to report', () => {
	expect(stage.release('99.0.0', '--levels', 'none')).toMatchObject({
		status: 1,
		output: expect.stringContaining('The tag v99.0.0 already exists') as string,
	});
	expect(stage.release('99.0.1', '--levels', 'none')).toMatchObject({
		status: 1,
		output: expect.stringContaining('nothing under "Unreleased"') as string,
	});
	expect(stage.git('status', '--porcelain')).toBe('');
}, 180_000);
