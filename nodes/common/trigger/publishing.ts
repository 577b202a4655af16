import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { InputError, rethrow, ServiceError } from '../errors/errors';
import type { Problem } from '../errors/problem';
import { problems } from '../errors/problems';
import { withoutOptions } from './withoutOptions';

const asSentence = (words: string): string => (/[.!?:]$/.test(words) ? words : `${words}.`);

/** Stops a publication: see {@link whilePublishing}. @throws InputError */
export function refusePublication(problem: Problem): never {
	throw new InputError(problem);
}

/**
 * Runs a step of publishing or unpublishing a trigger. n8n shows nothing but the message of an error there, so the message also
 * says what to do.
 */
export async function whilePublishing<Result>(
	context: IHookFunctions,
	step: () => Promise<Result> | Result,
): Promise<Result> {
	try {
		return await step();
	} catch (error) {
		const problem =
			error instanceof InputError ? error.problem : error instanceof ServiceError ? error.failure.problem : undefined;
		if (!problem) return rethrow(error);
		const { advice } = withoutOptions(problem, problems.publishLater());
		const lines = [problem.message, ...advice.split('\n')].filter((line) => line.trim() !== '');
		const message = lines.map(asSentence).join(' ');
		const failed = new NodeOperationError(context.getNode(), message, { level: 'warning' });
		// n8n replaces messages that contain words it recognizes, such as an error code, with its own sentences
		failed.message = message;
		throw failed;
	}
}
