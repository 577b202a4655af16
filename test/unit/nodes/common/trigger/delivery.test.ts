import fc from 'fast-check';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { clock } from '../../../../../nodes/common/clock';
import { problems } from '../../../../../nodes/common/errors/problems';
import {
	equalInConstantTime,
	header,
	Refusal,
	rawBody,
	readCredential,
	receive,
} from '../../../../../nodes/common/trigger/delivery';
import { VirtualClock } from '../../virtualClock';

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
});

const because = (message: string) => ({ code: 'alertNotSigned', message, advice: 'Compare the keys.' });

describe('a refusal', () => {
	let time: VirtualClock;
	beforeEach(() => {
		time = new VirtualClock().install();
	});
	afterEach(() => time.restore());

	/** A trigger of its own for each test: what was logged is remembered by trigger. */
	const trigger = (id: string, node = 'Alerts') => {
		const json = jest.fn();
		const status = jest.fn((_status: number) => ({ json }));
		const logger = { warn: jest.fn((_line: string) => {}), error: jest.fn((_line: string) => {}) };
		const context = {
			getResponseObject: () => ({ status }),
			getNode: () => ({ name: node }),
			getWorkflow: () => ({ id, name: 'Disputes' }),
			logger,
		} as unknown as IWebhookFunctions;
		const refuse = async (refusal: Error) => await receive(context, async () => await Promise.reject(refusal));
		return { refuse, status, json, logger };
	};

	test('is written here, starts nothing and is logged, with a cause and advice that the sender does not see', async () => {
		const { refuse, status, json, logger } = trigger('w1');
		expect(await refuse(new Refusal(401, because('Not signed'), 'The secret is empty'))).toEqual({
			noWebhookResponse: true,
		});
		expect(status).toHaveBeenCalledWith(401);
		expect(json).toHaveBeenCalledWith({ error: 'Not signed' });
		expect(logger.warn.mock.calls).toEqual([
			[
				'"Alerts" in workflow "Disputes" (w1) refused a request with 401: Not signed. The secret is empty. Compare the keys.',
			],
		]);
		expect(logger.error).not.toHaveBeenCalled();
	});
	test('with 503 is an error: the owner must do something', async () => {
		const { refuse, logger } = trigger('w2');
		await refuse(new Refusal(503, because('Not now')));
		expect([logger.warn.mock.calls.length, logger.error.mock.calls.length]).toEqual([0, 1]);
	});
	test('is logged once a minute by trigger and reason, with how many came since', async () => {
		const { refuse, logger } = trigger('w3');
		const lines = () => logger.warn.mock.calls.map(([line]) => line);
		for (let count = 0; count < 100; count++) {
			await refuse(new Refusal(401, because('Not signed'), `at ${count}`));
			time.time += 500;
		}
		expect(lines()).toHaveLength(1);
		await refuse(new Refusal(400, because('Not an alert')));
		await trigger('w3', 'Others').refuse(new Refusal(401, because('Not signed')));
		expect(lines()).toHaveLength(2);
		time.time += 10_000;
		await refuse(new Refusal(401, because('Not signed')));
		expect(lines()).toHaveLength(3);
		expect(lines()[2]).toContain('99 more');
		time.time += 60_000;
		await refuse(new Refusal(401, because('Not signed')));
		expect(lines()[3]).not.toContain('more');
		// the system's clock was set back, but a minute has passed
		const steady = jest.spyOn(clock, 'steady').mockReturnValue(time.time + 60_000);
		time.time -= 3_600_000;
		await refuse(new Refusal(401, because('Not signed')));
		expect(lines()).toHaveLength(5);
		await refuse(new Refusal(401, because('Not signed')));
		expect(lines()).toHaveLength(5);
		steady.mockRestore();
	});
	test('is told from a fault of the trigger, which n8n reports', async () => {
		await expect(trigger('w4').refuse(new TypeError('x'))).rejects.toThrow(TypeError);
	});

	test.each<[string, () => Promise<unknown>, boolean]>([
		['that can be read', async () => await Promise.resolve({ secret: 's', other: null }), true],
		['with an empty secret', async () => await Promise.resolve({ secret: '' }), true],
		['that was deleted', async () => await Promise.reject(new Error('Credential not found')), false],
		['whose expression failed', async () => await Promise.resolve({ secret: null }), false],
		['without the field', async () => await Promise.resolve({}), false],
		['that is nothing', async () => await Promise.resolve(undefined), false],
	])('a credential %s', async (_case, getCredentials, isRead) => {
		const context = { getCredentials } as unknown as IWebhookFunctions;
		const read = readCredential(context, 'someApi', { secret: 'Secret' }) as Promise<IDataObject>;
		if (isRead) expect(await read).toHaveProperty('secret');
		else await expect(read).rejects.toMatchObject({ status: 503 });
	});
	test('names a field without a value as the credential shows it', async () => {
		const context = { getCredentials: async () => await Promise.resolve({ publicKey: 'p', secretKey: null }) };
		const fields = { publicKey: 'Public Key', secretKey: 'Secret Key' };
		await expect(readCredential(context as unknown as IWebhookFunctions, 'someApi', fields)).rejects.toMatchObject({
			detail: problems.credentialFieldMissing('Secret Key').message,
		});
	});
});
