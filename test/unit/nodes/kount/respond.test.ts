import type { IDataObject } from 'n8n-workflow';

import { writeRows } from '../../../../nodes/common/run/batches';
import { Item, Parameters } from '../../../../nodes/common/run/item';
import { respond } from '../../../../nodes/Kount/actions/alert/respond';
import { statusCodeOptions } from '../../../../nodes/Kount/actions/alert/statusCodes';
import { execution } from '../execution';
import { naming, refusalOf } from './refusal';

const ID = '3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b';

function entryOf(parameters: IDataObject) {
	const claimed: string[] = [];
	const { context } = execution({
		parameters: { alertId: ID, statusCode: 'REFUNDED', additionalFields: '{}', ...parameters },
	});
	const surroundings = {
		hint: () => {},
		file: async () => await Promise.reject(new Error('No files')),
		requireUnique: (_index: number, _field: string, value: string) => void claimed.push(value),
	};
	return { entry: respond.rows(new Item(0, { json: {} }, new Parameters(context), surroundings)), claimed };
}

describe('an answer to an alert', () => {
	test.each(statusCodeOptions.map(({ value }) => String(value)).filter((value) => value !== 'other'))(
		'%s',
		(statusCode) => {
			expect(entryOf({ statusCode })).toEqual({ entry: { id: ID, statusCode }, claimed: [ID] });
		},
	);
	test('the seven codes of the contract, Other, and a sentence each', () => {
		expect(statusCodeOptions.map(({ value }) => value).sort()).toEqual([
			'DISPUTE_RECEIVED',
			'DUPLICATE',
			'NOT_REFUNDED',
			'PARTIALLY_REFUNDED',
			'PREVIOUSLY_REFUNDED',
			'REFUNDED',
			'TRANSACTION_DECLINED',
			'other',
		]);
		for (const { description } of statusCodeOptions) expect(description?.length).toBeGreaterThan(15);
	});
	test('a code that is not in the list', () => {
		expect(entryOf({ statusCode: 'other', otherStatusCode: ' CREDIT_ISSUED_2 ' }).entry).toEqual({
			id: ID,
			statusCode: 'CREDIT_ISSUED_2',
		});
		// an expression may give one as well
		expect(entryOf({ statusCode: 'other', otherStatusCode: 'Not-Refunded v2' }).entry).toEqual({
			id: ID,
			statusCode: 'Not-Refunded v2',
		});
		expect(entryOf({ statusCode: 'CREDIT_ISSUED' }).entry).toEqual({ id: ID, statusCode: 'CREDIT_ISSUED' });
	});
	test.each<[IDataObject, string, string]>([
		[{ alertId: '' }, 'fieldEmpty', 'Alert ID'],
		[{ alertId: '  ' }, 'fieldEmpty', 'Alert ID'],
		[{ statusCode: '' }, 'fieldEmpty', 'Outcome (Status Code)'],
		[{ statusCode: 'other', otherStatusCode: '' }, 'fieldEmpty', 'Other Outcome (Status Code)'],
		[{ statusCode: 'refund' }, 'alertStatusCode', '"refund"'],
		[{ additionalFields: '{"statusCode": 7}' }, 'alertStatusCode', 'Outcome (Status Code)'],
		[{ additionalFields: '{"id": {}}' }, 'text', 'Alert ID'],
		[{ additionalFields: '[]' }, 'jsonObject', 'Additional Fields (JSON)'],
		[{ additionalFields: '{' }, 'jsonInvalid', 'Additional Fields (JSON)'],
	])('%j is refused', (parameters, code, named) => {
		expect(refusalOf(() => entryOf(parameters))).toEqual(naming(code, named));
	});
	test('what Additional Fields give is what is sent, checked and claimed', () => {
		expect(entryOf({ additionalFields: '{"id":" other-id ","statusCode":"DUPLICATE","note":"x"}' })).toEqual({
			entry: { id: 'other-id', statusCode: 'DUPLICATE', note: 'x' },
			claimed: ['other-id'],
		});
	});
	test('the body is ordinary JSON, no text within JSON', () => {
		const { body } = respond.request(
			writeRows([
				{ id: 'a', statusCode: 'REFUNDED' },
				{ id: 'b', statusCode: 'DUPLICATE' },
			]),
		);
		expect(JSON.parse(body.content.toString())).toEqual({
			actions: [
				{ id: 'a', statusCode: 'REFUNDED' },
				{ id: 'b', statusCode: 'DUPLICATE' },
			],
		});
	});
	test('the output says what was answered to which alert, with what the service says of it', () => {
		const entries = [
			{ id: 'a', statusCode: 'REFUNDED' },
			{ id: 'b', statusCode: 'DUPLICATE' },
		];
		const outputs = respond.outputs as (answer: object, of: object[]) => IDataObject[];
		const answer = (body: unknown) => outputs({ status: 200, headers: {}, body }, entries);
		expect(
			answer({
				results: [
					{ id: 'b', ok: 2 },
					{ id: 'a', ok: 1 },
				],
			}),
		).toEqual([
			{ accepted: true, id: 'a', statusCode: 'REFUNDED', response: { id: 'a', ok: 1 } },
			{ accepted: true, id: 'b', statusCode: 'DUPLICATE', response: { id: 'b', ok: 2 } },
		]);
		expect(answer(undefined).map(({ response }) => response)).toEqual([null, null]);
		expect(answer('accepted').map(({ response }) => response)).toEqual(['accepted', 'accepted']);
	});
	test('cannot be undone, is no read, and a refused batch is sent singly', () => {
		expect(respond).toMatchObject({ effect: 'write', batchSize: 50, splitWhenRejected: true });
		expect(respond.irreversible).toBeTruthy();
	});
});
