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

	it('is refused without news, and for a version it has', () => {
		const released = releasedChangelog(CHANGELOG, '0.2.0', '2026-02-01');
		expect(() => releasedChangelog(released, '0.3.0', '2026-02-02')).toThrow('says nothing under "Unreleased"');
		expect(() => releasedChangelog(released, '0.2.0', '2026-02-02')).toThrow('section 0.2.0 already');
		expect(() => releasedChangelog('# Changelog\n', '0.2.0', '2026-02-02')).toThrow('says nothing');
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
		expect(() => compareVersions(version, '0.1.0')).toThrow('is no version');
	});
});
