import fc from 'fast-check';
import type { IWebhookFunctions } from 'n8n-workflow';

import { equalInConstantTime, header, rawBody, refuse } from '../../../../../nodes/common/trigger/delivery';

describe('equalInConstantTime', () => {
	test('is true for equal texts alone', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
				expect(equalInConstantTime(a, b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
				expect(equalInConstantTime(a, a)).toBe(true);
			}),
		);
	});
	test('does not throw for texts of different lengths', () => {
		expect(equalInConstantTime('a', 'ab')).toBe(false);
		expect(equalInConstantTime('é', 'e')).toBe(false);
	});
});

describe('webhook', () => {
	const contextOf = (request: object, headers: object = {}) =>
		({ getRequestObject: () => request, getHeaderData: () => headers }) as unknown as IWebhookFunctions;

	test('a header counts only where it came once', () => {
		expect(header(contextOf({}, { signature: 'a' }), 'signature')).toBe('a');
		expect(header(contextOf({}, { signature: ['a', 'b'] }), 'signature')).toBeUndefined();
		expect(header(contextOf({}), 'signature')).toBeUndefined();
	});
	test('the raw body is read where n8n has not done so', async () => {
		const request: { rawBody?: Buffer; readRawBody: () => Promise<void> } = {
			readRawBody: async () => {
				request.rawBody = Buffer.from('abc');
				await Promise.resolve();
			},
		};
		expect(await rawBody(contextOf(request))).toEqual(Buffer.from('abc'));
	});
	test('a raw body that cannot be read is none, and no error: n8n would store it as a failed execution', async () => {
		const readRawBody = async () => await Promise.reject(new Error('incorrect header check'));
		expect(await rawBody(contextOf({ contentType: 'multipart/mixed', readRawBody }))).toBeUndefined();
	});
	test('a raw body larger than any event is none: whoever sends it could keep n8n busy', async () => {
		const ofSize = (size: number) => contextOf({ rawBody: Buffer.alloc(size), readRawBody: jest.fn() });
		expect(await rawBody(ofSize(1024 * 1024))).toHaveLength(1024 * 1024);
		expect(await rawBody(ofSize(1024 * 1024 + 1))).toBeUndefined();
	});
	test('a form that n8n consumed has no raw body, and is not read again', async () => {
		const readRawBody = jest.fn();
		expect(await rawBody(contextOf({ contentType: 'multipart/form-data', readRawBody }))).toBeUndefined();
		expect(readRawBody).not.toHaveBeenCalled();
	});
	test('a refusal is written here and starts nothing', () => {
		const json = jest.fn();
		const status = jest.fn(() => ({ json }));
		const result = refuse({ getResponseObject: () => ({ status }) } as unknown as IWebhookFunctions, 401, 'no');
		expect(result).toEqual({ noWebhookResponse: true });
		expect(status).toHaveBeenCalledWith(401);
		expect(json).toHaveBeenCalledWith({ error: 'no' });
	});
});
