import { createHash, timingSafeEqual } from 'node:crypto';

import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { JsonRecord } from '../values/json';

/**
 * Answers a delivery that starts nothing because it cannot be trusted or understood. The body is written here, since an error that
 * is thrown would be stored as a failed execution.
 *
 * @param status 401 for a sender that is not proved, 400 for a body that makes no sense, 503 for one that must be sent again later
 */
export function refuse(context: IWebhookFunctions, status: 400 | 401 | 503, message: string): IWebhookResponseData {
	context.getResponseObject().status(status).json({ error: message });
	return { noWebhookResponse: true };
}

/** Bytes of the largest event: those of all services have a few thousand. What is larger is work for nothing. */
const LARGEST_EVENT = 1024 * 1024;

/**
 * The bytes as they were sent: what a signature is checked on. n8n has unpacked a compressed body already.
 *
 * @returns undefined where n8n consumed the body as a form, so that no signature can be checked, where it is larger than any event, and
 *   where it cannot be read: badly compressed, broken off. Of multipart bodies that are no form n8n leaves the reading to the node.
 */
export async function rawBody(context: IWebhookFunctions): Promise<Buffer | undefined> {
	const request = context.getRequestObject();
	if (!request.rawBody && request.contentType !== 'multipart/form-data') {
		// an error thrown here would be stored as a failed execution, which anybody could cause
		await request.readRawBody().catch(() => {});
	}
	return Buffer.isBuffer(request.rawBody) && request.rawBody.length <= LARGEST_EVENT ? request.rawBody : undefined;
}

/** A header that came once, as text; undefined where it is missing. */
export function header(context: IWebhookFunctions, name: string): string | undefined {
	const value = context.getHeaderData()[name];
	return typeof value === 'string' ? value : undefined;
}

/** Compares two texts in a time that tells nothing about where they part. */
export function equalInConstantTime(given: string, expected: string): boolean {
	const a = Buffer.from(given, 'utf8');
	const b = Buffer.from(expected, 'utf8');
	return a.length === b.length && timingSafeEqual(a, b);
}

/** Stands for the id of an event that has none: the same bytes give the same digits. */
export function hashOf(body: Buffer, digits = 16): string {
	return createHash('sha256').update(body).digest('hex').slice(0, digits);
}

/** What every trigger adds to an event. */
export interface Delivery {
	/** The same each time the service sends the same event. */
	deliveryId: string;
	/** ISO 8601 UTC. */
	receivedAt: string;
}

/**
 * A delivered event as an item, as the trigger's parameters *Simplify* and *Include Original* want it.
 *
 * @param simplified makes the common dispute event of it
 */
export function deliveredItem(
	context: IWebhookFunctions,
	event: JsonRecord,
	delivery: Delivery,
	simplified: () => IDataObject,
): IDataObject {
	if (context.getNodeParameter('simplify') !== true) return { ...(event as IDataObject), ...delivery };
	const original = context.getNodeParameter('includeOriginal') === true ? { original: event as IDataObject } : {};
	return { ...simplified(), ...delivery, ...original };
}
