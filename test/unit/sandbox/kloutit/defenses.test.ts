import { unzipSync } from 'fflate';
import { PDFDocument } from 'pdf-lib';

import { createSandbox } from '../../../../sandbox/server';
import { until } from '../harness';
import { completeCase, PDF_BYTES, type RunningKloutit, runKloutit } from './harness';

let running: RunningKloutit;
beforeAll(async () => {
	running = await runKloutit();
});
beforeEach(() => running.sandbox.reset());
afterAll(() => running.sandbox.close());

const download = (format = 'PDF', number = 'EXP-1') =>
	running.kloutit('POST', `/case/download-defense/${format}/${encodeURIComponent(number)}`);
const stateOf = (number: string) => running.sandbox.state.kloutit.cases.get(number);

/** Creates and submits a case, and waits for its defence. */
async function defended(number: string, changes: Record<string, unknown> = {}, sector = 'FASHION'): Promise<void> {
	await running.kloutit('POST', '/case', completeCase(number, sector, changes));
	const { status } = await running.kloutit('POST', `/case/${encodeURIComponent(number)}/submit-completed-case`);
	expect(status).toBe(204);
	await until(() => stateOf(number)?.status === 'GENERATED');
}

const documentXml = (docx: Buffer): string => Buffer.from(unzipSync(docx)['word/document.xml']).toString('utf8');

describe('generation', () => {
	it('takes the time set, and 404 is answered until then', async () => {
		running.sandbox.settings.kloutit.defenseTime = 600;
		await running.kloutit('POST', '/case', completeCase('EXP-1', 'FASHION'));
		const before = await download();
		expect([before.status, before.json.message]).toEqual([404, 'The defense of case EXP-1 has not been generated yet']);
		const startedAt = performance.now();
		await running.kloutit('POST', '/case/EXP-1/submit-completed-case');
		expect((await download()).status).toBe(404);
		await until(() => stateOf('EXP-1')?.status === 'GENERATED');
		expect(performance.now() - startedAt).toBeGreaterThanOrEqual(600);
		expect((await download()).status).toBe(200);
	});

	it('takes 3 seconds unless set', async () => {
		const plain = await createSandbox();
		expect(plain.settings.kloutit.defenseTime).toBe(3000);
		await plain.close();
	});

	it('begins anew for a reopened case, whose former defence is gone', async () => {
		await defended('EXP-1');
		await running.control('PATCH', '/kloutit/cases/EXP-1', { status: 'REOPENED' });
		expect((await download()).status).toBe(200);
		running.sandbox.settings.kloutit.defenseTime = 60_000;
		await running.kloutit('POST', '/case/EXP-1/submit-completed-case');
		expect((await download()).status).toBe(404);
		const { json } = await running.control('POST', '/kloutit/cases/EXP-1/advance');
		expect(json.eventType).toBe('CASE_DEFENSE_GENERATED');
		expect((await download()).status).toBe(200);
	});

	/** Submits a case whose generation takes long enough to come between, on a busy machine too. */
	const submitted = async () => {
		running.sandbox.settings.kloutit.defenseTime = 400;
		await running.kloutit('POST', '/case', completeCase('EXP-1', 'FASHION'));
		await running.kloutit('POST', '/case/EXP-1/submit-completed-case');
	};
	const pastTheTimer = () => new Promise((resolve) => setTimeout(resolve, 500));

	it('is not finished for a case that was moved meanwhile', async () => {
		await submitted();
		await running.control('PATCH', '/kloutit/cases/EXP-1', { status: 'EXPIRED' });
		await pastTheTimer();
		expect(stateOf('EXP-1')?.status).toBe('EXPIRED');
		expect(running.sandbox.state.kloutit.events).toEqual([]);
	});

	it('is not finished by the timer of an earlier submission', async () => {
		await submitted();
		await running.control('PATCH', '/kloutit/cases/EXP-1', { status: 'PENDING' });
		running.sandbox.settings.kloutit.defenseTime = 60_000;
		await running.kloutit('POST', '/case/EXP-1/submit-completed-case');
		await pastTheTimer();
		expect(stateOf('EXP-1')?.status).toBe('GENERATING');
	});

	it('sends no event for a case that a reset has taken away', async () => {
		await submitted();
		running.sandbox.reset();
		await pastTheTimer();
		expect(running.sandbox.state.kloutit.events).toEqual([]);
	});
});

describe('PDF', () => {
	it('opens, with the case in it and the evidence on a page of its own', async () => {
		await defended('EXP-1', { customerName: 'Aïcha Núñez €' });
		const { status, bytes, headers } = await download();
		expect([status, headers['content-type'], bytes.subarray(0, 5).toString()]).toEqual([
			200,
			'application/pdf',
			'%PDF-',
		]);
		expect(headers['content-disposition']).toBe('attachment; filename="defense-EXP-1.pdf"');
		expect(Number(headers['content-length'])).toBe(bytes.length);
		const document = await PDFDocument.load(bytes);
		expect([document.getPageCount(), document.getTitle()]).toEqual([2, 'Defense of dispute EXP-1']);
	});

	it('grows with what the case holds, in any script and with endless words', async () => {
		const message = { sender: 'customer', content: 'Где мой заказ? '.repeat(40), date: '2026-10-20T08:00:00Z' };
		await defended('EXP-1', {
			preferredDefenseLanguage: 'ES',
			communications: Array.from({ length: 30 }, () => message),
			additionalInfo: 'x'.repeat(3000),
		});
		const document = await PDFDocument.load((await download()).bytes);
		expect(document.getPageCount()).toBeGreaterThan(4);
		expect(document.getTitle()).toBe('Defensa de la disputa EXP-1');
	});

	it('stays as it was when the case is changed later', async () => {
		await defended('EXP-1');
		const { bytes } = await download();
		await running.kloutit('POST', '/case/EXP-1/update-case', { customerName: 'Somebody else' });
		expect((await download()).bytes.equals(bytes)).toBe(true);
	});
});

describe('DOCX', () => {
	it('is a zip with the document in it', async () => {
		await running.kloutit('POST', '/case', completeCase('EXP/ñ 1', 'MARKETPLACE'));
		await running.upload(`/case/${encodeURIComponent('EXP/ñ 1')}/upload-file`, [
			{ field: 'file', value: PDF_BYTES, name: 'recibo año.pdf', type: 'application/pdf' },
			{ field: 'category', value: 'RECEIPT' },
		]);
		await running.kloutit('POST', `/case/${encodeURIComponent('EXP/ñ 1')}/submit-completed-case`);
		await until(() => stateOf('EXP/ñ 1')?.status === 'GENERATED');
		const { status, bytes, headers } = await download('DOCX', 'EXP/ñ 1');
		expect([status, headers['content-type'], bytes.subarray(0, 2).toString()]).toEqual([
			200,
			'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
			'PK',
		]);
		expect(headers['content-disposition']).toBe(
			`attachment; filename="defense-EXP/_ 1.docx"; filename*=UTF-8''defense-EXP%2F%C3%B1%201.docx`,
		);
		const xml = documentXml(bytes);
		for (const text of ['EXP/ñ 1', '84.5 EUR', '¿Dónde está?', 'recibo año.pdf', 'RECEIPT']) {
			expect(xml).toContain(text);
		}
	});

	it('is written in the language asked for', async () => {
		await defended('EXP-1', { preferredDefenseLanguage: 'ES' });
		await defended('EXP-2', { preferredDefenseLanguage: 'EN' });
		expect(documentXml((await download('DOCX')).bytes)).toContain('Anexo: pruebas');
		expect(documentXml((await download('DOCX', 'EXP-2')).bytes)).toContain('Annex: evidence');
	});
});

describe('refusals and faults', () => {
	it('knows two formats, in upper case', async () => {
		await defended('EXP-1');
		for (const format of ['pdf', 'ODT']) {
			const { status, json } = await download(format);
			expect([status, json.message]).toEqual([400, 'format must be one of the following values: PDF, DOCX']);
		}
	});

	it('does not know the case', async () => expect((await download('PDF', 'EXP-0')).status).toBe(404));

	it('keeps the bytes under a delay, and halves them when truncated', async () => {
		await defended('EXP-1');
		const { bytes } = await download();
		await running.control('POST', '/faults', { service: 'kloutit', path: '/case/download-defense/*', delay: 5 });
		expect((await download()).bytes.equals(bytes)).toBe(true);
		await running.control('POST', '/faults', { service: 'kloutit', malformed: 'truncated' });
		const broken = await download();
		expect(broken.headers['content-type']).toBe('application/pdf');
		expect(broken.bytes.equals(bytes.subarray(0, Math.floor(bytes.length / 2)))).toBe(true);
	});

	it('is limited and failed like any other call, in the error shape of the service', async () => {
		await running.control('POST', '/faults', { service: 'kloutit', status: 503, retryAfter: 2 });
		const failed = await download();
		expect([failed.status, failed.headers['retry-after'], failed.json]).toEqual([
			503,
			'2',
			{ statusCode: 503, message: 'HTTP status 503', error: 'Service Unavailable' },
		]);
		await running.control('POST', '/limits', {
			service: 'kloutit',
			kind: 'slidingWindow',
			capacity: 1,
			perSecond: 0.1,
		});
		await download();
		const refused = await download();
		expect([refused.status, refused.json.error]).toEqual([429, 'Too Many Requests']);
	});
});
