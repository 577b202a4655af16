import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeProperties } from 'n8n-workflow';

import { everyOperation } from '../../../../nodes/common/operation';
import { resources } from '../../../../nodes/Klavi/actions';
import { matches, participantsIn } from '../../../../nodes/Klavi/actions/participant/participants';
import { type PaymentFieldName, paymentFields } from '../../../../nodes/Klavi/actions/payment/paymentFields';
import {
	bankLinkIn,
	isAuthorized,
	isCompleted,
	isFinished,
	isUnderWay,
} from '../../../../nodes/Klavi/actions/payment/statuses';
import { addressOf } from '../../../../nodes/Klavi/api/address';
import { REVISIONS, revisionOf } from '../../../../nodes/Klavi/api/revisions';
import { deliveredEvent, paymentEvent } from '../../../../nodes/Klavi/events';
import { klavi } from '../../../../nodes/Klavi/service';

describe('the table of revisions', () => {
	test('says for every method which fields identify the payee, and where they stand', () => {
		for (const revision of Object.values(REVISIONS)) {
			const paths = revision.fields as Record<string, string>;
			for (const names of Object.values<PaymentFieldName[]>(revision.methods))
				for (const name of names) expect(paths[name]).toMatch(/^[a-zA-Z.]+$/);
			const all = [...Object.values(paths), ...Object.values(revision.payer.person.fields), 'x'];
			expect(new Set(all).size).toBe(all.length);
		}
	});
	test('says where each field of a payment stands', () => {
		for (const { fields, payer } of Object.values(REVISIONS)) {
			const known = { ...fields, ...payer.company.fields, ...payer.person.fields };
			expect(Object.keys(known).sort()).toEqual(Object.keys(paymentFields).sort());
		}
	});
	test('is the only file that distinguishes the revisions', () => {
		const folder = path.resolve(__dirname, '../../../../nodes/Klavi');
		const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
			(name) => name.endsWith('.ts') && !name.endsWith('revisions.ts'),
		);
		expect(sources).toContain(path.join('actions', 'payment', 'create.ts'));
		const names = new RegExp(`\\b(${Object.keys(REVISIONS).join('|')}|REVISIONS)\\b`);
		expect(sources.filter((name) => names.test(readFileSync(path.join(folder, name), 'utf8')))).toEqual([]);
	});
	test('the default is the Customer API v1', () => {
		expect([revisionOf({}), revisionOf({ revision: 'customerV1' }), revisionOf({ revision: 'instant' })]).toEqual([
			REVISIONS.customerV1,
			REVISIONS.customerV1,
			REVISIONS.instant,
		]);
	});
	test.each([
		[{ environment: 'sandbox' }, 'https://api-testing.klavi.ai'],
		[{ environment: 'sandbox', revision: 'instant' }, 'https://api-sandbox.klavi.ai'],
		[{ environment: 'production' }, 'https://api.klavi.ai'],
		[{ environment: 'production', revision: 'instant', baseUrl: 'http://elsewhere' }, 'https://api.klavi.ai'],
		[{ environment: 'custom', baseUrl: ' http://127.0.0.1:1/klavi/ ' }, 'http://127.0.0.1:1/klavi'],
	])('%j is reached at %s', (credential, address) => {
		expect(addressOf(credential)).toBe(address);
	});
});

describe('operations', () => {
	const operations = everyOperation(resources).map(
		({ resource, operation }) => [`${resource.value}: ${operation.value}`, operation] as const,
	);

	test('are those of the task, Create first', () => {
		expect(operations.map(([name]) => name)).toEqual([
			'checkout: create',
			'participant: getAll',
			'payment: create',
			'payment: get',
			'payment: getStatus',
			'payment: wait',
			'payment: cancel',
		]);
	});
	test.each(operations)(
		'%s: what cannot be taken back is irreversible, and only that',
		(name, { irreversible, effect }) => {
			expect(Boolean(irreversible)).toBe(['checkout: create', 'payment: create', 'payment: cancel'].includes(name));
			expect(effect).toBe(irreversible ? 'write' : 'read');
		},
	);
	test.each(operations)('%s: a sample of its own fields, each named once', (_name, { fields, sample }) => {
		const names = fields.map(({ name }) => name);
		const visible = fields.filter(({ displayOptions }) => displayOptions === undefined).map(({ name }) => name);
		expect(new Set(visible).size).toBe(visible.length);
		for (const parameter of Object.keys(sample.parameters)) expect(names).toContain(parameter);
	});
	test('the External ID is required and has no default', () => {
		const fields = operations.flatMap(([, operation]) => operation.fields.filter(({ name }) => name === 'externalId'));
		expect(fields).toHaveLength(2);
		for (const { required, default: start } of fields) expect([required, start]).toEqual([true, '']);
	});
	test('each method shows the fields that it needs', () => {
		const create = operations.find(([name]) => name === 'payment: create')![1];
		const shown = (method: string) =>
			create.fields
				.filter(({ displayOptions }) => displayOptions?.show?.method?.includes(method))
				.map(({ name }: INodeProperties) => name);
		for (const { methods } of Object.values(REVISIONS)) {
			for (const [method, names] of Object.entries<PaymentFieldName[]>(methods))
				expect([method, shown(method).sort()]).toEqual([method, [...names].sort()]);
		}
	});
});

describe('statuses', () => {
	const TERMINAL = ['PAYMENT_COMPLETED', 'PAYMENT_REJECTED', 'CONSENT_REJECTED', 'ERROR', 'CANCELED', 'EXPIRED'];
	const OPEN = [
		'PREPARING',
		'STARTED',
		'ENQUEUED',
		'CONSENT_AWAITING_AUTHORIZATION',
		'CONSENT_AUTHORIZED',
		'PAYMENT_PENDING',
		'PAYMENT_PARTIALLY_ACCEPTED',
		'PAYMENT_SETTLEMENT_PROCESSING',
		'PAYMENT_SETTLEMENT_DEBTOR_ACCOUNT',
		'PAYMENT_SCHEDULED',
		'PAYMENT_READY_FOR_SETTLEMENT',
		'NEW',
		'',
	];
	test.each([...TERMINAL, ...OPEN])('%s', (status) => {
		expect(isFinished({ status })).toBe(TERMINAL.includes(status));
		expect(isCompleted({ status })).toBe(status === 'PAYMENT_COMPLETED');
		expect(isUnderWay({ status })).toBe(!['', 'STARTED', 'PREPARING', 'EXPIRED'].includes(status));
	});
	test('what waits for more approvers, or is not known, is not authorized', () => {
		expect(
			['PAYMENT_PARTIALLY_ACCEPTED', 'CONSENT_AWAITING_AUTHORIZATION', 'NEW', '', 'PAYMENT_REJECTED'].map((status) =>
				isAuthorized({ status }),
			),
		).toEqual(Array(5).fill(false));
	});
	test('the bank link under either spelling, never an empty one', () => {
		expect([
			bankLinkIn({ redirectConsentURL: 'u' }),
			bankLinkIn({ redirectConsentUrl: 'v' }),
			bankLinkIn({ redirectConsentURL: '' }),
			bankLinkIn({}),
		]).toEqual(['u', 'v', null, null]);
	});
});

describe('a refusal', () => {
	test.each<[unknown, number, object]>([
		[{ statusCode: 400, error: 'Bad Request', message: 'no' }, 400, { message: 'no', code: 'Bad Request' }],
		[{ statusCode: 422, message: ['a', 'b'] }, 422, { message: 'a; b', code: undefined }],
		[{ message: [{ field: 'x' }] }, 422, { message: '{"field":"x"}', code: undefined }],
		[{ error: 'Unauthorized' }, 401, { message: 'Unauthorized', code: undefined }],
		[
			{ error: { code: 'NAO_INFORMADO', title: 'Não informado', detail: 'sem motivo' } },
			409,
			{ message: 'sem motivo', code: 'NAO_INFORMADO' },
		],
		[{ error: { title: 'Não informado' } }, 409, { message: 'Não informado', code: undefined }],
		[{ errorCode: 'E7', message: 'x' }, 400, { message: 'x', code: 'E7' }],
		[
			{ statusCode: 4102, message: 'x' },
			416,
			{ message: expect.stringMatching(/Pix Cobrança.*\(x\)$/), code: '4102', problem: { code: 'qrCodeRejected' } },
		],
		[
			{ statusCode: '4101' },
			416,
			{ message: expect.not.stringContaining('('), code: '4101', problem: { code: 'qrCodeRejected' } },
		],
		[{ statusCode: 4999, message: ['x'] }, 416, { message: 'x', code: '4999' }],
		[{ statusCode: 4101, message: 'x' }, 400, { message: 'x', code: undefined }],
		[undefined, 500, { message: undefined, code: undefined }],
		['text', 500, { message: undefined, code: undefined }],
		[{ message: [] }, 400, { message: undefined, code: undefined }],
	])('%j with status %i', (body, status, expected) => {
		expect(klavi.readError(body as never, status)).toMatchObject(expected);
	});
	test('all keys and tokens of a credential are secret', () => {
		expect(klavi.secrets({ accessKey: ' a1 ', secretKey: 's1', previousSecretKey: 'p1', sessionToken: 't1' })).toEqual([
			'a1',
			's1',
			'p1',
			't1',
		]);
	});
});

describe('the common dispute event', () => {
	test('of a payment of the Customer API v1', () => {
		expect(
			paymentEvent({
				id: 'p',
				externalId: 'R-1',
				status: 'PAYMENT_REJECTED',
				amount: '4800',
				method: 'PIX_MANU',
				error: { code: 'SALDO_INSUFICIENTE', title: 'x' },
				endToEndId: 'E1',
				creditor: { name: 'Loja' },
				createAt: '2026-11-20T10:00:00Z',
				updateAt: '2026-11-20T10:01:00Z',
				paymentId: 'other',
			}),
		).toEqual({
			provider: 'klavi',
			event: 'payment_status',
			type: null,
			status: 'PAYMENT_REJECTED',
			id: 'p',
			orderId: 'R-1',
			transactionId: 'E1',
			arn: null,
			amount: '4800',
			currency: null,
			reason: 'SALDO_INSUFICIENTE',
			card: null,
			network: 'PIX_MANU',
			merchant: 'Loja',
			occurredAt: '2026-11-20T10:01:00Z',
			respondBy: null,
		});
	});
	test('of an instant payment', () => {
		expect(
			paymentEvent({
				id: 'p',
				clientRequestId: 'R-2',
				status: 'ERROR',
				amount: '1333.04',
				currency: 'BRL',
				initType: 'PIX_DICT',
				statusReason: { code: 'X', message: 'y' },
				creditorAccount: { holder: { name: 'Loja' } },
				statusUpdateAt: '2026-11-20T10:00:00.000Z',
			}),
		).toMatchObject({
			orderId: 'R-2',
			amount: '1333.04',
			currency: 'BRL',
			network: 'PIX_DICT',
			reason: 'X',
			merchant: 'Loja',
			occurredAt: '2026-11-20T10:00:00.000Z',
		});
	});
	test.each<[object, object]>([
		[
			{ eventName: 'PAYMENT_COMPLETED', eventTime: 'T', payload: { id: 'p', status: 'S', amount: '1.00' } },
			{ id: 'p', status: 'S', amount: '1.00', occurredAt: 'T' },
		],
		[
			{ eventName: 'paid', eventTime: 'T', payload: { id: 'p' } },
			{ id: 'p', status: 'paid' },
		],
		[
			{ eventName: 'paid', payload: { payment: { id: 'q', status: 'S' } } },
			{ id: 'q', status: 'S' },
		],
		[
			{ id: 'bare', status: 'S' },
			{ id: 'bare', status: 'S' },
		],
		[
			{ payload: null, eventType: 'api' },
			{ id: null, status: 'api' },
		],
		[{}, { id: null, status: null, occurredAt: null }],
	])('of a delivered %j', (body, expected) => {
		const event = deliveredEvent(body as never);
		expect(event).toMatchObject({ provider: 'klavi', event: 'payment_status', ...expected });
		expect(Object.keys(event)).toHaveLength(16);
	});
});

describe('participants', () => {
	test.each<[unknown, number]>([
		[[{ id: 1 }], 1],
		[{ data: [{}, {}] }, 2],
		[{ participants: [{}] }, 1],
		[{}, 0],
		[undefined, 0],
		[[1, null], 0],
	])('%j', (body, count) => {
		expect(participantsIn(body as never)).toHaveLength(count);
	});
	test('are found by a part of the name, slug or id, in any case', () => {
		const bank = { id: 'abc-1', name: 'Mock Bank', slug: 'mock-bank' };
		expect(['MOCK', 'ck-b', 'ABC', 'x'].map((text) => matches(bank, text))).toEqual([true, true, true, false]);
	});
});
