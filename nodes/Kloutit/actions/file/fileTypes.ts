/** What Kloutit accepts. Contract: 5 */
export const ACCEPTED = {
	pdf: { name: 'a PDF document', mimeType: 'application/pdf', extensions: ['pdf'] },
	jpeg: { name: 'a JPEG image', mimeType: 'image/jpeg', extensions: ['jpg', 'jpeg'] },
	png: { name: 'a PNG image', mimeType: 'image/png', extensions: ['png'] },
};

export type AcceptedType = keyof typeof ACCEPTED;

/** A type that is not accepted, and what to do with such a file. */
export interface OtherType {
	name: string;
	advice: string;
}

const IMAGE = 'Save it as JPEG or PNG first.';
const DOCUMENT = 'Save or print it as PDF first.';
const ARCHIVE = 'Unpack it first, and upload the documents in it.';
const VIDEO = 'Upload single pictures of it as JPEG or PNG.';

/** What files of other types begin with, as Latin-1 text. */
const BEGINNINGS: Array<[beginning: RegExp, name: string, advice: string]> = [
	[
		/^.{4}ftyp(?:hei|hev|hem|hes|mif1|msf1)/s,
		'a HEIC image, the format of iPhone photos',
		`${IMAGE} For new photos, choose Most Compatible under Settings, Camera, Formats on the iPhone.`,
	],
	[/^.{4}ftypavi[fs]/s, 'an AVIF image', IMAGE],
	[/^.{4}ftyp/s, 'a video', VIDEO],
	[/^RIFF.{4}WEBP/s, 'a WebP image', IMAGE],
	[/^RIFF/, 'a video or sound', VIDEO],
	[/^(?:II\*\0|MM\0\*)/, 'a TIFF image', `${IMAGE} A scan of several pages can be saved as PDF.`],
	[/^GIF8/, 'a GIF image', IMAGE],
	[/^BM.{4}\0{4}/s, 'a BMP image', IMAGE],
	[/^PK\x03\x04.*?word\//s, 'a Word document', DOCUMENT],
	[/^PK\x03\x04.*?xl\//s, 'an Excel workbook', DOCUMENT],
	[/^PK\x03\x04/, 'a ZIP archive or Office document', `${ARCHIVE} Save or print an Office document as PDF.`],
	[/^(?:\x1f\x8b|Rar!|7z\xbc\xaf)/, 'a compressed archive', ARCHIVE],
	[/^\xd0\xcf\x11\xe0/, 'an older Office document or Outlook message', DOCUMENT],
	[/^\{\\rtf/, 'an RTF document', DOCUMENT],
	[/^MZ/, 'a Windows program', 'Check that it is the right file.'],
	[/^\x7fELF/, 'a program', 'Check that it is the right file.'],
	[/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)/i, 'an HTML page', DOCUMENT],
	[/^(?:\xef\xbb\xbf)?\s*<svg|^(?:\xef\xbb\xbf)?\s*<\?xml.*?<svg/is, 'an SVG image', IMAGE],
	[/^(?:\xef\xbb\xbf)?\s*<\?xml/i, 'an XML file', DOCUMENT],
];

/** Readers find the header of a PDF within the first 1,024 bytes. */
const HEADER_WITHIN = 1024;

/** Office documents name their parts within these bytes. */
const EXAMINED = 8192;

const TEXT = /^[\t\n\r\f\x20-\x7e\x80-\xff]+$/;

/**
 * A file's type by its content. What it begins with counts first: a ZIP archive with a PDF in it is no PDF. A PDF may have other
 * bytes before its header.
 */
export function typeOf(content: Buffer): AcceptedType | OtherType {
	const beginning = content.subarray(0, EXAMINED).toString('latin1');
	if (beginning.startsWith('\xff\xd8\xff')) return 'jpeg';
	if (beginning.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
	if (beginning.startsWith('%PDF-')) return 'pdf';
	for (const [form, name, advice] of BEGINNINGS) if (form.test(beginning)) return { name, advice };
	if (beginning.slice(0, HEADER_WITHIN).includes('%PDF-')) return 'pdf';
	if (TEXT.test(beginning)) return { name: 'a text file', advice: DOCUMENT };
	return { name: 'of an unknown type', advice: 'Convert it to one of these types first.' };
}

/** True for a PDF that is encrypted: it may open only with a password. */
export function isEncrypted(pdf: Buffer): boolean {
	for (let at = pdf.indexOf('/Encrypt'); at !== -1; at = pdf.indexOf('/Encrypt', at + 1)) {
		const value = pdf.subarray(at + '/Encrypt'.length, at + 40).toString('latin1');
		if (/^\s*(?:\d+\s+\d+\s+R|<<)/.test(value)) return true;
	}
	return false;
}

/** Endings that also mean an accepted type. Kloutit does not list them, so a name with one gets the usual ending too. */
const ALSO_MEANS: Record<string, AcceptedType> = { jfif: 'jpeg', jpe: 'jpeg', jif: 'jpeg' };

/** Endings that mean another type. Any other is part of the name, such as the year in `invoice 12.2024`. */
const OTHER_ENDINGS = new Set(
	`7z avi avif bmp csv doc docm docx eml exe gif gz heic heif htm html json key mov mp3 mp4 msg numbers odp ods odt pages ppt
	pptx ps rar rtf svg tar tif tiff txt webp xls xlsm xlsx xml zip`.split(/\s+/),
);

/**
 * The name under which a file is sent: with an ending that Kloutit lists.
 * @returns undefined if the name's ending means another type
 */
export function sentName(name: string, type: AcceptedType): string | undefined {
	const { extensions } = ACCEPTED[type];
	const ending = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1].toLowerCase() ?? '';
	if (extensions.includes(ending)) return name;
	const means = ALSO_MEANS[ending] ?? Object.entries(ACCEPTED).find(([, one]) => one.extensions.includes(ending))?.[0];
	if (means === undefined ? OTHER_ENDINGS.has(ending) : means !== type) return undefined;
	return `${name}.${extensions[0]}`;
}
