import { createHash } from 'node:crypto';

import type { FastifyInstance, FastifyReply } from 'fastify';

import { findCase, refuseResolved } from '../cases';
import { enumValues } from '../catalogue';
import type { ServiceContext } from '../context';
import { readForm, type UploadedFile, type UploadedForm } from '../multipart';
import type { CaseRecord, FileRecord } from '../records';
import { EVIDENCE_KINDS, type FileKind, fileComplaint, PHOTO_KINDS } from '../rules/fileTypes';
import { ServiceError } from '../serviceError';
import type { KloutitState } from '../state';

/** Upload file, upload product photo (Contract: 5). */
export function fileRoutes(app: FastifyInstance, { state }: ServiceContext): void {
	app.post('/case/:expedientNumber/upload-file', async (request, reply) => {
		const record = findCase(state, request.params);
		const form = await readForm(request.received);
		const category = form.fields.category ?? '';
		if (!enumValues.FileCategory.includes(category)) {
			throw new ServiceError(400, [
				`category must be one of the following values: ${enumValues.FileCategory.join(', ')}`,
			]);
		}
		const uploaded = theFile(form, EVIDENCE_KINDS);
		refuseResolved(record);
		return stored(state, record, uploaded, { kind: 'evidence', category }, reply);
	});

	app.post('/case/:expedientNumber/upload-product-photo', async (request, reply) => {
		const record = findCase(state, request.params);
		const form = await readForm(request.received);
		if (record.fields.sector !== 'MARKETPLACE') {
			const sector = String(record.fields.sector ?? 'none');
			throw new ServiceError(
				400,
				`Product photos are only for cases of sector MARKETPLACE; the sector of this one is ${sector}`,
			);
		}
		const uploaded = theFile(form, PHOTO_KINDS);
		refuseResolved(record);
		return stored(state, record, uploaded, { kind: 'productPhoto', category: 'PRODUCT_IMAGE' }, reply);
	});
}

/** @throws ServiceError 400 unless there is exactly one file, in the part `file`, that may be taken */
function theFile({ files }: UploadedForm, allowed: FileKind[]): UploadedFile {
	const misplaced = files.find(({ field }) => field !== 'file');
	if (misplaced !== undefined) throw new ServiceError(400, `Unexpected file in part ${misplaced.field}; expected file`);
	if (files.length === 0) throw new ServiceError(400, 'File is required');
	if (files.length > 1) throw new ServiceError(400, `One file a request; there were ${files.length}`);
	const complaint = fileComplaint(files[0], allowed);
	if (complaint !== undefined) throw new ServiceError(400, complaint);
	return files[0];
}

function stored(
	state: KloutitState,
	record: CaseRecord,
	{ name, declaredType, content }: UploadedFile,
	{ kind, category }: { kind: FileRecord['kind']; category: string },
	reply: FastifyReply,
): FastifyReply {
	const uploadedAt = new Date().toISOString();
	const file = { name, uploadedAt, size: content.length, mimetype: declaredType, category };
	const sha256 = createHash('sha256').update(content).digest('hex');
	state.addFile(record, { file, kind, declaredType, sha256, content });
	record.updatedAt = uploadedAt;
	return reply.code(201).send(file);
}
