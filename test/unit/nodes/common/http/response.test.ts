import { chargebackhit } from '../../../../../nodes/Chargebackhit/service';
import { errorItem, InputError, nodeError, ServiceError } from '../../../../../nodes/common/errors/errors';
import { redactor } from '../../../../../nodes/common/errors/redact';
import {
	parseBody,
	type RawResponse,
	type ResponseContext,
	readResponse,
	serviceError,
} from '../../../../../nodes/common/http/response';
import type { Effect, Expected } from '../../../../../nodes/common/operation';

const SECRET = 'sk_live_0123456789abcdef';

function reading(more: { expect?: Expected; effect?: Effect; subject?: string; tries?: number } = {}): ResponseContext {
	return {
		service: chargebackhit,
		environment: 'https://api.example.com',
		plan: { method: 'GET', path: '/x', expect: more.expect ?? 'object', subject: more.subject },
		effect: more.effect ?? 'read',
		redact: redactor([SECRET]),
		tries: more.tries ?? 1,
	};
}

const raw = (status: number, text = '', headers: Record<string, string> = {}): RawResponse => ({
	status,
	headers,
	text,
	bytes: Buffer.from(text),
});

function failure(result: unknown): ServiceError {
	expect(result).toBeInstanceOf(ServiceError);
	return result as ServiceError;
}

describe('parseBody', () => {
	test.each([
		['', { body: undefined, broken: false }],
		[' \n', { body: undefined, broken: false }],
		['null', { body: null, broken: false }],
		['{"a":1.50}', { body: { a: '1.50' }, broken: false }],
		['<html>', { body: undefined, broken: true }],
	])('%p', (text, expected) => {
		expect(parseBody(text)).toEqual(expected);
	});
});

describe('usableAnswer', () => {
	test.each<[Expected, string, boolean]>([
		['object', '{}', true],
		['object', '[]', false],
		['object', '', false],
		['object', 'null', false],
		['list', '[]', true],
		['list', '{}', false],
		['objectOrList', '{}', true],
		['objectOrList', '[]', true],
		['objectOrList', '"x"', false],
		['objectOrList', '', false],
		['emptyOrAny', '', true],
		['emptyOrAny', '"x"', true],
		['emptyOrAny', '[]', true],
		['emptyOrAny', 'OK', false],
	])('where %s is due, %p is usable: %p', (expect_, text, usable) => {
		expect(readResponse(raw(200, text), reading({ expect: expect_ })) instanceof ServiceError).toBe(!usable);
	});

	test('an unreadable answer to a write says that it may have been carried out', () => {
		const { failure: told, message } = failure(
			readResponse(raw(200, '<html>hello</html>'), reading({ effect: 'write' })),
		);
		expect(message).toBe('Chargebackhit answered 200, but with an HTML page instead of JSON');
		expect(told.unclear).toBe(true);
		expect(told.advice).toMatch(/may have been carried out.*Base URL.*hello$/);
	});
	test('an unreadable answer to a read does not', () => {
		const { failure: told } = failure(readResponse(raw(200, 'hello'), reading()));
		expect(told.unclear).toBe(false);
		expect(told.advice).not.toContain('carried out');
	});
	test("a 2xx that lists errors is no answer to a write: it is told in the service's words, and marked unclear", () => {
		const text = JSON.stringify({
			error: { code: 'validation_error', message: 'outcome is final', constraints: { outcome: 'final' } },
		});
		for (const expect_ of ['emptyOrAny', 'object', 'list'] as const) {
			const { message, failure: told } = failure(
				readResponse(raw(200, text), reading({ effect: 'write', expect: expect_ })),
			);
			expect(message).toBe('Chargebackhit answered 200: outcome is final (validation_error)');
			expect(told).toMatchObject({
				status: 200,
				code: 'validation_error',
				fields: { outcome: 'final' },
				unclear: true,
			});
			expect(told.advice.split('\n')).toEqual([
				'outcome: final',
				expect.stringMatching(/may not have been carried out.*Look it up/),
			]);
		}
	});
	test('a 2xx that lists errors is an answer to a read', () => {
		const body = { errors: ['x'] };
		expect(readResponse(raw(200, JSON.stringify(body)), reading({ expect: 'emptyOrAny' }))).toMatchObject({ body });
	});
	test('shows no secret and no card number of the answer', () => {
		const { failure: told } = failure(readResponse(raw(200, `hello ${SECRET} 4111111111111111`), reading()));
		expect(told.advice).toContain('*** 411111******1111');
	});
	test('shows not even the beginning of a secret that stands where the text is cut', () => {
		const { failure: told } = failure(readResponse(raw(200, `${'x'.repeat(140)} ${SECRET}`), reading()));
		expect(told.advice).not.toContain(SECRET.slice(0, 12));
	});
	test('shows not even the beginning of a card number that stands where the text is cut', () => {
		const { failure: told } = failure(readResponse(raw(200, `${'x'.repeat(145)} 4111111111111111`), reading()));
		expect(told.advice).not.toContain('41111111111111');
	});
	test('a body of many "<" does not hold the process up', () => {
		// what grows with the square of the length would take minutes here
		const started = performance.now();
		readResponse(raw(200, '<'.repeat(1_000_000)), reading());
		expect(performance.now() - started).toBeLessThan(20_000);
	}, 60_000);
});

describe('refusalOf', () => {
	const refused = (status: number, body: unknown, more = {}) =>
		serviceError(raw(status, typeof body === 'string' ? body : JSON.stringify(body)), reading(more));

	test("shows the service's words, code and fields", () => {
		const error = refused(400, {
			error: {
				code: 'validation_error',
				message: 'Bad input',
				constraints: { outcome: 'unknown', arns: ['too few', 'too short'] },
			},
		});
		expect(error.message).toBe('Chargebackhit answered 400: Bad input (validation_error)');
		expect(error.failure.advice.split('\n')).toEqual([
			'outcome: unknown',
			'arns: too few; too short',
			expect.stringContaining('Correct the fields'),
		]);
		expect(error.failure).toMatchObject({
			status: 400,
			code: 'validation_error',
			fields: { outcome: 'unknown', arns: 'too few; too short' },
			unclear: false,
		});
	});
	test.each([[{}], [{ error: null }], [{ error: { message: '' } }], ['']])(
		'a refusal without words (%j) is told all the same',
		(body) => {
			expect(refused(400, body).message).toMatch(/^Chargebackhit answered 400: ./);
		},
	);
	test('a page of a proxy is shown without its tags', () => {
		expect(refused(502, '<html><body>Bad  gateway</body></html>').message).toBe(
			'Chargebackhit answered 502: Bad gateway',
		);
	});
	test('401 names the credential and its environment', () => {
		const error = refused(401, { error: { message: 'bad signature' } });
		expect(error.message).toContain('credential');
		expect(error.message).toContain('https://api.example.com');
		expect(error.failure.advice).toMatch(/^bad signature\. Check the keys/);
	});
	test('403 and 404', () => {
		expect(refused(403, {}).failure.advice).toContain('may not do this');
		const error = refused(404, {}, { subject: 'alert 123' });
		expect(error.message).toBe('Chargebackhit does not know alert 123');
		expect(error.failure.status).toBe(404);
		expect(refused(404, { error: { message: 'no route' } }).message).toBe('Chargebackhit answered 404: no route');
	});
	test.each([408, 500, 502, 503, 504])('%d leaves a write unclear, and a read not', (status) => {
		const write = refused(status, {}, { effect: 'write' });
		expect(write.failure.unclear).toBe(true);
		expect(write.failure.advice).toContain('not known whether');
		const read = refused(status, {}, { tries: 3 });
		expect(read.failure.unclear).toBe(false);
		expect(read.failure.advice).toContain('3 times');
	});
	test('a redirect names its target, without secrets', () => {
		const error = serviceError(raw(302, '', { location: `https://evil.example/?k=${SECRET}` }), reading());
		expect(error.message).toContain('https://evil.example/?k=***');
		expect(serviceError(raw(301), reading()).message).toContain('unnamed');
	});
	test('shows no secret in words, codes or fields', () => {
		const error = refused(400, {
			error: { code: SECRET, message: `no ${SECRET}`, constraints: { [SECRET]: `x ${SECRET}` } },
		});
		expect(JSON.stringify([error.message, error.failure])).not.toContain(SECRET);
	});
	test('a product in the wrong status gets advice of its own', () => {
		expect(refused(400, { error: { code: 'validation_status_invalid' } }).failure.advice).toContain('CAID: Get');
	});
});

describe('failure', () => {
	const node = { id: '1', name: 'N', type: 't', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
	const service = new ServiceError({
		message: 'Refused',
		advice: 'Do this',
		status: 409,
		code: 'c',
		fields: { a: 'b' },
		unclear: true,
	});

	test('an error item holds error, message and details alone, and its item as an object', () => {
		expect(errorItem(service, 3)).toEqual({
			json: {
				error: 'Refused [item 3]',
				message: 'Do this',
				details: { httpCode: '409', code: 'c', fields: { a: 'b' }, unclear: true },
			},
			pairedItem: { item: 3 },
		});
		expect(errorItem(new InputError('Empty'), 0).json).toEqual({
			error: 'Empty [item 0]',
			message: 'Empty [item 0]'.replace(' [item 0]', ''),
			details: {},
		});
		expect(errorItem(new Error('Odd'), 0).json).toEqual({ error: 'Odd [item 0]', message: 'Odd', details: {} });
		expect(errorItem('text', 0).json.error).toBe('text [item 0]');
	});
	test('an error item for an older n8n has the details in its message, and no field besides', () => {
		expect(errorItem(service, 3, false).json).toEqual({
			error: 'Refused [item 3]',
			message:
				'Do this\n\nDetails, in a field of their own from n8n 2.36 on: {"httpCode":"409","code":"c","fields":{"a":"b"},"unclear":true}',
		});
		expect(errorItem(new InputError('Empty'), 0, false).json).toEqual({ error: 'Empty [item 0]', message: 'Empty' });
	});
	test('a node error keeps our words, whatever n8n knows of them', () => {
		for (const message of ['ECONNREFUSED happened', '429 too many', 'Refused']) {
			const error = nodeError(node, new ServiceError({ message, advice: 'Do this', status: 400 }), 2, ['More.']);
			expect(error.message).toBe(`${message} [item 2]`);
			expect(error.description).toBe('Do this\n\nMore.');
			expect((error as { httpCode?: string }).httpCode).toBe('400');
			expect(error.context.itemIndex).toBe(2);
			const input = nodeError(node, new InputError(message, 'Fix it'), 1);
			expect(input.message).toBe(`${message} [item 1]`);
			expect(input.description).toBe('Fix it');
		}
	});
});
