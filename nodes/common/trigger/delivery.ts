import { createHash, timingSafeEqual } from 'node:crypto';

import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { hideCardNumbersIn } from '../cardNumber';
import type { JsonRecord } from '../values/json';

/**
 * Rejects a delivery that cannot be trusted or understood; it starts nothing. The response is written here, because a thrown
 * error would be stored as a failed execution.
 * @param status 401 for an unverified sender, 400 for an invalid body, 503 for a delivery that must be sent again later
 */
export function refuse(context: IWebhookFunctions, status: 400 | 401 | 503, message: string): IWebhookResponseData {
	context.getResponseObject().status(status).json({ error: message });
	return { noWebhookResponse: true };
}

/** Bytes of the largest event accepted. Every service's events have a few thousand; reading more is wasted work. */
const LARGEST_EVENT = 1024 * 1024;

/**
 * The original bytes, on which a signature is verified. n8n has already unpacked a compressed body.
 * @returns undefined if n8n consumed the body as a form, so no signature can be verified; if it is larger than any event; or
 *   if it cannot be read (badly compressed, cut off). n8n leaves it to the node to read multipart bodies that are not forms.
 */
export async function rawBody(context: IWebhookFunctions): Promise<Buffer | undefined> {
	const request = context.getRequestObject();
	if (!request.rawBody && request.contentType !== 'multipart/form-data') {
		// an error thrown here would be stored as a failed execution, which anybody could cause
		await request.readRawBody().catch(() => {});
	}
	return Buffer.isBuffer(request.rawBody) && request.rawBody.length <= LARGEST_EVENT ? request.rawBody : undefined;
}

/** A header that was sent once, as text; undefined if it is missing. */
export function header(context: IWebhookFunctions, name: string): string | undefined {
	const value = context.getHeaderData()[name];
	return typeof value === 'string' ? value : undefined;
}

/** Compares two texts in a time that does not reveal where they differ. */
export function equalInConstantTime(given: string, expected: string): boolean {
	const a = Buffer.from(given, 'utf8');
	const b = Buffer.from(expected, 'utf8');
	return a.length === b.length && timingSafeEqual(a, b);
}

/** Replaces the missing ID of an event: the same bytes return the same digits. */
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
 * A delivered event as an item, following the trigger's parameters *Simplify* and *Include Original*. Card numbers in it are cut.
 * @param simplified returns the common dispute event
 */
export function deliveredItem(
	context: IWebhookFunctions,
	event: JsonRecord,
	delivery: Delivery,
	simplified: () => IDataObject,
): IDataObject {
	const body = () => hideCardNumbersIn(event) as IDataObject;
	if (context.getNodeParameter('simplify') !== true) return { ...body(), ...delivery };
	const original = context.getNodeParameter('includeOriginal') === true ? { original: body() } : {};
	return { ...simplified(), ...delivery, ...original };
}
