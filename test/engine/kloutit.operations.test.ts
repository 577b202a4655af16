import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import data from '../../nodes/Kloutit/actions/case/caseFields.json';
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

describe('Case: Create', () => {
	it.each(data.sectors)('sends every field of the sector %s with its type', async (sector) => {
		const fields = (data.fields as CaseField[]).filter(({ sectors }) => !sectors || sectors.includes(sector));
		const details = Object.fromEntries(fields.map((field) => [field.name, valueOf(field).stored]));
		const { json, error } = await bench.run('case', 'create', {
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
		await bench.run('case', 'create', { expedientNumber: 'EXP-NEW', sector: 'FASHION', ...parameters }, options);

	it('leaves out what the sector does not have, where the sector is an expression, and says so', async () => {
		const details = { product: 'Coat', hotelName: 'Hotel', rentalAmount: { amount: { value: '1', currency: 'EUR' } } };
		const { hints, error } = await create({ sector: '={{ "FASHION" }}', details } as IDataObject);
		expect(error).toBeUndefined();
		expect(bench.body()).toEqual({ expedientNumber: 'EXP-NEW', sector: 'FASHION', product: 'Coat' });
		expect(hints.map(({ message }) => message)).toEqual([
			'Left out, because the sector FASHION does not have them: Hotel Name, Rental Amount.',
		]);
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
				'{"chargebackAmount": {"value": 299.90, "currency": "EUR"}, "expedientNumber": 12345678901234567890, "customerPhone": 34600000000.0}',
		});
		expect(bench.requests[0].body).toContain('"chargebackAmount":{"value":299.90,"currency":"EUR"}');
		expect(bench.body()).toMatchObject({ expedientNumber: '12345678901234567890', customerPhone: '34600000000.0' });
	});

	const amount = (value: string, currency = 'EUR') => ({
		details: { purchaseAmount: { amount: { value, currency } } },
	});
	it.each<[object, string]>([
		[{ expedientNumber: '={{ "" }}' }, 'Expedient Number is empty [item 0]'],
		[{ sector: '={{ "BAKERY" }}' }, 'Sector must be one of DIGITAL_PRODUCT,'],
		[{ additionalFields: '{"sector": "fashion"}' }, 'Sector must be one of DIGITAL_PRODUCT,'],
		[{ details: { purchaseDate: '01.11.2026' } }, 'Purchase Date must be a date in ISO 8601 form'],
		[amount('-5'), 'Purchase Amount: Value must be digits with a point'],
		[amount('1,50'), 'Purchase Amount: Value must be digits with a point'],
		[amount('007'), 'Purchase Amount: Value must be digits without leading zeros'],
		[amount(''), 'Purchase Amount: Value is empty'],
		[
			amount('1', 'ZAR'),
			'Purchase Amount: Currency must be one of the currencies that Kloutit takes, such as EUR; this item has "ZAR"',
		],
		[{ details: { chargebackReason: '={{ "BECAUSE" }}' } }, 'Chargeback Reason must be one of FRAUD,'],
		[
			{ details: { last4Digits: '4111111111111111' } },
			'Last 4 Digits must be the last 4 digits of the card; this item has 16 characters',
		],
		[
			{ details: { is3DSPurchase: '={{ "perhaps" }}' } },
			'Is 3DS Purchase must be true or false; this item has "perhaps"',
		],
		[{ additionalFields: '{"communications": {"sender": "x"}}' }, 'Communications must be a JSON list of messages'],
		[{ additionalFields: '{"disputeAmount": 12.50}' }, 'this item has 12.50 [item 0]'],
		[{ additionalFields: '{"disputeAmount": 12}' }, 'Dispute Amount must be a JSON object such as'],
	])('refuses %j before anything is sent', async (parameters, message) => {
		const { error } = await create(parameters as IDataObject);
		expect(error?.message).toContain(message);
		expect(bench.requests).toHaveLength(0);
	});

	it("shows the service's words for a sector that the account does not have", async () => {
		bench.sandbox.settings.kloutit.sectors = ['GAMING'];
		const { error } = await create({});
		expect(error?.message).toMatch(/^Kloutit answered 400: .*sector/i);
		expect(bench.requests).toHaveLength(1);
	});
});

describe('Case: Update, Check, Submit, Update Status', () => {
	it('Update sends the details to the case', async () => {
		const { json } = await bench.run('case', 'update', {
			expedientNumber: bench.completeCase,
			sector: 'FASHION',
			details: { trackingNumber: 'T/1' },
		});
		expect(bench.requests[0]).toMatchObject({ method: 'POST', path: `/case/${bench.completeCase}/update-case` });
		expect(bench.body()).toEqual({ sector: 'FASHION', trackingNumber: 'T/1' });
		expect(json[0]).toMatchObject({ expedientNumber: bench.completeCase, trackingNumber: 'T/1' });
	});

	it('Update leaves the sector of the case alone where none is given', async () => {
		const details = { trackingNumber: 'T/1', product: 'Coat' };
		const { error, hints } = await bench.run('case', 'update', { expedientNumber: bench.completeCase, details });
		expect([error, hints]).toEqual([undefined, []]);
		expect(bench.body()).toEqual(details);
	});

	it.each([
		['case', 'submit', {}, { success: true }],
		['webhookSubscription', 'delete', { subscriptionId: 'sub-1' }, { deleted: true }],
		['event', 'verify', { event: '{"eventType": "CASE_WON", "expedientNumber": "E-1"}' }, { verified: true }],
	])('%s:%s takes any 2xx, a text too', async (resource, operation, parameters, expected) => {
		bench.fault({ status: 200, body: 'OK', contentType: 'text/plain' });
		const { json, error } = await bench.run(resource, operation, {
			expedientNumber: bench.completeCase,
			...parameters,
		});
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject(expected);
	});

	it('Update Status says why a case of a connected processor may refuse', async () => {
		bench.fault({ status: 403, body: bench.refusalBody('Forbidden resource') });
		const { error } = await bench.run('case', 'updateStatus', {
			expedientNumber: bench.completeCase,
			status: 'ALLEGED',
		});
		expect(error?.description).toContain('payment processor that is connected to Kloutit');
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

	it('a number with signs stays in its place of the address', async () => {
		const { error } = await bench.run('case', 'check', { expedientNumber: '../connection?x=1#y' });
		expect(bench.requests[0].path).toBe('/case/..%2Fconnection%3Fx%3D1%23y/check-case');
		expect(error?.message).toBe('Kloutit does not know case ../connection?x=1#y [item 0]');
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
	])('Check takes %i for a result', async (status, body, expected) => {
		bench.fault({ status, ...(body ? { body } : {}) });
		const { json, error } = await bench.run('case', 'check', { expedientNumber: bench.completeCase });
		expect(error).toBeUndefined();
		expect(json[0]).toMatchObject({ expedientNumber: bench.completeCase, ...expected });
		expect(json[0].missingFields).toHaveLength(body ? 1 : 0);
	});

	it('Check names what is missing, in the words of the service', async () => {
		await bench.run('case', 'create', { expedientNumber: 'EXP-BARE', sector: 'MARKETPLACE' });
		const { json } = await bench.run('case', 'check', { expedientNumber: 'EXP-BARE' });
		expect(json[0]).toMatchObject({ complete: false, status: 'MISSING_REQUIRED' });
		expect((json[0].missingFields as IDataObject[]).map(({ field }) => field)).toContain('sellerName');
	});

	it('Submit and Update Status do what they say', async () => {
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

	it.each(['submit', 'updateStatus'])('%s is refused to an AI agent unless a person allowed it', async (operation) => {
		const { error } = await bench.run(
			'case',
			operation,
			{ expedientNumber: bench.completeCase },
			{ type: 'kloutitTool' },
		);
		expect(error?.message).toContain('An AI agent may not do this');
		expect(bench.requests).toHaveLength(0);
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

	it('that is refused after others were taken says which are with the case', async () => {
		bench.fault({ status: 400, body: bench.refusalBody('no more files'), skip: 1 });
		const { error } = await upload(
			{ a: { fileName: 'a.png', content: FILES.png }, b: { fileName: 'b.png', content: FILES.png } },
			{ fileSource: 'all' },
		);
		expect(error?.message).toContain('no more files');
		expect(error?.description).toContain('Uploaded before this one, and now with the case: a.png.');
	});

	it('whose item was stopped half-way by another is told as partly carried out, and not as never sent', async () => {
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
		expect(error?.message).toContain('[item 0]');
		expect(error?.description).toContain('Partly carried out: item 1.');
		expect(error?.description).not.toContain('Not sent');
	});

	it.each<[string, { fileName: string; content: Buffer }, IDataObject, string]>([
		[
			'a PNG named .pdf',
			{ fileName: 'receipt.pdf', content: FILES.png },
			{},
			'The file "receipt.pdf" is a PNG image, which its name does not say [item 0]',
		],
		[
			'an EXE named .pdf',
			{ fileName: 'receipt.pdf', content: FILES.exe },
			{},
			'The file "receipt.pdf" is a Windows program; Kloutit takes PDF, JPEG and PNG files here',
		],
		[
			'10.1 MB',
			{ fileName: 'big.pdf', content: Buffer.concat([FILES.pdf, Buffer.alloc(10.1 * 1024 * 1024)]) },
			{},
			'The file "big.pdf" has 10.2 MB; Kloutit takes up to 10 MB',
		],
		['an empty file', { fileName: 'none.pdf', content: Buffer.alloc(0) }, {}, 'The file "none.pdf" is empty'],
		[
			'a field that is not there',
			{ fileName: 'a.pdf', content: FILES.pdf },
			{ binaryFields: 'invoice' },
			'This item has no binary field "invoice"; it has data',
		],
		[
			'an unknown category',
			{ fileName: 'a.pdf', content: FILES.pdf },
			{ category: '={{ "INVOICE" }}' },
			'Category must be one of RECEIPT,',
		],
	])('%s is refused before anything is sent', async (_case, file, parameters, message) => {
		const { error } = await upload({ data: file }, parameters);
		expect(error?.message).toContain(message);
		expect(bench.requests).toHaveLength(0);
	});

	it('of exactly 10 MB is taken', async () => {
		const content = Buffer.concat([FILES.pdf, Buffer.alloc(10 * 1024 * 1024 - FILES.pdf.length)]);
		const { error } = await upload({ data: { fileName: 'ten.pdf', content } });
		expect(error).toBeUndefined();
	});

	it('is missing', async () => {
		const { error } = await bench.run('file', 'uploadEvidence', {
			expedientNumber: bench.completeCase,
			category: 'RECEIPT',
		});
		expect(error?.message).toBe('This item has no binary data [item 0]');
	});

	it('Upload Product Photo takes no PDF, and the service refuses it for other sectors', async () => {
		const pdf = await upload({ data: { fileName: 'a.pdf', content: FILES.pdf } }, {}, 'uploadProductPhoto');
		expect(pdf.error?.message).toContain('is a PDF document; Kloutit takes JPEG and PNG images here');
		const { error } = await upload({ data: { fileName: 'a.png', content: FILES.png } }, {}, 'uploadProductPhoto');
		expect(error?.message).toMatch(/^Kloutit answered 4\d\d: .*MARKETPLACE/);
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

	it('gives JSON as JSON', async () => {
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
	])('saves no file that is none (%s)', async (body, answer) => {
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

	it('before it is ready says so', async () => {
		const { error } = await download({ expedientNumber: bench.completeCase });
		expect(error?.message).toBe(`Kloutit has no defense of case ${bench.completeCase} yet [item 0]`);
		expect(error?.description).toContain('Switch on Wait Until Ready');
		expect(bench.requests).toHaveLength(1);
	});

	it('waits with growing pauses until it is ready', async () => {
		const expedientNumber = bench.caseNumber('', 'GENERATED');
		bench.fault({ status: 404, body: bench.refusalBody('not yet'), count: 3 });
		const { outputs, error } = await download({ expedientNumber, waitUntilReady: true });
		expect(error).toBeUndefined();
		expect(outputs[0][0].binary?.data).toBeDefined();
		expect(waited.slice(0, 3).map((milliseconds) => Math.round(milliseconds / 1000))).toEqual([2, 3, 5]);
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
		expect(error?.message).toBe('The execution was cancelled [item 0]');
	});

	it('gives up at the limit and says what it waited for', async () => {
		const { error } = await download({ expedientNumber: bench.completeCase, waitUntilReady: true, waitLimit: 10 });
		expect(error?.message).toMatch(
			new RegExp(
				`^The defense of case ${bench.completeCase} was not ready after 10 s \\(asked \\d+ times\\) \\[item 0\\]$`,
			),
		);
		expect(error?.description).toContain('The last answer was: Kloutit answered 4');
		expect(waited.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(10_100);
	});
});

describe('Event: Verify', () => {
	it('tells a genuine event from a changed one', async () => {
		const { event } = bench.sample({ event: '{event}' });
		const genuine = await bench.run('event', 'verify', { event });
		expect(bench.requests[0]).toMatchObject({ path: '/case/verify-event', body: event });
		expect(genuine.json[0]).toMatchObject({ verified: true, eventType: 'CASE_WON' });
		const changed = await bench.run('event', 'verify', { event: String(event).replace('CASE_WON', 'CASE_CREATED') });
		expect(changed.json[0]).toMatchObject({ verified: false });
	});

	it("takes the item of the trigger, without the trigger's own members", async () => {
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

	it('refuses what is no event', async () => {
		const { error } = await bench.run('event', 'verify', { event: '{"eventType": "CASE_WON"}' });
		expect(error?.message).toBe('expedientNumber is empty [item 0]');
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

	it('refuses an address that is none', async () => {
		const { error } = await bench.run('webhookSubscription', 'create', { targetUrl: 'n8n.example.com' });
		expect(error?.message).toContain('Target URL must be an address that begins with https://');
	});

	it('say that an older API does not know them', async () => {
		bench.sandbox.settings.kloutit.apiVersion = '2.0';
		const { error } = await bench.run('connection', 'get', {});
		expect(error?.message).toContain('Kloutit does not know this call (it needs API 2.2)');
	});

	it('Connection: Get shows the organization', async () => {
		const { json } = await bench.run('connection', 'get', {});
		expect(json[0]).toMatchObject({ valid: true, organization: expect.any(String) as string, sectors: data.sectors });
	});
});
