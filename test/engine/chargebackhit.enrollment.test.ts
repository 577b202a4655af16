import type { IDataObject } from 'n8n-workflow';

import { problems } from '../../nodes/Chargebackhit/problems';
import { problems as common } from '../../nodes/common/errors/problems';
import { detailsOf } from '../anotherN8n';
import { ChargebackhitBench } from './chargebackhit';

let bench: ChargebackhitBench;
beforeAll(async () => {
	bench = await ChargebackhitBench.open();
});
afterAll(async () => await bench.close());
beforeEach(() => bench.sandbox.reset());

const enroll = async (parameters: IDataObject, options: Parameters<ChargebackhitBench['run']>[3] = {}) =>
	await bench.run('enrollment', 'enrollMids', { midSource: 'fields', ...parameters }, options);

const FROM_ITEM = {
	midSource: 'fields',
	requiredProducts: ['cdrn'],
	descriptor: '={{ $json.descriptor }}',
	pspName: 'Stripe',
	details: { arns: '={{ $json.arns }}', merchantInternalId: '={{ $json.id }}' },
};
const ARN = '74012345678901234567890';

describe('Enroll MIDs', () => {
	it('enrolls 250 items in 3 requests and reports the 2 invalid ones by item', async () => {
		const input = Array.from(
			{ length: 250 },
			(_, row) => ({ id: `shop-${row}`, descriptor: `SHOP*${row}`, arns: '' }) as IDataObject,
		);
		input[17].arns = [ARN, ARN.slice(1), ARN];
		input[201].descriptor = ' ';
		const oneByOne = { ...FROM_ITEM, options: { maxConcurrentRequests: 1 } };
		const { outputs, error } = await enroll(oneByOne, { input, onError: 'continueErrorOutput' });
		expect(error).toBeUndefined();
		expect(bench.requests).toHaveLength(3);
		const batches = bench.requests.map(({ body }) => JSON.parse(body) as IDataObject[]);
		expect(batches.map(({ length }) => length)).toEqual([100, 100, 48]);
		expect(batches.flat().map(({ descriptor }) => descriptor)).toEqual(
			input.map(({ descriptor }) => descriptor).filter((_, row) => row !== 17 && row !== 201),
		);

		expect(outputs[0]).toHaveLength(248);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			input.map((_, row) => ({ item: row })).filter(({ item }) => item !== 17 && item !== 201),
		);
		expect(outputs[0][17].json).toEqual({ accepted: true, descriptor: 'SHOP*18', merchantInternalId: 'shop-18' });
		expect(outputs[1].map(({ json }) => detailsOf(json).problem)).toEqual(['visaArn', 'fieldEmpty']);
		expect(outputs[1].map(({ json }) => json.error)).toEqual([
			expect.stringMatching(/\(18th item, SHOP\*17\)$/),
			expect.stringMatching(/^Descriptor .*\(202nd item\b.*\)$/),
		]);
		expect(outputs[1].map(({ json }) => json.id)).toEqual(['shop-17', 'shop-201']);
	});

	it('sends nothing if items are invalid, and names all of them at once', async () => {
		const input = [
			{ descriptor: 'A', arns: [ARN, ARN] },
			{ descriptor: 'B' },
			{ descriptor: '' },
			{ descriptor: 'D', arns: ['1'.repeat(23), ARN, ARN] },
		];
		const { error } = await enroll(FROM_ITEM, { input: input as IDataObject[] });
		expect(error?.message).toMatch(/^ARNs .*\(1st item, A\)$/);
		expect(error?.description).toContain(common.otherItemsInvalid(2).message);
		expect(error?.description).toMatch(/Descriptor .*\(3rd item\b/);
		expect(error?.description).toMatch(/ARN .*\(4th item, D\)/);
		expect(bench.requests).toHaveLength(0);
	});

	it('reads input items as they are', async () => {
		const mids = [
			{
				descriptor: 'A',
				psp_name: 'Stripe',
				required_products: ['rdr'],
				acquirer_bin: '401234',
				card_acceptor_id: 'C1',
			},
			{ descriptor: 'B', psp_name: 'Adyen', required_products: ['rdr'], arns: [ARN, ARN, ARN] },
		];
		const { json } = await enroll({ midSource: 'items' }, { input: mids });
		expect(JSON.parse(bench.requests[0].body)).toEqual(mids);
		expect(json).toEqual([
			{ accepted: true, descriptor: 'A', cardAcceptorId: 'C1' },
			{ accepted: true, descriptor: 'B' },
		]);
	});

	it('finds columns whatever marks, blanks and case are around their names', async () => {
		const row = {
			'\ufeffdescriptor': 'A',
			' PSP_NAME ': 'Stripe',
			Required_Products: 'Ethoca Alerts; CDRN',
			row_number: 2,
		};
		const { error, hints } = await enroll({ midSource: 'items' }, { input: [row] });
		expect(error).toBeUndefined();
		expect(JSON.parse(bench.requests[0].body)).toEqual([
			{ descriptor: 'A', psp_name: 'Stripe', required_products: ['ethoca', 'cdrn'] },
		]);
		expect(hints.map(({ message }) => message)).toEqual([problems.columnsLeftOut(['row_number']).message]);
	});

	it('requires products in both sources, and names the columns that are there', async () => {
		const row = { descriptor: 'A', 'PSP Name': 'Stripe' };
		const { error } = await enroll({ midSource: 'items' }, { input: [row] });
		expect(error?.message).toMatch(/^PSP Name /);
		expect(error?.description).toContain('descriptor, PSP Name');
		expect(error?.description).toContain('psp_name');
		const other = await enroll({ midSource: 'items' }, { input: [{ descriptor: 'A', psp_name: 'Stripe' }] });
		expect(other.error?.message).toMatch(/^Products /);
		const typed = await enroll({ requiredProducts: '={{ [] }}', descriptor: 'A', pspName: 'Stripe' });
		expect(typed.error?.message).toMatch(/^Products /);
		expect(bench.requests).toHaveLength(0);
	});

	it('tells that the same MID is in several items, and sends each', async () => {
		const row = { descriptor: 'A', psp_name: 'Stripe', required_products: 'cdrn', card_acceptor_id: '0042' };
		const input = [row, { ...row, descriptor: 'B' }, row];
		const { error, hints } = await enroll({ midSource: 'items' }, { input });
		expect(error).toBeUndefined();
		expect(JSON.parse(bench.requests[0].body)).toHaveLength(3);
		expect(hints.map(({ message }) => message)).toEqual([
			common.repeatedItems('MID with the descriptor', 'A', [0, 2]).message,
		]);
	});

	it("sends every field under the API's name", async () => {
		await enroll({
			requiredProducts: ['oi', 'paypal'],
			descriptor: 'SHOP',
			pspName: 'Adyen',
			details: {
				acquirerBin: '401234',
				cardAcceptorId: 'C1',
				description: 'till 1',
				mcc: '5734',
				merchantInternalId: 'm1',
				paypalMerchantId: 'P1',
				websiteUrl: 'https://shop.example',
				arns: `${ARN},${ARN},${ARN}`,
				integrationForMatching: 'stripe',
			},
			additionalFields: '{"support_info_merchant": {"phone": "1"}}',
		});
		expect(JSON.parse(bench.requests[0].body)).toEqual([
			{
				required_products: ['oi', 'paypal'],
				descriptor: 'SHOP',
				psp_name: 'Adyen',
				acquirer_bin: '401234',
				card_acceptor_id: 'C1',
				description: 'till 1',
				mcc: '5734',
				merchant_internal_id: 'm1',
				paypal_merchant_id: 'P1',
				support_info_merchant: { website_url: 'https://shop.example', phone: '1' },
				arns: [ARN, ARN, ARN],
				integration_for_matching: 'stripe',
			},
		]);
	});

	it.each<[IDataObject, string, string]>([
		[{ requiredProducts: ['rdr'] }, 'productRequires', 'ARNs'],
		[{ requiredProducts: ['rdr'], details: { acquirerBin: '401234' } }, 'productRequires', 'CAID'],
		[
			{ requiredProducts: ['oi'], details: { acquirerBin: '401234', cardAcceptorId: 'C' } },
			'productRequires',
			'Website URL',
		],
		[{ requiredProducts: ['consumer-clarity'] }, 'productRequires', 'Website URL'],
		[{ requiredProducts: ['visa-fraud'] }, 'productRequires', 'Visa Fraud'],
		[{ requiredProducts: ['visa-dispute'], details: { cardAcceptorId: 'C' } }, 'productRequires', 'Acquirer BIN'],
		[{ requiredProducts: ['paypal'] }, 'productRequires', 'PayPal Merchant ID'],
		[{ requiredProducts: '={{ ["ce3"] }}' }, 'oneOf', 'Products'],
		[{ details: { acquirerBin: '40123' } }, 'digits', 'Acquirer BIN'],
		[{ details: { mcc: '573' } }, 'digits', 'MCC'],
		[{ pspName: '={{ null }}' }, 'fieldEmpty', 'PSP Name'],
		[{ options: { batchSize: 0 } }, 'wholeNumber', 'Batch Size'],
	])('refuses %j before anything is sent', async (parameters, code, field) => {
		const [problem, message] = await bench.refusal('enrollment', 'enrollMids', {
			midSource: 'fields',
			requiredProducts: ['cdrn'],
			descriptor: 'SHOP',
			pspName: 'Stripe',
			...parameters,
		});
		expect([problem, message]).toEqual([code, expect.stringContaining(field)]);
		expect(bench.requests).toHaveLength(0);
	});

	it('makes an error item of the item that a refusal names, and sends all others', async () => {
		bench.fault({
			status: 400,
			body: { error: { code: 'validation_error', message: 'Bad batch', constraints: { '[0].mcc': 'unknown' } } },
		});
		const input = Array.from({ length: 5 }, (_, row) => ({ descriptor: `SHOP*${row}` }));
		const { outputs } = await enroll(
			{ ...FROM_ITEM, options: { batchSize: 2, maxConcurrentRequests: 1 } },
			{ input, onError: 'continueErrorOutput' },
		);
		// the batch without its bad item, and the other two
		expect(bench.requests).toHaveLength(4);
		expect(outputs[1].map(({ json }) => [json.descriptor, json.error])).toEqual([
			['SHOP*0', expect.stringMatching(/\b400\b.*mcc: unknown \(1st item, SHOP\*0\)$/)],
		]);
		expect(detailsOf(outputs[1][0].json)).toMatchObject({ problem: 'badRequest', fields: { mcc: 'unknown' } });
		expect(outputs[0].map(({ json }) => json.descriptor)).toEqual(['SHOP*1', 'SHOP*2', 'SHOP*3', 'SHOP*4']);
	});

	it('reports what had been enrolled if it stops halfway', async () => {
		bench.fault({ status: 500, skip: 1 });
		const input = Array.from({ length: 6 }, (_, row) => ({ descriptor: `SHOP*${row}` }));
		const { error } = await enroll({ ...FROM_ITEM, options: { batchSize: 2, maxConcurrentRequests: 1 } }, { input });
		expect(error?.message).toMatch(/\b500\b.*\(3rd item, SHOP\*2\)$/);
		expect(error?.description).toContain(common.outcomeUnknown('Chargebackhit', 500, '').advice);
		const came = { completed: [0, 1], partly: [], failed: [], unknown: [2, 3], notSent: [4, 5] };
		expect(error?.description).toContain(common.runStopped(came).message);
		expect(bench.requests).toHaveLength(2);
	});

	it('returns the status of each MID if the service returns one', async () => {
		bench.fault({
			status: 201,
			body: {
				items: [
					{ id: 'e1', status: 'new' },
					{ id: 'e2', status: 'error', import_message: 'no such CAID' },
				],
			},
		});
		const { json } = await enroll(FROM_ITEM, { input: [{ descriptor: 'A' }, { descriptor: 'B' }] });
		expect(json).toMatchObject([
			{ accepted: true, descriptor: 'A', id: 'e1', status: 'new' },
			{ accepted: false, descriptor: 'B', id: 'e2', status: 'error', importMessage: 'no such CAID' },
		]);
	});
});

describe('Enrollment: Get Many', () => {
	it('pages by offset and filters', async () => {
		const { json } = await bench.run('enrollment', 'getAll', {
			returnAll: true,
			filters: { statuses: ['success', 'error'] },
		});
		expect(bench.body()).toEqual({
			filter: { statuses: ['success', 'error'] },
			pagination: { method: 'offset', limit: 100, offset: 0 },
		});
		expect(json.length).toBeGreaterThan(0);
		expect(json.every(({ status }) => status === 'success' || status === 'error')).toBe(true);
		expect(Object.keys(json[0])).toEqual([
			'id',
			'merchantInternalId',
			'cardAcceptorId',
			'descriptor',
			'status',
			'importMessage',
			'requiredProducts',
			'arns',
		]);
	});
});

describe('Enroll MIDs from rows of a sheet', () => {
	it('leaves out columns that the API does not have, and says so', async () => {
		const row = {
			row_number: 3,
			descriptor: 'A',
			psp_name: 'Stripe',
			required_products: 'cdrn, ethoca',
			mcc: 5734,
			arns: '',
			'Column X': 5,
		};
		const { hints, error } = await enroll({ midSource: 'items' }, { input: [row, { ...row, row_number: 4 }] });
		expect(error).toBeUndefined();
		const sent = { descriptor: 'A', psp_name: 'Stripe', required_products: ['cdrn', 'ethoca'], mcc: '5734' };
		expect(JSON.parse(bench.requests[0].body)).toEqual([sent, sent]);
		expect(hints.map(({ message }) => message)).toEqual([
			problems.columnsLeftOut(['row_number', 'Column X']).message,
			common.repeatedItems('MID with the descriptor', 'A', [0, 1]).message,
		]);
	});
});
