import type { IDataObject, INode, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Problem } from './problem';
import { type ItemName, itemName } from './problems';

/** Something the user gave is wrong. Thrown before anything is sent; whoever runs the items adds which item it was. */
export class InputError extends Error {
	constructor(readonly problem: Problem) {
		super(problem.message);
	}
}

export interface ServiceFailure {
	problem: Problem;
	/** HTTP status of the response, if there was one. */
	status?: number;
	/** The service's own error code. */
	code?: string;
	/** The service's complaint per field. */
	fields?: Record<string, string>;
	/** True if nobody can tell whether the service acted on the request. */
	unclear?: boolean;
	/** True if some of the item's requests were completed and others were not. */
	partly?: boolean;
	/** True if the service did what the item asked for, though no response can be returned. */
	completed?: boolean;
	/** True if the same request had been answered 503 before: another try of it may have been acted on after all. */
	afterBusy?: boolean;
	/** More for the error item's `details`. */
	details?: IDataObject;
}

/** The service refused, could not be reached, or returned a response that cannot be used. */
export class ServiceError extends Error {
	constructor(readonly failure: ServiceFailure) {
		super(failure.problem.message);
	}
}

/** The same problem with more advice behind its own. */
export function withAdvice(problem: Problem, more: string): Problem {
	return { ...problem, advice: [problem.advice, more].filter(Boolean).join('\n') };
}

/**
 * Throws what was caught. n8n's package scan forbids a plain `throw` inside `catch`, which could throw something else than an `Error`
 * of n8n's; a caught error that is only passed on goes through here.
 */
export function rethrow(error: unknown): never {
	throw error;
}

/** Whatever was thrown, as a user sees it. */
interface Described {
	message: string;
	advice: string;
	details: IDataObject;
}

function describe(error: unknown): Described {
	if (error instanceof InputError) {
		const { code, message, advice } = error.problem;
		return { message, advice, details: { problem: code } };
	}
	if (error instanceof ServiceError) {
		const { problem, status, code, fields, unclear, partly } = error.failure;
		const details: IDataObject = { problem: problem.code, ...error.failure.details };
		if (status !== undefined) details.httpCode = String(status);
		if (code) details.code = code;
		if (fields && Object.keys(fields).length > 0) details.fields = { ...fields };
		if (unclear) details.unclear = true;
		if (partly) details.partly = true;
		return { message: problem.message, advice: problem.advice, details };
	}
	const described = error as { message?: string; description?: string | null };
	return { message: described.message ?? String(error), advice: described.description ?? '', details: {} };
}

/** What was thrown, in one line: `Order Total is empty (2nd item, ORDER-1001)`. */
export function errorLine(error: unknown, item?: ItemName): string {
	const { message } = describe(error);
	return item === undefined ? message : `${message} (${itemName(item).replace(' (', ', ').replace(/\)$/, '')})`;
}

/**
 * The item that takes the place of a failed one under "Continue" and "Continue (using error output)". n8n sends it to the error
 * output only as long as `json` has no key besides these three, an older one no key besides the first two; and it merges the
 * input's fields only if `pairedItem` is an object.
 *
 * @param error what was thrown
 * @param index the input item's index
 * @param item how the message names it; left out for the only item of a run
 * @param hasDetails false if the details have to stand in the message
 */
export function errorItem(error: unknown, index: number, item?: ItemName, hasDetails = true): INodeExecutionData {
	const { message, advice, details } = describe(error);
	const json: IDataObject = { error: errorLine(error, item), message: advice || message };
	if (hasDetails) json.details = details;
	else if (Object.keys(details).length > 0)
		json.message = `${advice || message}\n\nDetails (a field of their own from n8n 2.36 on): ${JSON.stringify(details)}`;
	return { json, pairedItem: { item: index } };
}

/**
 * The error that stops the node.
 *
 * @param node the node it happened in
 * @param error what was thrown
 * @param index the input item's index
 * @param item how the message names it; left out for the only item of a run
 * @param more sentences that follow the advice, such as what was completed before
 */
export function nodeError(
	node: INode,
	error: unknown,
	index: number,
	item?: ItemName,
	more: string[] = [],
): NodeApiError | NodeOperationError {
	const { advice, details } = describe(error);
	const description = [advice, ...more].filter(Boolean).join('\n\n');
	const text = errorLine(error, item);
	if (error instanceof ServiceError && error.failure.status !== undefined) {
		const failed = new NodeApiError(node, details as JsonObject, {
			message: text,
			description,
			httpCode: String(error.failure.status),
			itemIndex: index,
		});
		// n8n replaces messages that contain words it knows, such as an error code, by sentences of its own
		failed.message = text;
		return failed;
	}
	const failed = new NodeOperationError(node, text, { description, itemIndex: index });
	failed.message = text;
	return failed;
}
