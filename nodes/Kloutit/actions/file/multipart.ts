import { randomBytes } from 'node:crypto';

import { Bytes } from '../../../common/operation';

export interface FilePart {
	name: string;
	fileName: string;
	mimeType: string;
	content: Buffer;
}

/** A name inside a quoted header value: UTF-8, with quotes escaped as in email (RFC 5322, 3.2.4), and without line breaks. */
function quoted(text: string): string {
	return text.replace(/[\r\n]+/g, ' ').replace(/["\\]/g, '\\$&');
}

/** A multipart form (RFC 7578). Built here: the platform's forms keep three copies of a file and cannot be resent after a 401. */
export function multipartForm(fields: Record<string, string>, file: FilePart): Bytes {
	const boundary = `----n8n-${randomBytes(16).toString('hex')}`;
	const textParts = Object.entries(fields).map(
		([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
	);
	const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(file.name)}"; filename="${quoted(file.fileName)}"\r\nContent-Type: ${file.mimeType}\r\n\r\n`;
	const content = Buffer.concat([
		Buffer.from(textParts.join('') + head, 'utf8'),
		file.content,
		Buffer.from(`\r\n--${boundary}--\r\n`),
	]);
	const { fileName, mimeType } = file;
	const shown = { ...fields, [file.name]: { fileName, mimeType, bytes: file.content.length } };
	return new Bytes(content, `multipart/form-data; boundary=${boundary}`, shown);
}
