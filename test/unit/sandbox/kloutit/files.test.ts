import { createHash } from 'node:crypto';

import {
	completeCase,
	EXE_BYTES,
	JPEG_BYTES,
	type Part,
	PDF_BYTES,
	PNG_BYTES,
	type RunningKloutit,
	runKloutit,
} from './harness';

const CATEGORIES = [
	'RECEIPT',
	'CUSTOMER_COMMUNICATION',
	'CUSTOMER_SIGNATURE',
	'PAYMENT_AUTHORIZATION',
	'BUYER_IDENTITY_PROOF',
	'PRODUCT_EVIDENCE_BEFORE_DURING_PURCHASE',
	'CANCELLATION_REQUEST',
	'REFUND_PROOF',
	'TERMS_AND_CONDITIONS_ACCEPTED_PROOF',
	'DUPLICATE_PAYMENT_RECORDS',
	'DEVICE_DATA_AND_IP_ADDRESSES',
	'PRODUCT_IMAGE',
	'ORDER_HISTORY_AND_TRANSACTIONS',
	'USAGE_PROOF',
	'SHIPPING_AND_DELIVERY_CONFIRMATION',
	'RECURRING_CONSENT_PROOF',
	'CUSTOMER_UNCATEGORIZED_FILE',
	'COMPANY_UNCATEGORIZED_FILE',
];
const MEGABYTE = 1024 * 1024;

let running: RunningKloutit;
beforeAll(async () => {
	running = await runKloutit();
});
beforeEach(async () => {
	running.sandbox.reset();
	await running.kloutit('POST', '/case', completeCase('EXP-1', 'MARKETPLACE'));
	await running.kloutit('POST', '/case', completeCase('EXP-2', 'FASHION'));
});
afterAll(() => running.sandbox.close());

const PDF: Part = { field: 'file', value: PDF_BYTES, name: 'recibo.pdf', type: 'application/pdf' };
const PNG: Part = { field: 'file', value: PNG_BYTES, name: 'foto.png', type: 'image/png' };
const JPEG: Part = { field: 'file', value: JPEG_BYTES, name: 'foto.JPG', type: 'image/jpeg' };
const RECEIPT: Part = { field: 'category', value: 'RECEIPT' };
const evidence = (parts: Part[], number = 'EXP-1') => running.upload(`/case/${number}/upload-file`, parts);
const photo = (parts: Part[], number = 'EXP-1') => running.upload(`/case/${number}/upload-product-photo`, parts);
const ofSize = (size: number): Part => ({
	...PDF,
	value: Buffer.concat([PDF_BYTES, Buffer.alloc(size - PDF_BYTES.length, 'x')]),
});
const filesOf = async (number: string) => (await running.control('GET', `/kloutit/cases/${number}`)).json.files;

describe('evidence', () => {
	it.each([PDF, PNG, JPEG])('$type is taken', async (part) => {
		const { status, json } = await evidence([RECEIPT, part]);
		expect([status, json]).toEqual([
			201,
			{
				name: part.name,
				uploadedAt: expect.stringMatching(/^\d{4}-.*Z$/),
				size: part.value.length,
				mimetype: part.type,
				category: 'RECEIPT',
			},
		]);
	});

	it.each(CATEGORIES)('takes the category %s', async (category) => {
		const { status, json } = await evidence([PDF, { field: 'category', value: category }]);
		expect([status, json.category]).toEqual([201, category]);
	});

	it('is kept with its digest and its bytes', async () => {
		await evidence([PDF, RECEIPT]);
		const sha256 = createHash('sha256').update(PDF_BYTES).digest('hex');
		expect(await filesOf('EXP-1')).toEqual([
			expect.objectContaining({ name: 'recibo.pdf', kind: 'evidence', declaredType: 'application/pdf', sha256 }),
		]);
		const { text } = await running.control('GET', '/kloutit/cases/EXP-1/files/0');
		expect(text).toBe(PDF_BYTES.toString());
		expect((await running.control('GET', '/kloutit/cases/EXP-1/files/1')).status).toBe(404);
	});

	it.each(['Año – 収据 (ñ).pdf', 'a b%20c.pdf', "L'été;=.pdf", '😀.pdf'])('keeps the name %s', async (name) => {
		expect((await evidence([{ ...PDF, name }, RECEIPT])).json.name).toBe(name);
	});

	it('keeps a non-ASCII name as the FormData of Node sends it', async () => {
		const form = new FormData();
		form.append('category', 'USAGE_PROOF');
		form.append('file', new Blob([PDF_BYTES], { type: 'application/pdf' }), 'Prüfbericht–1.pdf');
		const response = await fetch(`${running.url}/kloutit/case/EXP-1/upload-file`, {
			method: 'POST',
			headers: { 'x-api-key': running.sandbox.settings.kloutit.apiKey },
			body: form,
		});
		expect([response.status, ((await response.json()) as { name: string }).name]).toEqual([201, 'Prüfbericht–1.pdf']);
	});

	it('may have 10 MB and no byte more', async () => {
		expect((await evidence([ofSize(10 * MEGABYTE), RECEIPT])).status).toBe(201);
		const { status, json } = await evidence([ofSize(10 * MEGABYTE + 1), RECEIPT]);
		expect([status, json.message]).toEqual([
			400,
			'The file recibo.pdf has 10485761 bytes; expected size is at most 10485760',
		]);
		const { json: journal } = await running.control('GET', '/requests?path=*/upload-file');
		expect(journal.requests[0].bodyBytes).toBeGreaterThan(10 * MEGABYTE);
		expect([journal.requests[0].body, journal.requests[0].status]).toEqual(['', 201]);
	});

	it.each<[string, Part[], string]>([
		[
			'a PNG named .pdf',
			[{ ...PNG, name: 'a.pdf' }, RECEIPT],
			'The file a.pdf is image/png, so its name must end in .png',
		],
		['a PDF without ending', [{ ...PDF, name: 'pdf' }, RECEIPT], 'so its name must end in .pdf'],
		['an EXE named .pdf', [{ ...PDF, value: EXE_BYTES }, RECEIPT], 'The file recibo.pdf is of an unknown type'],
		[
			'a wrong declared type',
			[{ ...PDF, type: 'image/png' }, RECEIPT],
			'is application/pdf; its part declares image/png',
		],
		['an empty file', [{ ...PDF, value: Buffer.alloc(0) }, RECEIPT], 'The file recibo.pdf is empty'],
		['no file', [RECEIPT], 'File is required'],
		['a file as text', [{ field: 'file', value: 'x' }, RECEIPT], 'File is required'],
		['two files', [PDF, PNG, RECEIPT], 'One file a request; there were 2'],
		['another part', [{ ...PDF, field: 'document' }, RECEIPT], 'Unexpected file in part document; expected file'],
		['no category', [PDF], 'category must be one of the following values: RECEIPT, '],
		['an unknown category', [PDF, { field: 'category', value: 'INVOICE' }], 'category must be one of'],
	])('refuses %s', async (_title, parts, sentence) => {
		const { status, json } = await evidence(parts);
		expect([status, String(json.message)]).toEqual([400, expect.stringContaining(sentence)]);
		expect(await filesOf('EXP-1')).toEqual([]);
	});

	it('refuses what is no multipart, and what is a broken one', async () => {
		const send = (type: string, body: string) =>
			running.kloutit('POST', '/case/EXP-1/upload-file', body, { 'content-type': type });
		expect((await send('application/json', '{}')).json.message).toContain('must be sent as multipart/form-data');
		for (const type of ['multipart/form-data; boundary=x', 'multipart/form-data; border=x']) {
			const { status, json } = await send(
				type,
				'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
			);
			expect([status, json.message]).toEqual([400, expect.stringContaining('The multipart body is broken')]);
		}
	});

	it('refuses unknown and resolved cases', async () => {
		expect((await evidence([PDF, RECEIPT], 'EXP-0')).status).toBe(404);
		await running.control('PATCH', '/kloutit/cases/EXP-1', { status: 'WON' });
		expect((await evidence([PDF, RECEIPT])).json.message).toContain('is WON and cannot be changed');
	});

	it('answers 413 to a body beyond 32 MiB', async () => {
		expect((await evidence([ofSize(33 * MEGABYTE), RECEIPT])).status).toBe(413);
	});

	it('gives up the contents of the oldest files, not their records', async () => {
		const { kloutit } = running.sandbox.state;
		const owner = kloutit.cases.get('EXP-2');
		if (owner === undefined) throw new Error('EXP-2 is missing');
		const content = Buffer.alloc(0);
		const file = {
			name: 'a.pdf',
			uploadedAt: '',
			size: 100 * MEGABYTE,
			mimetype: 'application/pdf',
			category: 'RECEIPT',
		};
		for (let index = 0; index < 3; index += 1) {
			kloutit.addFile(owner, { file, kind: 'evidence', declaredType: '', sha256: '', content });
		}
		expect(owner.files.map((one) => one.content !== undefined)).toEqual([false, true, true]);
	});
});

describe('a product photo', () => {
	it.each([PNG, JPEG])('$type is taken for a marketplace', async (part) => {
		const { status, json } = await photo([part]);
		expect([status, json]).toEqual([201, expect.objectContaining({ name: part.name, category: 'PRODUCT_IMAGE' })]);
		expect((await filesOf('EXP-1'))[0].kind).toBe('productPhoto');
	});

	it('is refused for other sectors', async () => {
		const { status, json } = await photo([PNG], 'EXP-2');
		expect([status, json.message]).toEqual([
			400,
			'Product photos are only for cases of sector MARKETPLACE; the sector of this one is FASHION',
		]);
	});

	it('is no PDF', async () => {
		const { status, json } = await photo([PDF]);
		expect([status, json.message]).toEqual([
			400,
			'The file recibo.pdf is application/pdf; expected type is one of image/jpeg, image/png',
		]);
	});

	it('needs a known case and a file', async () => {
		expect((await photo([PNG], 'EXP-0')).status).toBe(404);
		expect((await photo([RECEIPT])).json.message).toBe('File is required');
	});
});
