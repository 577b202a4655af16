import { rethrow, ServiceError, withAdvice } from '../../../common/errors/errors';
import type { ServiceResponse, Steps } from '../../../common/operation';
import type { Item } from '../../../common/run/item';
import { recordOr } from '../../../common/values/json';
import { problems } from '../../problems';
import { caseCall } from '../expedientNumber';
import { withinBytes } from './byteBudget';
import type { CheckedFile } from './files';
import { multipartForm } from './multipart';

/**
 * Sends an item's files one after the other, with one output item each. If one fails, the error names those uploaded before it.
 * @param call the last part of the path
 * @param fields form fields that are sent with each file
 */
export function uploadSteps(
	item: Item,
	files: CheckedFile[],
	call: string,
	fields: Record<string, string>,
	expedientNumber: string,
): Steps {
	return async (send) => {
		const responses: ServiceResponse[] = [];
		const uploaded: string[] = [];
		for (const { source, fileName, mimeType, bytes } of files) {
			const response = await withinBytes(bytes, async () => {
				const content = await item.file(source);
				const body = multipartForm(fields, { name: 'file', fileName, mimeType, content });
				return await send(caseCall(expedientNumber, call, { body, expect: 'emptyOrAny' }));
			}).catch((error: unknown) => rethrow(withUploaded(error, uploaded)));
			uploaded.push(fileName);
			responses.push(response);
		}
		// read only when all are sent: a dry run, which has no responses, shows every file
		return files.map(({ fileName }, index) => ({ expedientNumber, fileName, ...recordOr(responses[index].body) }));
	};
}

function withUploaded(error: unknown, uploaded: string[]): unknown {
	if (!(error instanceof ServiceError) || uploaded.length === 0) return error;
	const problem = withAdvice(error.failure.problem, problems.uploadedBefore(uploaded).message);
	return new ServiceError({ ...error.failure, problem, partly: true });
}
