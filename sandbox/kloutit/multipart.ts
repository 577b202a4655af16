import { Busboy } from '@fastify/busboy';

import type { ReceivedRequest } from '../shared/service';
import { ServiceError } from './serviceError';

/** A file as it came in a form. */
export interface UploadedFile {
	/** Name of the part. */
	field: string;
	/** File name; empty when the part has none. */
	name: string;
	/** Content type of the part. */
	declaredType: string;
	content: Buffer;
}

export interface UploadedForm {
	files: UploadedFile[];
	/** The other parts, as texts. */
	fields: Record<string, string>;
}

/**
 * Takes a multipart body apart (Contract: 5).
 * @throws ServiceError 400 when it is no multipart/form-data or broken
 */
export async function readForm({ body, headers }: ReceivedRequest): Promise<UploadedForm> {
	const type = headers['content-type'] ?? '';
	if (!/^multipart\/form-data\s*;/i.test(type)) {
		throw new ServiceError(400, `The body must be sent as multipart/form-data; it was sent as "${type}"`);
	}
	const form: UploadedForm = { files: [], fields: {} };
	try {
		await new Promise<void>((resolve, reject) => {
			const parser = new Busboy({
				headers: { ...headers, 'content-type': type },
				// A part with a file name is a file; a text part may declare any type.
				isPartAFile: (_field, _type, fileName) => fileName !== undefined,
			});
			parser.on('field', (name, value) => (form.fields[name] = value));
			parser.on('file', (field, stream, name, _encoding, declaredType) => {
				const chunks: Buffer[] = [];
				stream.on('data', (chunk: Buffer) => chunks.push(chunk));
				stream.on('error', reject);
				stream.on('end', () => {
					form.files.push({ field, name: name ?? '', declaredType, content: Buffer.concat(chunks) });
				});
			});
			parser.on('error', reject);
			parser.on('finish', resolve);
			parser.end(body);
		});
	} catch (error) {
		throw new ServiceError(400, `The multipart body is broken: ${error instanceof Error ? error.message : error}`);
	}
	return form;
}
