import { readVerdict } from '../../../../nodes/Kloutit/verdict';

test.each([
	[204, undefined],
	[200, undefined],
	[202, undefined],
	[200, true],
	[200, 'true'],
	[200, 'OK'],
	[200, ' ok\n'],
	[201, { verified: true }],
	[200, { verified: 'true', event: 'CASE_WON' }],
])('%i with %j is a yes', (status, body) => {
	expect(readVerdict({ status, body })).toBe('genuine');
});

test.each([
	[200, false],
	[200, 'false'],
	[200, { verified: false }],
	[400, undefined],
	[404, { message: 'unknown' }],
	[422, 'OK'],
])('%i with %j is a no', (status, body) => {
	expect(readVerdict({ status, body })).toBe('rejected');
});

test.each([
	[200, 'Welcome'],
	[200, 'OKAY'],
	[200, null],
	[200, '1'],
	[200, {}],
	[200, []],
	[200, [true]],
	[200, { errors: ['unknown event'] }],
	[200, { verified: true, errors: ['altered'] }],
	[200, { verified: null }],
	[200, { verified: {} }],
	[200, { ok: true }],
	[200, { message: 'OK' }],
	[206, 'partial'],
	[302, undefined],
	[401, undefined],
	[403, { verified: true }],
	[409, undefined],
	[500, undefined],
])('%i with %j is neither', (status, body) => {
	expect(readVerdict({ status, body })).toBe('unclear');
});
