import type { IDataObject, INode, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { messages } from './problems';

/**
 * Something the user gave is wrong. Thrown by checks, before anything is sent; the item runner adds the item.
 */
export class InputError extends Error {
	/**
	 * @param message what is wrong, naming the field, the rule and the value seen
	 * @param advice what to do next
	 */
	constructor(
		message: string,
		readonly advice = '',
	) {
		super(message);
	}
}

export interface ServiceFailure {
	/** What happened, without the item. */
	message: string;
	/** What to do next. */
	advice: string;
	/** HTTP status of the answer, where there was one. */
	status?: number;
	/** The service's own error code. */
	code?: string;
	/** The service's complaint per field. */
	fields?: Record<string, string>;
	/** True where nobody can tell whether the service acted on the request. */
	unclear?: boolean;
	/** True where some of the item's requests were carried out and others were not. */
	partly?: boolean;
	/** True where the service did what the item asked for, though no answer can be given. */
	carriedOut?: boolean;
	/** True where the same request had been answered 503 before: another try of it may have been acted on after all. */
	afterBusy?: boolean;
	/** More for the error item's `details`. */
	details?: IDataObject;
}

/** The service refused, could not be reached, or gave an answer that cannot be used. */
export class ServiceError extends Error {
	constructor(readonly failure: ServiceFailure) {
		super(failure.message);
	}
}

/** Whatever was thrown, in the words a user gets. */
interface Told {
	message: string;
	advice: string;
	details: IDataObject;
}

function tell(error: unknown): Told {
	if (error instanceof InputError) return { message: error.message, advice: error.advice, details: {} };
	if (error instanceof ServiceError) {
		const { status, code, fields, unclear, partly } = error.failure;
		const details: IDataObject = { ...error.failure.details };
		if (status !== undefined) details.httpCode = String(status);
		if (code) details.code = code;
		if (fields && Object.keys(fields).length > 0) details.fields = { ...fields };
		if (unclear) details.unclear = true;
		if (partly) details.partly = true;
		return { message: error.message, advice: error.failure.advice, details };
	}
	const described = error as { message?: string; description?: string | null };
	return { message: described.message ?? String(error), advice: described.description ?? '', details: {} };
}

/**
 * The item that takes the place of a failed one under "Continue" and "Continue (using error output)". n8n sends it to the error
 * output only as long as `json` holds no key besides these three, an older one no key besides the first two; and it merges the
 * input's fields only where `pairedItem` is an object.
 *
 * @param error what was thrown
 * @param index the input item's index
 * @param hasDetails false where the details have to stand in the message
 */
export function errorItem(error: unknown, index: number, hasDetails = true): INodeExecutionData {
	const { message, advice, details } = tell(error);
	const json: IDataObject = { error: messages.atItem(message, index), message: advice || message };
	if (hasDetails) json.details = details;
	else if (Object.keys(details).length > 0) json.message = messages.withDetails(advice || message, details);
	return { json, pairedItem: { item: index } };
}

/**
 * The error that stops the node.
 *
 * @param node the node it happened in
 * @param error what was thrown
 * @param index the input item's index
 * @param more sentences that follow the advice, such as what had been done before
 */
export function nodeError(
	node: INode,
	error: unknown,
	index: number,
	more: string[] = [],
): NodeApiError | NodeOperationError {
	const { message, advice, details } = tell(error);
	const description = [advice, ...more].filter(Boolean).join('\n\n');
	const text = messages.atItem(message, index);
	if (error instanceof ServiceError && error.failure.status !== undefined) {
		const failed = new NodeApiError(node, details as JsonObject, {
			message: text,
			description,
			httpCode: String(error.failure.status),
			itemIndex: index,
		});
		// n8n replaces messages that hold words it knows, such as an error code, by sentences of its own
		failed.message = text;
		return failed;
	}
	const failed = new NodeOperationError(node, text, { description, itemIndex: index });
	failed.message = text;
	return failed;
}
