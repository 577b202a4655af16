import type { IDataObject } from 'n8n-workflow';

import { KountTrigger } from '../../../../nodes/Kount/KountTrigger.node';
import {
	carriesSecret,
	headerProblem,
	mayCarrySecret,
	readWebhookHeader,
} from '../../../../nodes/Kount/trigger/webhookHeader';

const SECRET = 'a-long-secret-4f1c-22';
const credential = (more: IDataObject = {}): IDataObject => ({
	headerName: 'X-Kount-Secret',
	secret: SECRET,
	previousSecret: '',
	...more,
});

const PROBLEMS: Array<[IDataObject, RegExp]> = [
	[{ headerName: '' }, /^Header Name must be the name of an HTTP header/],
	[{ headerName: 'X Kount' }, /^Header Name must be/],
	[{ headerName: 'X-Kount:' }, /^Header Name must be/],
	[{ headerName: 'X-Künt' }, /^Header Name must be/],
	[{ headerName: 'X-Kount\r\nEvil' }, /^Header Name must be/],
	[{ headerName: '-' }, /^Header Name must be/],
	[{ headerName: undefined }, /^Header Name must be/],
	[{ headerName: 'User-Agent' }, /^"User-Agent" is a header that every request carries/],
	[{ headerName: 'content-type' }, /is a header that every request carries/],
	[{ headerName: 'Host' }, /is a header that every request carries/],
	[{ headerName: 'X-Forwarded-For' }, /is a header that every request carries/],
	[{ secret: '' }, /^Secret must have at least 16 characters/],
	[{ secret: undefined }, /^Secret must have at least 16/],
	[{ secret: 'x'.repeat(15) }, /^Secret must have at least 16/],
	[{ secret: `${' '.repeat(10)}short${' '.repeat(10)}` }, /^Secret must have at least 16/],
	[{ secret: `${'x'.repeat(20)}\n${'x'.repeat(5)}` }, /^Secret may hold no line breaks/],
	[{ secret: 'gëheim-gëheim-gëheim' }, /^Secret may hold no line breaks and no characters outside of ASCII/],
];

describe('headerProblem', () => {
	test.each<[IDataObject]>([
		[{}],
		[{ headerName: ' x-1 ' }],
		[{ headerName: 'Authorization', secret: 'Bearer 0123456789' }],
		[{ secret: 'x'.repeat(16) }],
		[{ secret: '{"a": 1} ~!@#$%^&*()' }],
	])('%p has none', (more) => {
		expect(headerProblem(credential(more))).toBeUndefined();
	});
	test.each(PROBLEMS)('%p', (more, said) => {
		const problem = headerProblem(credential(more));
		expect(problem).toMatch(said);
		// what is secret is not repeated
		if (typeof more.secret === 'string' && more.secret.trim() !== '') expect(problem).not.toContain(more.secret.trim());
	});
});

describe("the credential's test", () => {
	const { webhookHeaderTest } = new KountTrigger().methods.credentialTest;
	const run = async (data: IDataObject | undefined) =>
		await webhookHeaderTest.call({} as never, { id: '1', name: 'x', type: 'kountWebhookApi', data } as never);
	test('is green for a good form, and says that no call was made', async () => {
		expect(await run(credential())).toEqual({
			status: 'OK',
			message: expect.stringContaining('Whether Kount sends the same value shows with the first event'),
		});
	});
	test.each(PROBLEMS)('is red for %p', async (more, said) => {
		expect(await run(credential(more))).toEqual({ status: 'Error', message: expect.stringMatching(said) });
	});
	test('is red without data', async () => {
		expect((await run(undefined)).status).toBe('Error');
	});
});

describe('who carries the secret', () => {
	const carries = (headers: IDataObject, more: IDataObject = {}) => {
		const expected = readWebhookHeader(credential(more));
		return mayCarrySecret(headers) && expected !== undefined && carriesSecret(headers, expected);
	};
	test.each<[string, IDataObject, IDataObject]>([
		['the header', { 'x-kount-secret': SECRET }, {}],
		['blanks around the stored secret', { 'x-kount-secret': SECRET }, { secret: ` ${SECRET}\n` }],
		['the previous secret', { 'x-kount-secret': 'previous-secret-0123' }, { previousSecret: 'previous-secret-0123' }],
		[
			'a header called Authorization',
			{ authorization: `Basic ${SECRET}` },
			{ headerName: 'Authorization', secret: `Basic ${SECRET}` },
		],
	])('%s', (_case, headers, more) => {
		expect(carries(headers, more)).toBe(true);
	});
	test.each<[string, IDataObject, IDataObject]>([
		['no header', {}, {}],
		['an empty header', { 'x-kount-secret': '' }, {}],
		['another name', { 'x-kount-other': SECRET }, {}],
		['another value of that length', { 'x-kount-secret': SECRET.replace('4', '5') }, {}],
		['a value that begins like it', { 'x-kount-secret': `${SECRET}x` }, {}],
		['a value cut short', { 'x-kount-secret': SECRET.slice(0, -1) }, {}],
		['other case', { 'x-kount-secret': SECRET.toUpperCase() }, {}],
		['the header twice, as Node joins it', { 'x-kount-secret': `${SECRET}, ${SECRET}` }, {}],
		['the header as a list', { 'x-kount-secret': [SECRET] }, {}],
		['the empty previous secret', { 'x-kount-secret': ' '.repeat(20) }, {}],
		['a previous secret that is too short', { 'x-kount-secret': 'short' }, { previousSecret: 'short' }],
		['a credential that proves nothing', { 'x-kount-secret': 'short' }, { secret: 'short' }],
		['a credential without a secret', { 'x-kount-secret': 'undefined' }, { secret: undefined }],
		[
			'a previous secret, without a present one',
			{ 'x-kount-secret': 'previous-secret-0123' },
			{ secret: '', previousSecret: 'previous-secret-0123' },
		],
	])('not: %s', (_case, headers, more) => {
		expect(carries(headers, more)).toBe(false);
	});
	test('a previous secret that is empty or short is none', () => {
		for (const previousSecret of ['', 'short', undefined])
			expect(readWebhookHeader(credential({ previousSecret }))).toEqual({ name: 'x-kount-secret', secrets: [SECRET] });
	});
	test('what no request without the secret has is not worth opening the credential', () => {
		expect(
			mayCarrySecret({
				host: 'n8n.example.com:5678',
				'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
				'content-type': 'application/json; charset=utf-8',
				'x-forwarded-for': '203.0.113.77, 10.0.0.1',
			}),
		).toBe(false);
		expect(mayCarrySecret({ 'x-a': 'short' })).toBe(false);
	});
});
