import fc from 'fast-check';

import { InputError } from '../../../../../nodes/common/errors/errors';
import { path } from '../../../../../nodes/common/http/url';

describe('path', () => {
	const base = 'https://api.example.com';
	test('puts values in their places', () => {
		expect(path`/api/v2/alerts/${'a b'}/update-outcome`).toBe('/api/v2/alerts/a%20b/update-outcome');
		expect(path`/api/v2/alerts`).toBe('/api/v2/alerts');
		expect(path`/${'a'}/${'b'}`).toBe('/a/b');
	});
	test.each(['', '.', '..', '\ud800', 'a\udc00'])('refuses %p', (value) => {
		expect(() => path`/alerts/${value}`).toThrow(InputError);
	});
	test('never lets a value leave its segment', () => {
		const hostile = fc.oneof(
			fc.string({ unit: 'binary', minLength: 1 }),
			fc.constantFrom(
				'../list',
				'..\\..',
				'%2e%2e',
				'%2e%2e%2f',
				'?x=1',
				'#x',
				'//evil.example',
				'@evil.example',
				';x',
				'..;',
				'\t..',
				' ',
				'\n',
				'%00',
			),
			fc
				.array(fc.constantFrom('.', '/', '%', '2e', '2f', '\\', '?', '#', ':', '@'), { minLength: 1, maxLength: 8 })
				.map((parts) => parts.join('')),
		);
		fc.assert(
			fc.property(hostile, hostile, (first, second) => {
				let made = '';
				try {
					made = path`/api/${first}/x/${second}/end`;
				} catch (error) {
					expect(error).toBeInstanceOf(InputError);
					return;
				}
				const url = new URL(base + made);
				expect(url.host).toBe('api.example.com');
				expect(url.search + url.hash).toBe('');
				const segments = url.pathname.split('/');
				expect(segments).toHaveLength(6);
				expect(segments.map(decodeURIComponent)).toEqual(['', 'api', first, 'x', second, 'end']);
			}),
			{ numRuns: 2000 },
		);
	});
});
