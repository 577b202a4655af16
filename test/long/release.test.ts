import { ReleaseStage } from '../engine/releaseStage';

it('a release is rehearsed up to the upload without changing anything', () => {
	const stage = new ReleaseStage();
	try {
		const before = stage.git('rev-parse', 'HEAD');
		const { status, output } = stage.release('99.0.0', '--dry-run', '--offline', '--levels', 'none');
		expect(output).toContain('no finding');
		for (const name of [
			'n8n-nodes-chargeback',
			'n8n-nodes-chargebackhit',
			'n8n-nodes-klavi',
			'n8n-nodes-kloutit',
			'n8n-nodes-kount',
		]) {
			expect(output).toMatch(new RegExp(`^${name}@99\\.0\\.0: \\d+ files, packed$`, 'm'));
		}
		expect(output).toContain('Version 99.0.0 can be released. Nothing was changed.');
		expect(status).toBe(0);
		expect([stage.git('rev-parse', 'HEAD'), stage.git('status', '--porcelain'), stage.git('tag', '--list')]).toEqual([
			before,
			'',
			'',
		]);
	} finally {
		stage.close();
	}
}, 900_000);
