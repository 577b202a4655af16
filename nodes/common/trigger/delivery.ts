import { createHash, timingSafeEqual } from 'node:crypto';

import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { hideCardNumbersIn } from '../cardNumber';
import { clock } from '../clock';
import { rethrow } from '../errors/errors';
import type { Problem } from '../errors/problem';
import { problems } from '../errors/problems';
import type { JsonRecord } from '../values/json';

/**
 * A delivery that is refused, and starts nothing. `receive` turns it into the response.
 * @param status 401 for an unverified sender, 400 for an invalid body, 503 for a delivery that must be sent again later
 * @param reason its message is the response. Its advice is for the owner of this n8n, in the log
 * @param detail what only the owner of this n8n may read, in the log
 */
export class Refusal extends Error {
	constructor(
		readonly status: 400 | 401 | 503,
		readonly reason: Problem,
		readonly detail = '',
	) {
		super(reason.message);
	}
}

/** Refuses the delivery: see {@link Refusal}. */
export function refuse(status: Refusal['status'], reason: Problem, detail = ''): never {
	throw new Refusal(status, reason, detail);
}

/** Runs a trigger's `webhook`. @param accept throws a Refusal if the delivery must not start the workflow */
export async function receive(
	context: IWebhookFunctions,
	accept: () => Promise<IWebhookResponseData>,
): Promise<IWebhookResponseData> {
	try {
		return await accept();
	} catch (error) {
		return error instanceof Refusal ? respondWith(context, error) : rethrow(error);
	}
}

/** The response is written here, because a thrown error would be stored as a failed execution. */
function respondWith(context: IWebhookFunctions, refusal: Refusal): IWebhookResponseData {
	logRefusal(context, refusal);
	context.getResponseObject().status(refusal.status).json({ error: refusal.message });
	return { noWebhookResponse: true };
}

/** A trigger writes at most one line per reason in this many milliseconds: anybody can send what is refused. */
const LOG_INTERVAL = 60_000;
/** By trigger and reason: when its last line was written, and how many refusals came since. */
const logged = new Map<string, { at: number; unlogged: number }>();

/** Without this line, a trigger that refuses everything looks the same as one to which nothing is sent. */
function logRefusal(context: IWebhookFunctions, { status, reason, detail }: Refusal): void {
	const { id = '', name = '' } = context.getWorkflow();
	const node = context.getNode().name;
	const key = JSON.stringify([id, node, status, reason.message]);
	const last = logged.get(key);
	const now = clock.steady();
	if (last && now - last.at < LOG_INTERVAL) {
		last.unlogged++;
		return;
	}
	logged.set(key, { at: now, unlogged: 0 });
	const more = last?.unlogged ?? 0;
	const line = problems.deliveryRefused(node, `"${name}" (${id})`, status, reason, detail, more).message;
	if (status === 503) context.logger.error(line);
	else context.logger.warn(line);
}

/** Characters of an error's message in the log. */
const LONGEST_DETAIL = 300;

/** An error's message as the detail of a refusal. */
export function detailOf(error: unknown): string {
	return (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_DETAIL);
}

/**
 * The credential that verifies the sender.
 * @param fields those without which nothing can be verified, each by its name with its label. Empty text is a valid value: it
 *   matches no sender
 * @throws Refusal 503 if it cannot be read: the sender is not to blame, and must send the event again. n8n turns an expression
 *   that fails into a field without a value
 */
export async function readCredential(
	context: IWebhookFunctions,
	type: string,
	fields: Record<string, string>,
): Promise<IDataObject> {
	const reason = problems.deliveryNotVerifiable();
	const credential = await context.getCredentials<IDataObject>(type).catch((error: unknown) => {
		throw new Refusal(503, reason, detailOf(error));
	});
	const missing = Object.keys(fields).find((name) => (credential?.[name] ?? null) === null);
	if (missing !== undefined) throw new Refusal(503, reason, problems.credentialFieldMissing(fields[missing]).message);
	return credential;
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
	context: { getNodeParameter: (name: string) => unknown },
	event: JsonRecord,
	delivery: Delivery,
	simplified: () => IDataObject,
): IDataObject {
	const body = () => hideCardNumbersIn(event) as IDataObject;
	if (context.getNodeParameter('simplify') !== true) return { ...body(), ...delivery };
	const original = context.getNodeParameter('includeOriginal') === true ? { original: body() } : {};
	return { ...simplified(), ...delivery, ...original };
}
