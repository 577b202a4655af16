import type { IDataObject } from 'n8n-workflow';

import type { Problem } from '../../../../nodes/common/errors/problem';
import { KountTrigger } from '../../../../nodes/Kount/KountTrigger.node';
import { problems } from '../../../../nodes/Kount/problems';
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

const PROBLEMS: Array<[IDataObject, Problem]> = [
	...['', 'X Kount', 'X-Kount:', 'X-Künt', 'X-Kount\r\nEvil', '-', undefined].map(
		(headerName): [IDataObject, Problem] => [{ headerName }, problems.headerNameInvalid()],
	),
	...['User-Agent', 'content-type', 'Host', 'X-Forwarded-For'].map((headerName): [IDataObject, Problem] => [
		{ headerName },
		problems.headerNameReserved(headerName),
	]),
	...['', undefined, 'x'.repeat(15), `${' '.repeat(10)}short${' '.repeat(10)}`].map(
		(secret): [IDataObject, Problem] => [{ secret }, problems.secretTooShort(16)],
	),
	[{ secret: `${'x'.repeat(20)}\n${'x'.repeat(5)}` }, problems.secretNotAscii()],
	[{ secret: 'gëheim-gëheim-gëheim' }, problems.secretNotAscii()],
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
	test.each(PROBLEMS)('%p', (more, expected) => {
		const problem = headerProblem(credential(more));
		expect(problem).toEqual(expected);
		// what is secret is not repeated
		if (typeof more.secret === 'string' && more.secret.trim() !== '')
			expect(problem?.message).not.toContain(more.secret.trim());
	});
});

describe("the credential's test", () => {
	const { webhookHeaderTest } = new KountTrigger().methods.credentialTest;
	const run = async (data: IDataObject | undefined) =>
		await webhookHeaderTest.call({} as never, { id: '1', name: 'x', type: 'kountWebhookApi', data } as never);
	test('is green for a good form, and says that no call was made', async () => {
		expect(await run(credential())).toEqual({
			status: 'OK',
			message: problems.webhookHeaderValid().message,
		});
	});
	test.each(PROBLEMS)('is red for %p', async (more, { message }) => {
		expect(await run(credential(more))).toEqual({ status: 'Error', message });
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
