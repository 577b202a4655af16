import { withRecent } from '../../../../tools/n8n/recentOutput';

describe('the output kept of a program', () => {
	it('is whole while there is room', () => {
		expect(withRecent('debug one\n', 'debug two\n', 20)).toBe('debug one\ndebug two\n');
	});

	it('begins with a whole line after the oldest have gone', () => {
		expect(withRecent('debug one\ndebug two\n', 'debug three\n', 25)).toBe('debug two\ndebug three\n');
		expect(withRecent('debug one\ndebug two\n', 'debug three\n', 22)).toBe('debug two\ndebug three\n');
		expect(withRecent('debug one\ndebug two\n', 'debug three\n', 21)).toBe('debug three\n');
	});

	it('keeps the end of a line that has more characters than there is room for', () => {
		expect(withRecent('', '0123456789', 4)).toBe('6789');
	});
});
