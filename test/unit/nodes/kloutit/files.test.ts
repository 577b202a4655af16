import type { IBinaryData, IBinaryKeyData } from 'n8n-workflow';

import type { InputError } from '../../../../nodes/common/errors/errors';
import { Item, Parameters } from '../../../../nodes/common/run/item';
import { type CheckedFile, checkFiles } from '../../../../nodes/Kloutit/actions/file/files';
import { sentName, typeOf } from '../../../../nodes/Kloutit/actions/file/fileTypes';
import { execution } from '../execution';
import { problemOf } from '../problemOf';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const PDF = bytes('%PDF-1.7\n1 0 obj << >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF');
const JPEG = bytes('\xff\xd8\xff\xe0\0\x10JFIF\0');
const PNG = bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR');
const HEIC = bytes('\0\0\0\x18ftypheic\0\0\0\0mif1heic');
const ZIP = bytes(`PK\x03\x04\x14\0\0\0\0\0${'\0'.repeat(16)}\x0b\0\0\0receipt.pdf${PDF.toString('latin1')}`);

/** Checks one file. @returns what is sent, and the hints */
async function check(content: Buffer, fileName?: string): Promise<CheckedFile & { hints: string[] }> {
	const file = { mimeType: 'application/octet-stream', fileName, data: '' } as IBinaryData;
	const binary: IBinaryKeyData = { data: file };
	const { context } = execution({ parameters: { fileSource: 'fields', binaryFields: 'data' } });
	const hints: string[] = [];
	const item = new Item(0, { json: {}, binary }, new Parameters(context), {
		hint: (message) => hints.push(message),
		file: async () => content,
		timeZone: () => 'UTC',
		variant: undefined,
	});
	const [checked] = await checkFiles(item, ['pdf', 'jpeg', 'png']);
	return { ...checked, hints };
}

const refusal = async (content: Buffer, fileName?: string): Promise<InputError> =>
	await check(content, fileName).then(
		() => Promise.reject(new Error(`${fileName} was accepted`)),
		(error: InputError) => error,
	);

describe('the type of a file', () => {
	test.each<[string, Buffer]>([
		['pdf', PDF],
		['pdf', Buffer.concat([bytes('\xef\xbb\xbf\r\n'), PDF])],
		['pdf', Buffer.concat([Buffer.alloc(1018, 'x'), PDF])],
		['jpeg', JPEG],
		['jpeg', bytes(`\xff\xd8\xff\xe1%PDF-1.4`)],
		['png', PNG],
	])('is %s', (type, content) => expect(typeOf(content)).toBe(type));

	test.each<[string, Buffer]>([
		['a ZIP archive or Office document', ZIP],
		['a Word document', bytes('PK\x03\x04\x14\0\x06\0[Content_Types].xml…word/document.xml')],
		['an Excel workbook', bytes('PK\x03\x04\x14\0\x06\0[Content_Types].xml…xl/workbook.xml')],
		['an older Office document or Outlook message', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')],
		['a Windows program', bytes('MZ\x90\0 %PDF-1.4')],
		['an HTML page', bytes('\xef\xbb\xbf\n<!DOCTYPE html><p>%PDF-1.4')],
		['an SVG image', bytes('<?xml version="1.0"?>\n<svg xmlns="x">')],
		['an XML file', bytes('<?xml version="1.0"?><invoice/>')],
		['a HEIC image, the format of iPhone photos', HEIC],
		['a HEIC image, the format of iPhone photos', bytes('\0\0\0\x24ftypmif1\0\0\0\0')],
		['an AVIF image', bytes('\0\0\0\x1cftypavif\0\0\0\0')],
		['a video', bytes('\0\0\0\x14ftypqt  \0\0\0\0')],
		['a WebP image', bytes('RIFF\x1a\0\0\0WEBPVP8L')],
		['a TIFF image', bytes('II*\0\x08\0\0\0')],
		['a TIFF image', bytes('MM\0*\0\0\0\x08')],
		['a GIF image', bytes('GIF89a %PDF-')],
		['a BMP image', bytes('BM\x36\0\0\0\0\0\0\0\x36')],
		['a compressed archive', bytes('\x1f\x8b\x08\0')],
		['an RTF document', bytes('{\\rtf1\\ansi')],
		['a text file', bytes('order;amount\r\n1;9,90\r\n')],
		['of an unknown type', Buffer.concat([Buffer.alloc(1025, '\0'), PDF])],
	])('is %s', (name, content) =>
		expect(typeOf(content)).toMatchObject({ name, advice: expect.stringMatching(/\w\.$/) }),
	);

	it('is told with what to do, whatever the name says', async () => {
		const error = await refusal(HEIC, 'photo.jpg');
		expect(error.message).toContain('"photo.jpg" is a HEIC image');
		expect(JSON.stringify(error.problem)).toContain('Save it as JPEG or PNG first.');
		expect(problemOf(await refusal(ZIP, 'receipt.pdf'))).toBe('fileTypeNotAccepted');
	});
});

describe('the name of a file', () => {
	test.each<[string, 'pdf' | 'jpeg' | 'png', string | undefined]>([
		['receipt.PDF', 'pdf', 'receipt.PDF'],
		['scan.jfif', 'jpeg', 'scan.jfif.jpg'],
		['scan.JPE', 'jpeg', 'scan.JPE.jpg'],
		['photo.jpeg', 'jpeg', 'photo.jpeg'],
		['invoice 12.2024', 'pdf', 'invoice 12.2024.pdf'],
		['Rechnung Nr. 7', 'pdf', 'Rechnung Nr. 7.pdf'],
		['29.01.2026', 'png', '29.01.2026.png'],
		['contract v1.final', 'pdf', 'contract v1.final.pdf'],
		['8f3e.tmp', 'pdf', '8f3e.tmp.pdf'],
		['photo.HEIC', 'jpeg', undefined],
		['scan.jfif', 'png', undefined],
		['photo.png', 'jpeg', undefined],
		['letter.docx', 'pdf', undefined],
	])('%s of a %s is sent as %s', (name, type, sent) => expect(sentName(name, type)).toBe(sent));

	it('is that of the field if it has none', async () => {
		expect(await check(PDF)).toMatchObject({ fileName: 'data.pdf', mimeType: 'application/pdf', hints: [] });
	});

	it('is neither sent nor shown with a card number in it', async () => {
		for (const name of ['4111111111111111.pdf', 'Visa 4111-1111-1111-1111.pdf', '4111_1111_1111_1111']) {
			const { fileName, hints } = await check(PDF, name);
			expect(fileName).toMatch(/411111xxxxxx1111\.pdf$/);
			expect(hints).toEqual([expect.stringContaining('411111xxxxxx1111.pdf')]);
			for (const content of [Buffer.alloc(0), HEIC, JPEG, Buffer.concat([PDF, Buffer.alloc(11 * 1024 * 1024)])]) {
				const { message, problem } = await refusal(content, name.replace(/(\.pdf)?$/, '.pdf'));
				expect(JSON.stringify([message, problem])).not.toMatch(/\d{7}|\d{4}[-_ ]\d{4}/);
			}
		}
	});
});

describe('an encrypted PDF', () => {
	test.each(['/Encrypt 5 0 R', '/Encrypt\n12 0 R', '/Encrypt<</Filter/Standard>>'])(
		'%s: is sent with a hint',
		async (entry) => {
			const locked = Buffer.concat([PDF.subarray(0, -6), bytes(`trailer << ${entry} >>\n%%EOF`)]);
			expect((await check(locked, 'receipt.pdf')).hints).toEqual([expect.stringContaining('password')]);
		},
	);
	test.each(['/EncryptMetadata true', '(see /Encrypt for more)'])('%s: is none', async (text) => {
		expect((await check(Buffer.concat([PDF, bytes(text)]), 'receipt.pdf')).hints).toEqual([]);
	});
});
