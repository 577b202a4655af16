import { ServiceError } from '../../../common/errors/errors';
import type { Output, Steps } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import { recordOr } from '../../../common/values/json';
import { messages } from '../../problems';
import { withinBytes } from './byteBudget';
import type { CheckedFile } from './files';
import { multipartForm } from './multipart';

/**
 * The steps that send an item's files, one after the other, one output item each. Where one fails after others were taken, the failure
 * says which are with the case now.
 *
 * @param path where the files go
 * @param fields texts that go with each of them
 */
export function uploadSteps(
	item: Item,
	files: CheckedFile[],
	path: string,
	fields: Record<string, string>,
	expedientNumber: string,
): Steps {
	return async (send) => {
		const outputs: Output[] = [];
		const uploaded: string[] = [];
		for (const file of files) {
			const answer = await withinBytes(file.bytes, async () => {
				const { fileName, mimeType } = file;
				const content = await item.file(file.field);
				const body = multipartForm(fields, { name: 'file', fileName, mimeType, content });
				return await send({ method: 'POST', path, body, expect: 'emptyOrAny', subject: `case ${expedientNumber}` });
			}).catch(async (error: unknown) => await Promise.reject(withUploaded(error, uploaded)));
			uploaded.push(file.fileName);
			outputs.push({ expedientNumber, fileName: file.fileName, ...recordOr(answer.body) });
		}
		return outputs as Output & unknown[];
	};
}

function withUploaded(error: unknown, uploaded: string[]): unknown {
	if (!(error instanceof ServiceError) || uploaded.length === 0) return error;
	const { failure } = error;
	return new ServiceError({
		...failure,
		partly: true,
		advice: `${failure.advice} ${messages.uploadedBefore(uploaded)}`.trim(),
	});
}
