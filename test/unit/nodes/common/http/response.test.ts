import { chargebackhit } from '../../../../../nodes/Chargebackhit/service';
import { errorItem, InputError, nodeError, ServiceError } from '../../../../../nodes/common/errors/errors';
import { itemList, ordinal } from '../../../../../nodes/common/errors/itemNames';
import { redactor } from '../../../../../nodes/common/errors/redact';
import {
	parseBody,
	type RawResponse,
	type ResponseContext,
	readResponse,
	serviceError,
} from '../../../../../nodes/common/http/response';
import type { Effect, Expected } from '../../../../../nodes/common/operation';
import { problemOf } from '../../problemOf';

const SECRET = 'sk_live_0123456789abcdef';

function reading(more: { expect?: Expected; effect?: Effect; subject?: string; tries?: number } = {}): ResponseContext {
	return {
		service: chargebackhit,
		environment: 'https://api.example.com',
		request: { method: 'GET', path: '/x', expect: more.expect ?? 'object', subject: more.subject },
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

describe('readResponse', () => {
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
		const error = failure(readResponse(raw(200, '<html>hello</html>'), reading({ effect: 'write' })));
		expect(problemOf(error)).toBe('notJson');
		expect(error.message).toContain('HTML');
		expect(error.failure.unclear).toBe(true);
		expect(error.failure.problem.advice).toMatch(/may have been completed.*Base URL.*hello$/);
	});
	test('an unreadable answer to a read does not', () => {
		const { failure: told } = failure(readResponse(raw(200, 'hello'), reading()));
		expect(told.unclear).toBe(false);
		expect(told.problem.advice).not.toContain('completed');
	});
	test("a 2xx that lists errors is no answer to a write: it is told in the service's words, and marked unclear", () => {
		const text = JSON.stringify({
			error: { code: 'validation_error', message: 'outcome is final', constraints: { outcome: 'final' } },
		});
		for (const expect_ of ['emptyOrAny', 'object', 'list'] as const) {
			const { message, failure: told } = failure(
				readResponse(raw(200, text), reading({ effect: 'write', expect: expect_ })),
			);
			expect(message).toContain('outcome is final (validation_error)');
			expect(told.problem.code).toBe('acceptedWithErrors');
			expect(told).toMatchObject({
				status: 200,
				code: 'validation_error',
				fields: { outcome: 'final' },
				unclear: true,
			});
			expect(told.problem.advice.split('\n')[0]).toBe('outcome: final');
		}
	});
	test('a 2xx that lists errors is an answer to a read', () => {
		const body = { errors: ['x'] };
		expect(readResponse(raw(200, JSON.stringify(body)), reading({ expect: 'emptyOrAny' }))).toMatchObject({ body });
	});
	test('shows no secret and no card number of the answer', () => {
		const { failure: told } = failure(readResponse(raw(200, `hello ${SECRET} 4111111111111111`), reading()));
		expect(told.problem.advice).toContain('*** 411111******1111');
	});
	test('shows not even the beginning of a secret that stands where the text is cut', () => {
		const { failure: told } = failure(readResponse(raw(200, `${'x'.repeat(140)} ${SECRET}`), reading()));
		expect(told.problem.advice).not.toContain(SECRET.slice(0, 12));
	});
	test('shows not even the beginning of a card number that stands where the text is cut', () => {
		const { failure: told } = failure(readResponse(raw(200, `${'x'.repeat(145)} 4111111111111111`), reading()));
		expect(told.problem.advice).not.toContain('41111111111111');
	});
	test('a body of many "<" does not hold the process up', () => {
		// what grows with the square of the length would take minutes here
		const started = performance.now();
		readResponse(raw(200, '<'.repeat(1_000_000)), reading());
		expect(performance.now() - started).toBeLessThan(20_000);
	}, 60_000);
});

describe('serviceError', () => {
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
		expect(error.message).toContain('400: Bad input (validation_error)');
		expect(error.failure.problem.advice.split('\n')).toEqual([
			'outcome: unknown',
			'arns: too few; too short',
			expect.any(String),
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
			expect(refused(400, body).message).toMatch(/^Chargebackhit returned 400(: \{.*\}| with no explanation)$/);
		},
	);
	test('a page of a proxy is shown without its tags', () => {
		expect(refused(502, '<html><body>Bad  gateway</body></html>').message).toContain('502: Bad gateway');
	});
	test('401 names the credential and its environment', () => {
		const error = refused(401, { error: { message: 'bad signature' } });
		expect(problemOf(error)).toBe('credentialRejected');
		expect(error.message).toContain('https://api.example.com');
		expect(error.failure.problem.advice).toMatch(/^bad signature\. /);
	});
	test('403 and 404', () => {
		expect(problemOf(refused(403, {}))).toBe('forbidden');
		const error = refused(404, {}, { subject: 'alert 123' });
		expect(problemOf(error)).toBe('notFound');
		expect(error.message).toContain('Alert 123');
		expect(error.failure.status).toBe(404);
		expect(problemOf(refused(404, { error: { message: 'no route' } }))).toBe('badRequest');
	});
	test.each([408, 500, 502, 503, 504])('%d leaves a write unclear, and a read not', (status) => {
		const write = refused(status, {}, { effect: 'write' });
		expect(write.failure.unclear).toBe(true);
		expect(problemOf(write)).toBe('outcomeUnknown');
		const read = refused(status, {}, { tries: 3 });
		expect(read.failure.unclear).toBe(false);
		expect(problemOf(read)).toBe('serverError');
		expect(read.failure.problem.advice).toContain('3 times');
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
		expect(refused(400, { error: { code: 'validation_status_invalid' } }).failure.problem.advice).toContain(
			'CAID: Get',
		);
	});
});

describe('errors', () => {
	const node = { id: '1', name: 'N', type: 't', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
	const refused = { code: 'badRequest', message: 'Refused', advice: 'Do this' };
	const empty = { code: 'fieldEmpty', message: 'Empty', advice: '' };
	const service = new ServiceError({ problem: refused, status: 409, code: 'c', fields: { a: 'b' }, unclear: true });

	test('an error item holds error, message and details alone, and its item as an object', () => {
		expect(errorItem(service, 3, { index: 3, label: 'ORDER-7' })).toEqual({
			json: {
				error: 'Refused (4th item, ORDER-7)',
				message: 'Do this',
				details: { problem: 'badRequest', httpCode: '409', code: 'c', fields: { a: 'b' }, unclear: true },
			},
			pairedItem: { item: 3 },
		});
		expect(errorItem(new InputError(empty), 0, { index: 0, label: '' }).json).toEqual({
			error: 'Empty (1st item)',
			message: 'Empty',
			details: { problem: 'fieldEmpty' },
		});
		expect(errorItem(new Error('Odd'), 0).json).toEqual({ error: 'Odd', message: 'Odd', details: {} });
		expect(errorItem('text', 0).json.error).toBe('text');
	});
	test('an error item for an older n8n has the details in its message, and no field besides', () => {
		const { json } = errorItem(service, 3, undefined, false);
		expect(Object.keys(json)).toEqual(['error', 'message']);
		expect(json.message).toMatch(/^Do this\n\nDetails .*: \{"problem":"badRequest","httpCode":"409","code":"c"/);
		expect(errorItem(new Error('Odd'), 0, undefined, false).json).toEqual({ error: 'Odd', message: 'Odd' });
	});
	test('a node error keeps our words, whatever n8n knows of them', () => {
		for (const message of ['ECONNREFUSED happened', '429 too many', 'Refused']) {
			const failure = new ServiceError({ problem: { ...refused, message }, status: 400 });
			const error = nodeError(node, failure, 2, { index: 2, label: '' }, ['More.']);
			expect(error.message).toBe(`${message} (3rd item)`);
			expect(error.description).toBe('Do this\n\nMore.');
			expect((error as { httpCode?: string }).httpCode).toBe('400');
			expect(error.context.itemIndex).toBe(2);
			const input = nodeError(node, new InputError({ ...empty, message, advice: 'Fix it' }), 0);
			expect(input.message).toBe(message);
			expect(input.description).toBe('Fix it');
		}
	});
	test('items are counted as people count', () => {
		expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 111, 113, 121].map(ordinal)).toEqual([
			'1st',
			'2nd',
			'3rd',
			'4th',
			'11th',
			'12th',
			'13th',
			'21st',
			'22nd',
			'111th',
			'113th',
			'121st',
		]);
		expect([[0], [0, 1, 2], [0, 2, 3, 9]].map(itemList)).toEqual(['item 1', 'items 1–3', 'items 1, 3–4, 10']);
	});
});
