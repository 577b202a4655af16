import { compareVersions, releasedChangelog } from '../../tools/release/version';

const CHANGELOG =
	'# Changelog\n\nWords.\n\n## Unreleased\n\n### Added\n\n- One thing, $1 and $&.\n\n## 0.1.0 - 2026-01-31\n\n- The first.\n';

describe('the changelog of a release', () => {
	it('has what was unreleased under the version, and room for what comes', () => {
		expect(releasedChangelog(CHANGELOG, '0.2.0', '2026-02-01')).toBe(
			'# Changelog\n\nWords.\n\n## Unreleased\n\n## 0.2.0 - 2026-02-01\n\n### Added\n\n- One thing, $1 and $&.\n\n## 0.1.0 - 2026-01-31\n\n- The first.\n',
		);
		expect(releasedChangelog('# Changelog\n\n## Unreleased\n\n- All.\n', '0.1.0', '2026-02-01')).toBe(
			'# Changelog\n\n## Unreleased\n\n## 0.1.0 - 2026-02-01\n\n- All.\n',
		);
	});

	it('is rejected if nothing is unreleased, or if the version already has a section', () => {
		const released = releasedChangelog(CHANGELOG, '0.2.0', '2026-02-01');
		expect(() => releasedChangelog(released, '0.3.0', '2026-02-02')).toThrow('nothing under "Unreleased"');
		expect(() => releasedChangelog(released, '0.2.0', '2026-02-02')).toThrow('already has a section 0.2.0');
		expect(() => releasedChangelog('# Changelog\n', '0.2.0', '2026-02-02')).toThrow('nothing under');
	});
});

describe('versions', () => {
	it('are compared number by number', () => {
		expect(compareVersions('0.10.0', '0.9.9')).toBeGreaterThan(0);
		expect(compareVersions('1.0.0', '0.9.9')).toBeGreaterThan(0);
		expect(compareVersions('0.1.0', '0.1.1')).toBeLessThan(0);
		expect(compareVersions('0.1.0', '0.1.0')).toBe(0);
	});

	it.each(['', 'v0.2.0', '0.2', '0.2.0-beta', undefined])('%p is none', (version) => {
		expect(() => compareVersions(version, '0.1.0')).toThrow('is not a version');
	});
});
