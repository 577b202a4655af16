import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { problems as commonProblems } from '../../nodes/common/errors/problems';
import data from '../../nodes/Kloutit/actions/case/caseFields.json';
import { problems } from '../../nodes/Kloutit/problems';
import { hurryClock, runClock } from './clock';
import { FILES, KloutitBench } from './kloutit';
import type { BenchOptions } from './serviceBench';

let bench: KloutitBench;
let waited: number[];
beforeAll(async () => {
	bench = await KloutitBench.open();
});
afterAll(async () => await bench.close());
beforeEach(async () => {
	bench.sandbox.reset();
	bench.sandbox.settings.kloutit.defenseTime = 0;
	waited = hurryClock();
	await bench.prepare();
});

interface CaseField {
	name: string;
	type: string;
	choices?: string[];
	sectors?: string[];
	createOnly?: boolean;
}

/** A value of a field as the editor stores it, and as it must arrive. */
function valueOf({ name, type, choices }: CaseField): { stored: unknown; sent: unknown } {
	if (type === 'amount')
		return { stored: { amount: { value: '299.90', currency: 'EUR' } }, sent: { value: 299.9, currency: 'EUR' } };
	if (type === 'communications') {
		const message = { sender: 'customer', content: 'Wo ist mein Päckchen?', date: '2026-10-01T12:00:00+02:00' };
		return { stored: { messages: [message] }, sent: [{ ...message, date: '2026-10-01T10:00:00.000Z' }] };
	}
	if (type === 'boolean') return { stored: true, sent: true };
	if (type === 'currency') return { stored: 'eur', sent: 'EUR' };
	if (type === 'choice') return { stored: choices?.[0], sent: choices?.[0] };
	if (type === 'date') return { stored: '2026-10-02', sent: '2026-10-02T00:00:00.000Z' };
	const text =
		name === 'last4Digits'
			? '4242'
			: name === 'binNumber'
				? '424242'
				: name === 'customerEmail'
					? 'ines@example.com'
					: `${name} ñ`;
	return { stored: text, sent: text };
}

/** The code and the message of an operation that fails for its only item. */
async function failure(
	resource: string,
	operation: string,
	parameters: IDataObject,
	options: BenchOptions = {},
): Promise<{ problem: unknown; error: string; message: string; httpCode: unknown }> {
	const { json } = await bench.run(resource, operation, parameters, { ...options, onError: 'continueRegularOutput' });
	const [{ error, message, details }] = json;
	const { problem, httpCode } = details as IDataObject;
	return { problem, error: String(error), message: String(message), httpCode };
}

describe('Case: Create', () => {
	it.each(data.sectors)('sends every field of the sector %s with its type', async (sector) => {
		const fields = (data.fields as CaseField[]).filter(({ sectors }) => !sectors || sectors.includes(sector));
		const details = Object.fromEntries(fields.map((field) => [field.name, valueOf(field).stored]));
		const { json, error } = await bench.run('case', 'create', {
			caseSource: 'fields',
			expedientNumber: `EXP-${sector}`,
			sector,
			details,
		} as IDataObject);
		expect(error?.description ?? error).toBeUndefined();
		expect(bench.requests[0]).toMatchObject({ method: 'POST', path: '/case', status: 201 });
		expect(bench.body()).toEqual({
			expedientNumber: `EXP-${sector}`,
			sector,
			...Object.fromEntries(fields.map((field) => [field.name, valueOf(field).sent])),
		});
		expect(bench.requests[0].body).toContain('"value":299.90,');
		expect(json[0]).toMatchObject({ expedientNumber: `EXP-${sector}`, sector });
	});

	const create = async (parameters: IDataObject, options: BenchOptions = {}) =>
		await bench.run(
			'case',
			'create',
			{ caseSource: 'fields', expedientNumber: 'EXP-NEW', sector: 'FASHION', ...parameters },
			options,
		);

	it('leaves out what the sector does not have if the sector is an expression, and reports it', async () => {
		const details = { product: 'Coat', hotelName: 'Hotel', rentalAmount: { amount: { value: '1', currency: 'EUR' } } };
		const { hints, error } = await create({ sector: '={{ "FASHION" }}', details } as IDataObject);
		expect(error).toBeUndefined();
		expect(bench.body()).toEqual({ expedientNumber: 'EXP-NEW', sector: 'FASHION', product: 'Coat' });
		expect(hints.map(({ message }) => message)).toEqual([
			problems.detailsNotInSector('FASHION', ['Hotel Name', 'Rental Amount']).message,
		]);
	});

	it("reads a date of n8n's picker in the workflow's time zone", async () => {
		const details = { deadline: '2026-10-02T18:00:00', transactionDate: '={{ new Date("2026-10-02T10:00:00Z") }}' };
		const { error } = await create({ details }, { timeZone: 'Asia/Tokyo' });
		expect(error).toBeUndefined();
		expect(bench.body()).toMatchObject({
			deadline: '2026-10-02T09:00:00.000Z',
			transactionDate: '2026-10-02T10:00:00.000Z',
		});
	});

	it('a message for which the expressions of an item have no value is left out', async () => {
		const row = { sender: '', content: '={{ "" }}', date: '' };
		const full = { sender: 'customer', content: 'Where is it?', date: '2026-10-01' };
		const { error } = await create({ details: { product: 'Coat', communications: { messages: [full, row] } } });
		expect(error).toBeUndefined();
		expect(bench.body().communications).toHaveLength(1);
	});

	it('an amount without a value is left out like any other empty detail', async () => {
		const empty = { amount: { value: '={{ "" }}', currency: 'EUR' } };
		const { error } = await create({ details: { product: 'Coat', purchaseAmount: empty } });
		expect(error).toBeUndefined();
		expect(bench.body()).toEqual({ expedientNumber: 'EXP-NEW', sector: 'FASHION', product: 'Coat' });
	});

	it('asks for a fact that was added and not chosen, and for the currency of an amount', async () => {
		for (const [details, field, choice] of [
			[{ is3DSPurchase: '' }, 'Paid with 3-D Secure (is3DSPurchase)', 'Yes'],
			[{ chargebackReason: '' }, 'Chargeback Reason', 'Fraud'],
			[{ purchaseAmount: { amount: { value: '1', currency: '' } } }, 'Currency (Purchase Amount)', 'EUR'],
		] as Array<[IDataObject, string, string]>) {
			const parameters = { expedientNumber: 'EXP-NEW', sector: 'FASHION', details };
			const failed = await failure('case', 'create', { caseSource: 'fields', ...parameters });
			expect(failed).toMatchObject({ problem: 'fieldEmpty', error: expect.stringContaining(field) as string });
			expect(failed.message).toContain(choice);
		}
		expect(bench.requests).toHaveLength(0);
	});

	it('never sends null, and merges additional JSON before the checks', async () => {
		await create({
			details: { customerName: '={{ null }}', product: 'Coat', purchaseDate: '={{ "" }}' },
			additionalFields:
				'{"customerEmail": null, "product": "Hat", "purchaseAmount": {"value": 12.50, "currency": "eur"}, "communications": [{"sender": "Ada", "content": "Hi", "date": "2026-10-01", "x": null}]}',
		});
		expect(bench.requests[0].body).not.toContain('null');
		expect(bench.body()).toEqual({
			expedientNumber: 'EXP-NEW',
			sector: 'FASHION',
			product: 'Hat',
			purchaseAmount: { value: 12.5, currency: 'EUR' },
			communications: [{ sender: 'Ada', content: 'Hi', date: '2026-10-01T00:00:00.000Z' }],
		});
		expect(bench.requests[0].body).toContain('"value":12.50');
	});

	it('sends numbers of additional JSON as they were typed, and the number of the case as text', async () => {
		await create({
			additionalFields:
				'{"chargebackAmount": {"value": 299.90, "currency": "EUR"}, "expedientNumber": 12345678901234567890, "customerPhone": 34600000000.10}',
		});
		expect(bench.requests[0].body).toContain('"chargebackAmount":{"value":299.90,"currency":"EUR"}');
		expect(bench.body()).toMatchObject({ expedientNumber: '12345678901234567890', customerPhone: '34600000000.10' });
	});

	const amount = (value: string, currency = 'EUR') => ({
		details: { purchaseAmount: { amount: { value, currency } } },
	});
	it.each<[object, string, string]>([
		[{ expedientNumber: '={{ "" }}' }, 'fieldEmpty', 'Case Number (Expedient Number)'],
		[{ sector: '={{ "" }}' }, 'fieldEmpty', 'Sector'],
		[{ sector: '={{ "BAKERY" }}' }, 'oneOf', 'Sector'],
		[{ additionalFields: '{"sector": "fashionable"}' }, 'oneOf', 'Sector'],
		[{ additionalFields: '{"sector": ""}' }, 'fieldEmpty', 'Sector'],
		[{ details: { purchaseDate: '01.11.2026' } }, 'isoDate', 'Purchase Date'],
		[amount('-5'), 'amount', 'Value (Purchase Amount)'],
		[amount('1,50'), 'amount', 'Value (Purchase Amount)'],
		[amount('007'), 'exactAmount', 'Value (Purchase Amount)'],
		[amount(''), 'fieldEmpty', 'Value (Purchase Amount)'],
		[amount('1', 'ZAR'), 'caseCurrency', 'Currency (Purchase Amount)'],
		[amount('1', ''), 'fieldEmpty', 'Currency (Purchase Amount)'],
		[{ additionalFields: '{"purchaseAmount": ""}' }, 'caseAmount', 'Purchase Amount'],
		[{ details: { chargebackReason: '={{ "BECAUSE" }}' } }, 'oneOf', 'Chargeback Reason'],
		[{ additionalFields: '{"chargebackReason": ""}' }, 'fieldEmpty', 'Chargeback Reason'],
		[{ details: { last4Digits: '4111111111111111' } }, 'cardLastFour', 'Last 4 Digits'],
		[{ details: { binNumber: '4111111111111111' } }, 'cardBin', 'BIN Number'],
		[{ details: { is3DSPurchase: '={{ "perhaps" }}' } }, 'boolean', 'Paid with 3-D Secure (is3DSPurchase)'],
		[
			{ details: { communications: { messages: [{ sender: '', content: '', date: '' }] } } },
			'fieldEmpty',
			'Sender (Communications 1)',
		],
		[{ additionalFields: '{"communications": {"sender": "x"}}' }, 'messageList', 'Communications'],
		[{ additionalFields: '{"communications": ["x"]}' }, 'jsonRecord', 'Communications 1'],
		[
			{ additionalFields: '{"communications": [{"sender": "x", "date": "2026-10-01"}]}' },
			'fieldEmpty',
			'Content (Comm',
		],
		[{ additionalFields: '{"disputeAmount": 12.50}' }, 'caseAmount', 'Dispute Amount'],
		[{ additionalFields: '{"disputeAmount": 12}' }, 'caseAmount', 'Dispute Amount'],
	])('rejects %j before anything is sent', async (parameters, problem, field) => {
		const failed = await failure('case', 'create', {
			caseSource: 'fields',
			expedientNumber: 'EXP-NEW',
			sector: 'FASHION',
			...parameters,
		} as IDataObject);
		expect(failed.problem).toBe(problem);
		expect(failed.error.startsWith(field)).toBe(true);
		expect(failed.error).not.toContain('4111');
		expect(bench.requests).toHaveLength(0);
	});

	it("shows the service's words for a sector that the account does not have", async () => {
		bench.sandbox.settings.kloutit.sectors = ['GAMING'];
		const { error } = await create({});
		expect(error?.message).toMatch(/400: .*sector/i);
		expect(bench.requests).toHaveLength(1);
	});
});

describe('Case: Update, Check, Submit, Update Status', () => {
	it('Update sends the details to the case', async () => {
		const { json } = await bench.run('case', 'update', {
			caseSource: 'fields',
			expedientNumber: bench.completeCase,
			sector: 'FASHION',
			details: { trackingNumber: 'T/1' },
		});
		expect(bench.requests[0]).toMatchObject({ method: 'POST', path: `/case/${bench.completeCase}/update-case` });
		expect(bench.body()).toEqual({ sector: 'FASHION', trackingNumber: 'T/1' });
		expect(json[0]).toMatchObject({ expedientNumber: bench.completeCase, trackingNumber: 'T/1' });
	});

	it("Update keeps the case's sector if none is given", async () => {
		const details = { trackingNumber: 'T/1', product: 'Coat' };
		const { error, hints } = await bench.run('case', 'update', {
			caseSource: 'fields',
			expedientNumber: bench.completeCase,
			details,
		});
		expect([error, hints]).toEqual([undefined, []]);
		expect(bench.body()).toEqual(details);
	});

	it.each([
		['case', 'submit', {}, { success: true }],
		['webhookSubscription', 'delete', { subscriptionId: 'sub-1' }, { deleted: true }],
		['event', 'verify', { event: '{"eventType": "CASE_WON", "expedientNumber": "E-1"}' }, { verified: true }],
	])('%s:%s accepts any 2xx, also with text', async (resource, operation, parameters, expected) => {
		bench.fault({ status: 200, body: 'OK', contentType: 'text/plain' });
		const { json, error } = await bench.run(resource, operation, {
			expedientNumber: bench.completeCase,
			...parameters,
		});
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject(expected);
	});

	it('Update Status explains why a case of a connected processor may be refused', async () => {
		bench.fault({ status: 403, body: bench.refusalBody('Forbidden resource') });
		const parameters = { expedientNumber: bench.completeCase, status: 'ALLEGED' };
		const { problem, message } = await failure('case', 'updateStatus', parameters);
		expect([problem, message]).toEqual(['forbidden', problems.kloutitForbidden().message]);
	});

	it('Verify sends the amounts of an event of the trigger as numbers', async () => {
		const event = {
			eventType: 'CASE_WON',
			expedientNumber: 'E-1',
			details: { disputeAmount: { value: '84.50', currency: 'EUR' }, orderNumber: '84.50' },
		};
		await bench.run('event', 'verify', { event: '={{ $json }}' }, { input: [event] });
		expect(bench.requests[0].body).toContain('"disputeAmount":{"value":84.50,"currency":"EUR"},"orderNumber":"84.50"');
	});

	it('a case number with special characters stays in its part of the path', async () => {
		const { problem, error } = await failure('case', 'check', { expedientNumber: '../connection?x=1#y' });
		expect(bench.requests[0].path).toBe('/case/..%2Fconnection%3Fx%3D1%23y/check-case');
		expect(problem).toBe('notFound');
		expect(error.toLowerCase()).toContain('case ../connection?x=1#y ');
	});

	it.each([
		[204, undefined, { complete: true, status: 'COMPLETE', missingFields: [] }],
		[
			206,
			{ missingFields: [{ field: 'bankName', type: 'string', required: false }] },
			{ complete: true, status: 'MISSING_OPTIONAL' },
		],
		[
			406,
			{ missingFields: [{ field: 'product', type: 'string', required: true }] },
			{ complete: false, status: 'MISSING_REQUIRED' },
		],
		[406, [{ field: 'product', type: 'string', required: true }], { complete: false, status: 'MISSING_REQUIRED' }],
	])('Check accepts %i as a result', async (status, body, expected) => {
		bench.fault({ status, ...(body ? { body } : {}) });
		const { json, error } = await bench.run('case', 'check', { expedientNumber: bench.completeCase });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ expedientNumber: bench.completeCase, ...expected });
		expect(json[0].missingFields).toHaveLength(body ? 1 : 0);
	});

	it('Check names what is missing, in the words of the service and in those of the panel', async () => {
		await bench.run('case', 'create', { caseSource: 'fields', expedientNumber: 'EXP-BARE', sector: 'MARKETPLACE' });
		const { json } = await bench.run('case', 'check', { expedientNumber: 'EXP-BARE' });
		expect(json[0]).toMatchObject({ complete: false, status: 'MISSING_REQUIRED' });
		expect((json[0].missingFields as IDataObject[]).map(({ field }) => field)).toContain('sellerName');
		expect(json[0].missing).toEqual(expect.arrayContaining(['Seller Name', 'Notification Date']));
		expect(json[0].missingText).toContain('Seller Name');
	});

	it('Submit of an incomplete case names what is missing in the words of the panel', async () => {
		await bench.run('case', 'create', { caseSource: 'fields', expedientNumber: 'EXP-BARE', sector: 'MARKETPLACE' });
		const { json } = await bench.run(
			'case',
			'submit',
			{ expedientNumber: 'EXP-BARE' },
			{ onError: 'continueRegularOutput' },
		);
		const details = json[0].details as IDataObject;
		expect(details).toMatchObject({ problem: 'caseIncomplete', httpCode: '406' });
		expect(details.missing).toEqual(expect.arrayContaining(['Seller Name', 'Notification Date']));
		expect(details.missingText).toContain('Seller Name');
		expect(details.fields).toMatchObject({ sellerName: 'missing' });
		expect(json[0].error).toContain('Notification Date');
		expect(json[0].error).not.toContain('{');
	});

	it('Submit and Update Status do what their names say', async () => {
		const submitted = await bench.run('case', 'submit', { expedientNumber: bench.completeCase });
		expect(submitted.json).toEqual([{ success: true, expedientNumber: bench.completeCase }]);
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(bench.sandbox.state.kloutit.cases.get(bench.completeCase)?.status).toBe('GENERATED');
		const { json } = await bench.run('case', 'updateStatus', {
			expedientNumber: bench.completeCase,
			status: 'ALLEGED',
		});
		expect(bench.body(1)).toEqual({ status: 'ALLEGED' });
		expect(json[0]).toMatchObject({ success: true, status: 'ALLEGED' });
	});

	it.each([
		['submit', 'Submit case', 'allowAgentCaseSubmit'],
		['updateStatus', 'Update case status', 'allowAgentCaseUpdateStatus'],
	])('%s is refused to an AI agent unless a person allowed it', async (operation, action, allow) => {
		const parameters = { expedientNumber: bench.completeCase, ...(operation === 'submit' ? {} : { status: 'WON' }) };
		const { error } = await bench.run('case', operation, parameters, { type: 'kloutitTool' });
		expect(error?.message).toContain(action);
		expect(bench.requests).toHaveLength(0);
		const allowed = await bench.run('case', operation, { ...parameters, [allow]: true }, { type: 'kloutitTool' });
		expect(allowed.error?.message ?? '').not.toContain(action);
		expect(bench.requests).toHaveLength(1);
	});
});

describe('File', () => {
	const upload = async (
		files: Record<string, { fileName: string; content: Buffer }>,
		parameters: IDataObject = {},
		operation = 'uploadEvidence',
	) =>
		await bench.run(
			'file',
			operation,
			{ expedientNumber: bench.completeCase, category: 'RECEIPT', ...parameters },
			{ files: [files] },
		);
	const stored = () => bench.sandbox.state.kloutit.cases.get(bench.completeCase)?.files ?? [];

	it('arrives with its name, type, category and bytes, non-ASCII names included', async () => {
		const content = Buffer.concat([FILES.pdf, Buffer.from([0, 255, 13, 10, 45, 45])]);
		const { json, error } = await upload({ data: { fileName: 'Rechnung "März" – 収.pdf', content } });
		expect(error).toBeUndefined();
		expect(stored()[0]).toMatchObject({
			file: {
				name: 'Rechnung "März" – 収.pdf',
				size: content.length,
				mimetype: 'application/pdf',
				category: 'RECEIPT',
			},
			declaredType: 'application/pdf',
			sha256: createHash('sha256').update(content).digest('hex'),
		});
		expect(json[0]).toMatchObject({ expedientNumber: bench.completeCase, category: 'RECEIPT', size: content.length });
	});

	it('several, or all of the item, become one output item each', async () => {
		const files = {
			a: { fileName: 'a.png', content: FILES.png },
			b: { fileName: 'b.jpg', content: FILES.jpeg },
			c: { fileName: 'c', content: FILES.pdf },
		};
		const chosen = await upload(files, { binaryFields: 'a, b' });
		expect(chosen.outputs[0].map(({ json, pairedItem }) => [json.fileName, pairedItem])).toEqual([
			['a.png', { item: 0 }],
			['b.jpg', { item: 0 }],
		]);
		const all = await upload(files, { fileSource: 'all' });
		expect(all.json.map(({ fileName }) => fileName)).toEqual(['a.png', 'b.jpg', 'c.pdf']);
		expect(bench.requests).toHaveLength(5);
	});

	it('that is refused after others were accepted names those that the case has', async () => {
		bench.fault({ status: 400, body: bench.refusalBody('no more files'), skip: 1 });
		const { error } = await upload(
			{ a: { fileName: 'a.png', content: FILES.png }, b: { fileName: 'b.png', content: FILES.png } },
			{ fileSource: 'all' },
		);
		expect(error?.message).toContain('no more files');
		expect(error?.description).toContain(problems.uploadedBefore(['a.png']).message);
	});

	it('whose item was stopped partway by another is reported as partly completed, and not as never sent', async () => {
		const two = { a: { fileName: 'a.png', content: FILES.png }, b: { fileName: 'b.png', content: FILES.png } };
		const one = { c: { fileName: 'c.png', content: FILES.png } };
		const other = bench.caseNumber('MARKETPLACE');
		// the second item waits for its answer, while the first of the first item's two files is taken
		bench.fault({ path: `/case/${other}/upload-file`, status: 400, delay: 150, body: bench.refusalBody('no') });
		bench.fault({ path: `/case/${bench.completeCase}/upload-file`, delay: 400 });
		const { error } = await bench.run(
			'file',
			'uploadEvidence',
			{ expedientNumber: '={{ $json.number }}', category: 'RECEIPT', fileSource: 'all' },
			{ input: [{ number: other }, { number: bench.completeCase }], files: [one, two] },
		);
		expect(stored().map(({ file }) => file.name)).toEqual(['a.png']);
		expect(error?.message).toContain(`(1st item, ${other})`);
		const summary = commonProblems.runStopped({ completed: [], partly: [1], failed: [], unknown: [], notSent: [] });
		expect(error?.description).toContain(summary.message);
	});

	it.each<[string, { fileName: string; content: Buffer }, IDataObject, string, string[]]>([
		[
			'a PNG named .pdf',
			{ fileName: 'receipt.pdf', content: FILES.png },
			{},
			'fileNameWrong',
			['receipt.pdf', 'PNG image'],
		],
		[
			'an EXE named .pdf',
			{ fileName: 'receipt.pdf', content: FILES.exe },
			{},
			'fileTypeNotAccepted',
			['receipt.pdf', 'Windows program', 'PDF, JPEG and PNG'],
		],
		[
			'10.1 MB',
			{ fileName: 'big.pdf', content: Buffer.concat([FILES.pdf, Buffer.alloc(10.1 * 1024 * 1024)]) },
			{},
			'fileTooLarge',
			['big.pdf', '10.2 MB'],
		],
		['an empty file', { fileName: 'none.pdf', content: Buffer.alloc(0) }, {}, 'fileEmpty', ['none.pdf']],
		[
			'a field that is not there',
			{ fileName: 'a.pdf', content: FILES.pdf },
			{ binaryFields: 'invoice' },
			'fileNotFound',
			['invoice', 'data'],
		],
		[
			'an unknown category',
			{ fileName: 'a.pdf', content: FILES.pdf },
			{ category: '={{ "INVOICE" }}' },
			'oneOf',
			['Category', 'INVOICE'],
		],
	])('%s is rejected before anything is sent', async (_case, file, more, problem, named) => {
		const parameters = { expedientNumber: bench.completeCase, category: 'RECEIPT', ...more };
		const failed = await failure('file', 'uploadEvidence', parameters, { files: [{ data: file }] });
		expect(failed.problem).toBe(problem);
		for (const word of named) expect(failed.error).toContain(word);
		expect(bench.requests).toHaveLength(0);
	});

	it('of exactly 10 MB is accepted', async () => {
		const content = Buffer.concat([FILES.pdf, Buffer.alloc(10 * 1024 * 1024 - FILES.pdf.length)]);
		const { error } = await upload({ data: { fileName: 'ten.pdf', content } });
		expect(error).toBeUndefined();
	});

	it('is missing', async () => {
		const parameters = { expedientNumber: bench.completeCase, category: 'RECEIPT' };
		expect((await failure('file', 'uploadEvidence', parameters)).problem).toBe('noFiles');
		expect(bench.requests).toHaveLength(0);
	});

	it('Upload Product Photo accepts no PDF, and the service refuses photos for other sectors', async () => {
		const photo = async (fileName: string, content: Buffer) => {
			const files = [{ data: { fileName, content } }];
			return await failure('file', 'uploadProductPhoto', { expedientNumber: bench.completeCase }, { files });
		};
		const pdf = await photo('a.pdf', FILES.pdf);
		expect(pdf.problem).toBe('fileTypeNotAccepted');
		expect(pdf.error).toContain('JPEG and PNG');
		expect(bench.requests).toHaveLength(0);
		expect((await photo('a.png', FILES.png)).error).toMatch(/ 4\d\d: .*MARKETPLACE/);
	});
});

describe('Defense: Download', () => {
	const download = async (parameters: IDataObject, options: BenchOptions = {}) =>
		await bench.run('defense', 'download', parameters, options);

	it.each([
		['PDF', 'application/pdf', '%PDF'],
		['DOCX', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'PK'],
	])('%s comes as a file with its name and type', async (format, mimeType, begin) => {
		const expedientNumber = bench.caseNumber('', 'GENERATED');
		const { outputs, error } = await download({ expedientNumber, format });
		expect(error).toBeUndefined();
		expect(bench.requests[0].path).toBe(`/case/download-defense/${format}/${expedientNumber}`);
		const [{ json, binary }] = outputs[0];
		expect(binary?.data).toMatchObject({ mimeType });
		expect(binary?.data.fileName).toMatch(new RegExp(`\\.${format.toLowerCase()}$`));
		const content = Buffer.from(binary?.data.data ?? '', 'base64');
		expect(content.subarray(0, begin.length).toString('latin1')).toBe(begin);
		expect(json).toMatchObject({ expedientNumber, format, bytes: content.length });
	});

	it('returns JSON as JSON', async () => {
		bench.fault({ status: 200, body: { url: 'https://files.example/defense.pdf' } });
		const { outputs } = await download({ expedientNumber: 'EXP-1', format: 'PDF' });
		expect(outputs[0][0].json).toEqual({
			expedientNumber: 'EXP-1',
			format: 'PDF',
			answer: { url: 'https://files.example/defense.pdf' },
		});
		expect(outputs[0][0].binary).toBeUndefined();
	});

	it.each([
		['being generated', 'being generated'],
		['"https://files.example/d"', 'https://files.example/d'],
		['key: KEY', 'key: ***'],
	])('saves no file that is not one (%s)', async (body, answer) => {
		bench.fault({
			status: 200,
			body: body.replace('KEY', String(bench.credential.apiKey)),
			contentType: 'application/octet-stream',
		});
		const { outputs } = await download({ expedientNumber: 'EXP-1', format: 'PDF' });
		expect(outputs[0][0].json).toEqual({ expedientNumber: 'EXP-1', format: 'PDF', answer });
		expect(outputs[0][0].binary).toBeUndefined();
		expect(bench.requests[0].headers.accept).toBe('*/*');
	});

	it('shows no more than the beginning of another file', async () => {
		bench.fault({ status: 200, body: 'x'.repeat(5000), contentType: 'application/octet-stream' });
		const { outputs } = await download({ expedientNumber: 'EXP-1', format: 'PDF' });
		expect(outputs[0][0].json.answer).toBe('x'.repeat(4000));
		expect(outputs[0][0].binary).toBeUndefined();
	});

	it('reports that it is not ready', async () => {
		const { problem, error, message } = await failure('defense', 'download', { expedientNumber: bench.completeCase });
		expect(problem).toBe('defenseNotReady');
		expect(error).toContain(bench.completeCase);
		expect(message).toContain('Wait Until Ready');
		expect(message).toMatch(new RegExp(`Kloutit returned ${bench.requests[0].status}: .+[^.]\\.$`));
		expect(bench.requests).toHaveLength(1);
	});

	it('waits with growing pauses until it is ready', async () => {
		const expedientNumber = bench.caseNumber('', 'GENERATED');
		bench.fault({ status: 404, body: bench.refusalBody('not yet'), count: 3 });
		const { outputs, error } = await download({ expedientNumber, waitUntilReady: true });
		expect(error).toBeUndefined();
		expect(outputs[0][0].binary?.data).toBeDefined();
		// 2, 3 and 4.5 seconds, in steps of at most one
		expect(Math.abs(waited.reduce((sum, one) => sum + one, 0) - 9500)).toBeLessThan(100);
		expect(Math.max(...waited)).toBeLessThanOrEqual(1000);
	});

	it.each<[string, IDataObject]>([
		['500', { status: 500 }],
		['503', { status: 503 }],
		['429', { status: 429 }],
		['a broken connection', { reset: 'before' }],
		['an empty response', { malformed: 'empty' }],
	])('goes on waiting after %s', async (_name, fault) => {
		const expedientNumber = bench.caseNumber('', 'GENERATED');
		// more than one look tries on its own
		bench.fault({ ...fault, count: 7 });
		const { outputs, error } = await download({ expedientNumber, waitUntilReady: true, waitLimit: 3600 });
		expect(error?.message).toBeUndefined();
		expect(outputs[0][0].binary?.data).toBeDefined();
	});

	it.each([401, 403])('ends early where nobody is let in (%i), and names the case', async (status) => {
		bench.fault({ status, count: 99 });
		const parameters = { expedientNumber: bench.completeCase, waitUntilReady: true, waitLimit: 3600 };
		const { problem, message, httpCode } = await failure('defense', 'download', parameters);
		expect([problem, httpCode]).toEqual([status === 401 ? 'credentialRejected' : 'forbidden', String(status)]);
		expect(message).toContain(bench.completeCase);
		expect(bench.requests.length).toBeLessThan(3);
	});

	it.each<[string, IDataObject]>([
		['never answers', { delay: 9000 }],
		['asks for an hour', { status: 429, retryAfter: 3600 }],
	])('ends within a second of its limit when Kloutit %s', async (_name, fault) => {
		runClock();
		bench.fault({ ...fault, count: 99 });
		const parameters = { expedientNumber: bench.completeCase, waitUntilReady: true, waitLimit: 3 };
		const { json, run } = await download(parameters, { onError: 'continueRegularOutput' });
		expect(json[0].details).toMatchObject({ problem: 'defenseWaitOver', expedientNumber: bench.completeCase });
		expect(run.data.resultData.runData['Node 1'][0].executionTime).toBeLessThan(4000);
	});

	it('stops waiting when the execution is cancelled', async () => {
		runClock();
		const begun = Date.now();
		const { json, error } = await download(
			{ expedientNumber: bench.completeCase, waitUntilReady: true },
			{ started: (execution) => setTimeout(() => execution.cancel(), 500) },
		);
		expect(Date.now() - begun).toBeLessThan(1900);
		expect(json).toEqual([]);
		expect(error?.message).toContain('stopped');
	});

	it('gives up at the limit and names the case', async () => {
		const parameters = { expedientNumber: bench.completeCase, waitUntilReady: true, waitLimit: 10 };
		const { problem, error, message } = await failure('defense', 'download', parameters);
		const tries = bench.requests.length;
		expect(tries).toBeGreaterThan(2);
		expect(problem).toBe('defenseWaitOver');
		for (const value of [bench.completeCase, '10 s', `${tries} times`]) expect(error).toContain(value);
		expect(message).toContain(`Kloutit returned ${bench.requests[tries - 1].status}: `);
		expect(waited.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(10_100);
	});
});

describe('Event: Verify', () => {
	it('distinguishes a genuine event from a changed one', async () => {
		const { event } = bench.sample({ event: '{event}' });
		const genuine = await bench.run('event', 'verify', { event });
		expect(bench.requests[0]).toMatchObject({ path: '/case/verify-event', body: event });
		expect(genuine.json[0]).toMatchObject({ verified: true, eventType: 'CASE_WON' });
		const changed = await bench.run('event', 'verify', { event: String(event).replace('CASE_WON', 'CASE_CREATED') });
		expect(changed.json[0]).toMatchObject({ verified: false });
	});

	const event = '{"eventType": "CASE_WON", "expedientNumber": "E-1"}';
	it.each<[number, string | IDataObject, boolean]>([
		[200, '', true],
		[200, 'true', true],
		[200, { verified: true }, true],
		[200, 'false', false],
		[200, { verified: false }, false],
		[404, { message: 'unknown' }, false],
	])('reads %i with %j as %s', async (status, body, verified) => {
		bench.fault({ status, body });
		const { json, error } = await bench.run('event', 'verify', { event });
		expect([error, json[0]]).toEqual([undefined, expect.objectContaining({ verified })]);
	});

	it.each<[number, string | IDataObject, string]>([
		[200, 'Welcome', 'verdictUnclear'],
		[200, { errors: ['unknown event'] }, 'verdictUnclear'],
		[200, '<html><body>Welcome</body></html>', 'notJson'],
		[401, { message: 'Unauthorized' }, 'credentialRejected'],
		[403, { message: 'Forbidden' }, 'forbidden'],
	])('does not take %i with %j for an answer', async (status, body, code) => {
		// a read is sent three times, and once more after a 401
		bench.fault({ status, body, count: 9 });
		expect((await failure('event', 'verify', { event })).problem).toBe(code);
	});

	it("accepts the trigger's item, without the fields that the trigger adds", async () => {
		const event = JSON.parse(String(bench.sample({ event: '{event}' }).event)) as IDataObject;
		const { json } = await bench.run(
			'event',
			'verify',
			{},
			{ input: [{ ...event, deliveryId: 'x', receivedAt: 'y' }] },
		);
		expect(bench.body()).toEqual(event);
		expect(json[0].verified).toBe(true);
	});

	it('rejects what is not an event', async () => {
		const { problem, error } = await failure('event', 'verify', { event: '{"eventType": "CASE_WON"}' });
		expect(problem).toBe('fieldEmpty');
		expect(error).toContain('expedientNumber in Event (JSON)');
		expect(bench.requests).toHaveLength(0);
	});
});

describe('Webhook Subscription and Connection', () => {
	it('are made, listed and deleted', async () => {
		const made = await bench.run('webhookSubscription', 'create', {
			targetUrl: 'https://n8n.example.com/a',
			subscribedEvent: 'CASE_WON',
		});
		expect(bench.body()).toEqual({ targetUrl: 'https://n8n.example.com/a', event: 'CASE_WON' });
		const all = await bench.run('webhookSubscription', 'create', { targetUrl: 'https://n8n.example.com/b' });
		expect(bench.body(1)).toEqual({ targetUrl: 'https://n8n.example.com/b' });
		const listed = await bench.run('webhookSubscription', 'getAll', { limit: 1 });
		expect(listed.json).toHaveLength(1);
		const { json } = await bench.run('webhookSubscription', 'delete', { subscriptionId: String(made.json[0].id) });
		expect(json).toEqual([{ deleted: true, id: made.json[0].id }]);
		const left = await bench.run('webhookSubscription', 'getAll', { returnAll: true });
		expect(left.json.map(({ id }) => id)).toEqual([all.json[0].id]);
	});

	it('rejects what is not an address', async () => {
		const { problem, error } = await failure('webhookSubscription', 'create', { targetUrl: 'n8n.example.com' });
		expect(problem).toBe('webhookAddress');
		expect(error).toContain('Target URL');
		expect(bench.requests).toHaveLength(0);
	});

	it('report that an older API does not have them', async () => {
		bench.sandbox.settings.kloutit.apiVersion = '2.0';
		for (const [resource, operation] of [
			['connection', 'get'],
			['webhookSubscription', 'getAll'],
		]) {
			const { problem, error } = await failure(resource, operation, {});
			expect(problem).toBe('notFound');
			expect(error).toContain('2.2');
		}
	});

	it('Connection: Get shows the organization', async () => {
		const { json } = await bench.run('connection', 'get', {});
		expect(json[0]).toMatchObject({ valid: true, organization: expect.any(String) as string, sectors: data.sectors });
	});
});
