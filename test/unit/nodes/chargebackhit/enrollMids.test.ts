import type { IDataObject } from 'n8n-workflow';

import { productOptions } from '../../../../nodes/Chargebackhit/actions/choices';
import { enrollMids } from '../../../../nodes/Chargebackhit/actions/enrollment/enrollMids';
import { matchRecords, midNames, readMid } from '../../../../nodes/Chargebackhit/actions/enrollment/mid';
import { InputError } from '../../../../nodes/common/errors/errors';
import type { ServiceResponse } from '../../../../nodes/common/operation';
import { writeRows } from '../../../../nodes/common/run/batches';
import type { JsonRecord } from '../../../../nodes/common/values/json';
import { itemOf } from '../execution';
import { problemOf } from '../problemOf';

const ARN = `7${'4'.repeat(22)}`;
const ARNS = [ARN, ARN, ARN];
const mid = (more: JsonRecord = {}): JsonRecord => ({
	descriptor: 'SHOP*1',
	psp_name: 'Stripe',
	required_products: ['cdrn'],
	...more,
});

/** The code of a MID's problem, and what its message names. */
function refusal(given: JsonRecord): { code?: string; message: string } {
	try {
		readMid(given);
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		return { code: problemOf(error), message: (error as InputError).message };
	}
	throw new Error('Nothing was refused');
}

describe('readMid', () => {
	const bin = { acquirer_bin: '123456', card_acceptor_id: 'C1' };
	const site = { support_info_merchant: { website_url: 'https://a.b' } };

	test.each<[string, JsonRecord]>([
		['ethoca', {}],
		['cdrn', {}],
		['rdr', bin],
		['rdr', { arns: ARNS }],
		['oi', { ...bin, ...site }],
		['consumer-clarity', site],
		['visa-dispute', bin],
		['visa-fraud', bin],
		['paypal', { paypal_merchant_id: 'P' }],
	])('%s with %j', (product, more) => {
		expect(readMid(mid({ required_products: [product], ...more }))).toEqual(
			mid({ required_products: [product], ...more }),
		);
	});
	test.each<[string, JsonRecord, string]>([
		['rdr', {}, 'Acquirer BIN and CAID, or 3 to 10 ARNs'],
		['rdr', { acquirer_bin: '123456' }, 'Acquirer BIN and CAID'],
		['rdr', { card_acceptor_id: 'C' }, 'Acquirer BIN and CAID'],
		['oi', bin, 'Website URL'],
		['oi', site, 'Acquirer BIN'],
		['consumer-clarity', { support_info_merchant: {} }, 'Website URL'],
		['consumer-clarity', { support_info_merchant: { website_url: ' ' } }, 'Website URL'],
		['visa-dispute', {}, 'Acquirer BIN and CAID'],
		['visa-fraud', { acquirer_bin: '123456', card_acceptor_id: '' }, 'Acquirer BIN and CAID'],
		['paypal', {}, 'PayPal Merchant ID'],
	])('%s without what it needs (%j)', (product, more, fields) => {
		const { code, message } = refusal(mid({ required_products: ['ethoca', product], ...more }));
		expect(code).toBe('productRequires');
		// by the name that the panel shows
		const label = productOptions.find(({ value }) => value === product)?.name;
		expect(message).toContain(`"${label}"`);
		expect(message).toContain(fields);
	});
	test('descriptor, PSP name and products are always needed', () => {
		for (const [given, field] of [
			[{ psp_name: 'S' }, 'Descriptor'],
			[{ descriptor: 'S' }, 'PSP Name'],
			[mid({ descriptor: ' ' }), 'Descriptor'],
			[mid({ required_products: [] }), 'Products'],
			[mid({ required_products: '' }), 'Products'],
		] as Array<[JsonRecord, string]>) {
			expect(refusal(given)).toEqual({ code: 'fieldEmpty', message: expect.stringContaining(field) as string });
		}
	});
	test.each(['12345', '1234567', 'abcdef', '12 456'])('Acquirer BIN %s', (acquirer_bin) => {
		const { code, message } = refusal(mid({ acquirer_bin }));
		expect([code, message]).toEqual(['digits', expect.stringMatching(/^Acquirer BIN .*6/)]);
	});
	test.each(['123', '12345', 'abcd'])('MCC %s', (mcc) => {
		const { code, message } = refusal(mid({ mcc }));
		expect([code, message]).toEqual(['digits', expect.stringMatching(/^MCC .*4/)]);
	});
	test('ARNs are 3 to 10, each of 23 characters with "4" second', () => {
		expect(readMid(mid({ arns: ARNS })).arns).toEqual(ARNS);
		expect(readMid(mid({ arns: Array<string>(10).fill(ARN) })).arns).toHaveLength(10);
		for (const [arns, rule, seen] of [
			[[ARN, ARN], 'arnCount', '2'],
			[Array<string>(11).fill(ARN), 'arnCount', '11'],
			[[ARN, ARN, ARN.slice(1)], 'visaArn', '22'],
			[[ARN, ARN, `75${ARN.slice(2)}`], 'visaArn', `75${ARN.slice(2)}`],
		] as Array<[string[], string, string]>) {
			const { code, message } = refusal(mid({ arns }));
			expect([code, message]).toEqual([rule, expect.stringContaining(seen)]);
		}
	});
	test('unknown products are named with the known ones', () => {
		const { code, message } = refusal(mid({ required_products: ['ce3'] }));
		expect([code, message]).toEqual(['oneOf', expect.stringMatching(/^Products .*CDRN, .*"ce3"/)]);
		expect(refusal(mid({ required_products: ['toString'] })).code).toBe('oneOf');
	});
	test('what is not known stays as it is, and the MID given is left alone', () => {
		const given = Object.freeze(mid({ required_products: ['cdrn'], notes: [{ a: 1 }], flag: false, count: 0 }));
		expect(readMid(given)).toEqual(given);
		expect(readMid(given)).not.toBe(given);
	});
	test('what is empty is left out', () => {
		const empty = {
			arns: '',
			acquirer_bin: '',
			mcc: null,
			card_acceptor_id: ' ',
			support_info_merchant: {},
			description: '',
			notes: [],
		};
		expect(readMid(mid({ required_products: ['cdrn'], ...empty }))).toEqual(mid({ required_products: ['cdrn'] }));
	});
	test('support_info_merchant is an object', () => {
		const { code, message } = refusal(mid({ support_info_merchant: 'https://a.b' }));
		expect([code, message]).toEqual(['jsonRecord', expect.stringContaining('support_info_merchant')]);
	});
	test.each<[JsonRecord]>([
		[{ acquirer_bin: ['123456'] }],
		[{ mcc: { code: '5411' } }],
		[{ card_acceptor_id: { id: 'C1' } }],
	])('%j is no text, so it is refused and not dropped', (more) => {
		expect(() => readMid(mid({ required_products: ['ethoca'], ...more }))).toThrow(InputError);
	});
	test('midNames', () => {
		expect(midNames(mid({ card_acceptor_id: ' C ', merchant_internal_id: 5 }))).toEqual({
			descriptor: 'SHOP*1',
			cardAcceptorId: 'C',
			merchantInternalId: '5',
		});
		expect(midNames({})).toEqual({ descriptor: '' });
	});
});

describe('matchRecords', () => {
	const named = (descriptor: string, cardAcceptorId: string, more: JsonRecord = {}): JsonRecord => ({
		descriptor,
		card_acceptor_id: cardAcceptorId,
		...more,
	});
	const [a, b, c] = [named('SHOP', 'A'), named('SHOP', 'B'), named('OTHER', 'C', { merchant_internal_id: 7 })];
	/** The `n` of the record that each MID gets. */
	const match = (mids: JsonRecord[], records: JsonRecord[]) => matchRecords(mids, records).map((record) => record?.n);

	test('by name, in whatever order they come', () => {
		expect(
			match(
				[a, b, c],
				[
					{ ...a, n: 1 },
					{ ...b, n: 2 },
					{ ...c, n: 3 },
				],
			),
		).toEqual([1, 2, 3]);
		expect(
			match(
				[a, b, c],
				[
					{ ...c, n: 3 },
					{ ...a, n: 1 },
					{ ...b, n: 2 },
				],
			),
		).toEqual([1, 2, 3]);
	});
	test('a name that is text in one and a number in the other is the same', () => {
		expect(
			match(
				[a, c],
				[
					{ merchant_internal_id: '7', n: 3 },
					{ card_acceptor_id: ' A ', n: 1 },
				],
			),
		).toEqual([1, 3]);
	});
	test('a few of them are not taken for others', () => {
		expect(match([a, b, c], [{ card_acceptor_id: 'B', n: 2 }])).toEqual([undefined, 2, undefined]);
		expect(
			match(
				[a, b],
				[
					{ card_acceptor_id: 'Z', n: 1 },
					{ card_acceptor_id: 'B', n: 2 },
				],
			),
		).toEqual([undefined, 2]);
	});
	test('one that shares a name but has another is not the same', () => {
		expect(match([a], [{ descriptor: 'SHOP', card_acceptor_id: 'B', n: 2 }])).toEqual([undefined]);
	});
	test('one that adds a name which the MID lacks, such as an id of the service, is still the same', () => {
		expect(
			match(
				[a, b],
				[
					{ ...a, merchant_internal_id: 'given-1', n: 1 },
					{ ...b, merchant_internal_id: 'given-2', n: 2 },
				],
			),
		).toEqual([1, 2]);
	});
	test('records without names go by place, where there are as many as MIDs', () => {
		expect(match([a, b], [{ n: 1 }, { n: 2 }])).toEqual([1, 2]);
		expect(match([a, b], [{ n: 1 }])).toEqual([undefined, undefined]);
		expect(match([a, b], [{ n: 1 }, { card_acceptor_id: 'A', n: 2 }])).toEqual([2, undefined]);
	});
	test('equal MIDs get one record each, in order', () => {
		expect(
			match(
				[a, a],
				[
					{ ...a, n: 1 },
					{ ...a, n: 2 },
				],
			),
		).toEqual([1, 2]);
	});
	test('no record is given twice', () => {
		expect(match([a, a, a], [{ ...a, n: 1 }])).toEqual([1, undefined, undefined]);
	});
});

describe('Enroll MIDs', () => {
	const outputs = enrollMids.outputs as (answer: ServiceResponse, entries: JsonRecord[]) => IDataObject[];
	const fromItem = (json: object) => enrollMids.rows(itemOf({ midSource: 'items' }, json as never)) as JsonRecord;
	const fromFields = (parameters: Record<string, unknown>) =>
		enrollMids.rows(
			itemOf({
				midSource: 'fields',
				requiredProducts: ['ethoca'],
				descriptor: ' S ',
				pspName: 'P',
				details: {},
				additionalFields: '{}',
				...parameters,
			}),
		) as JsonRecord;
	const row = { descriptor: 'S', psp_name: 'P', required_products: ['ethoca'] };

	test('from fields', () => {
		expect(fromFields({})).toEqual({ required_products: ['ethoca'], descriptor: 'S', psp_name: 'P' });
		expect(
			fromFields({
				requiredProducts: 'oi, rdr',
				details: {
					acquirerBin: 123456,
					cardAcceptorId: 'C',
					websiteUrl: 'u',
					arns: ARNS.join(', '),
					mcc: '0742',
					integrationForMatching: 'stripe',
					description: '',
					merchantInternalId: 'M',
					paypalMerchantId: 'PP',
				},
				additionalFields: '{"support_info_merchant": {"email": "e"}}',
			}),
		).toEqual({
			required_products: ['oi', 'rdr'],
			descriptor: 'S',
			psp_name: 'P',
			acquirer_bin: '123456',
			card_acceptor_id: 'C',
			arns: ARNS,
			mcc: '0742',
			integration_for_matching: 'stripe',
			merchant_internal_id: 'M',
			paypal_merchant_id: 'PP',
			support_info_merchant: { website_url: 'u', email: 'e' },
		});
	});
	test('from items', () => {
		expect(fromItem(row)).toEqual(row);
		expect(() => fromItem({ ...row, descriptor: '' })).toThrow(InputError);
	});
	test('a batch is a list at the top', () => {
		const { body, ...plan } = enrollMids.request(writeRows([row, row]));
		expect(plan).toEqual({ method: 'POST', path: '/api/v2/import/mids/batch-create', expect: 'emptyOrAny' });
		expect(body.contentType).toBe('application/json');
		expect(JSON.parse(body.content.toString())).toEqual([row, row]);
	});
	test('outputs: one per MID', () => {
		const answer = (body: unknown) => ({ status: 200, headers: {}, body: body as never });
		const entries = [mid({ card_acceptor_id: 'A' }), mid({ card_acceptor_id: 'B' })];
		expect(outputs(answer(undefined), entries)).toEqual([
			{ accepted: true, descriptor: 'SHOP*1', cardAcceptorId: 'A' },
			{ accepted: true, descriptor: 'SHOP*1', cardAcceptorId: 'B' },
		]);
		expect(
			outputs(answer({ data: [{ status: 'new' }, { status: 'rejected', import_message: 'no' }] }), entries),
		).toMatchObject([
			{ accepted: true, cardAcceptorId: 'A', status: 'new' },
			{ accepted: false, cardAcceptorId: 'B', status: 'rejected', importMessage: 'no' },
		]);
		expect(outputs(answer({ data: [{ card_acceptor_id: 'B', status: 'error' }] }), entries)).toMatchObject([
			{ accepted: null, cardAcceptorId: 'A' },
			{ accepted: false, cardAcceptorId: 'B', status: 'error' },
		]);
		expect(outputs(answer({ status: 'rejected', import_message: 'no' }), entries.slice(0, 1))).toMatchObject([
			{ accepted: false, cardAcceptorId: 'A' },
		]);
	});

	test('lists written as text, as spreadsheets give them, are sent as lists', () => {
		const { required_products, arns } = fromItem({ ...row, required_products: 'ethoca, cdrn', arns: ARNS.join(', ') });
		expect(required_products).toEqual(['ethoca', 'cdrn']);
		expect(arns).toEqual(ARNS);
	});
	test('IDs that a spreadsheet gives as numbers are sent as text', () => {
		const ids = { merchant_internal_id: 1001, paypal_merchant_id: 77, description: 3 };
		expect(readMid(mid({ required_products: ['cdrn'], ...ids }))).toMatchObject({
			merchant_internal_id: '1001',
			paypal_merchant_id: '77',
			description: '3',
		});
	});
	test('BIN and MCC that a spreadsheet gives as numbers are sent as text', () => {
		expect(fromItem({ ...row, acquirer_bin: 123456, mcc: 5411 })).toMatchObject({
			acquirer_bin: '123456',
			mcc: '5411',
		});
	});
	test('an empty column of a spreadsheet is not sent', () => {
		expect(fromItem({ ...row, arns: '', acquirer_bin: '', mcc: '', support_info_merchant: null })).toEqual(row);
	});
	test('no product at all, such as an expression that gives nothing, is refused', () => {
		for (const requiredProducts of [[], '', undefined])
			expect(problemOf(() => fromFields({ requiredProducts }))).toBe('fieldEmpty');
		expect(() => fromFields({ additionalFields: '{"required_products": []}' })).toThrow(InputError);
		expect(fromFields({ requiredProducts: [], additionalFields: '{"required_products": ["cdrn"]}' })).toMatchObject({
			required_products: ['cdrn'],
		});
	});
});
