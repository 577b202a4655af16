import { createHash, createHmac } from 'node:crypto';

import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { clock } from '../../common/clock';
import { equalInConstantTime } from '../../common/trigger/delivery';
import { kloutit } from '../service';

/** Where Kloutit sends events, and the mark of the credential that registered it. */
export interface Address extends IDataObject {
	/** Without the key. */
	address: string;
	credential: string;
}

/** A webhook that this trigger registered at Kloutit and has not deleted yet. */
export interface Registered extends IDataObject {
	id: string;
	/** The mark of the credential that registered it: no other key can delete it. Contract: 2.6 */
	credential: string;
}

/** What the trigger stores across restarts of n8n. */
export interface Registration extends IDataObject {
	/** The secret from which the key in each of this trigger's addresses is made. */
	key?: string;
	current?: Address;
	/** The address before: events that could not be delivered to it in time may still arrive there until then (ISO 8601). */
	earlier?: Address & { until: string };
	webhooks?: Registered[];
}

/** The query parameter that contains the key. */
export const KEY = 'key';

/** The parameter that is on if the address is pasted into the dashboard. */
export const BY_HAND = 'registerByHand';

/**
 * How long an address that was replaced still works. Kloutit sends an undelivered event again; for how long is not documented.
 * Contract: 6
 */
const GRACE = 60 * 60 * 1000;

export const graceEnd = (): string => new Date(clock.now() + GRACE).toISOString();

export function storedIn(context: IHookFunctions | IWebhookFunctions): Registration {
	return context.getWorkflowStaticData('node') as Registration;
}

/** Tells credentials apart without revealing anything of the key. */
export function markOf(credential: IDataObject): string {
	const parts = ['Kloutit Trigger', kloutit.baseUrl(credential), ...kloutit.secrets(credential)];
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** The key of an address: another address, or another credential, has another key, so that their events can be told apart. */
export function keyOf(secret: string, { address, credential }: Address): string {
	return createHmac('sha256', secret)
		.update(JSON.stringify([address, credential]))
		.digest('hex');
}

/**
 * The key in the address at which a delivery arrived. A sender that does not know one is not Kloutit.
 * @returns undefined if the key is none of this trigger's. An address that was pasted by hand needs none
 */
export async function knownKey(context: IWebhookFunctions): Promise<string | undefined> {
	const { key: secret, current, earlier } = storedIn(context);
	const query = (context.getQueryData() as IDataObject)[KEY];
	const given = typeof query === 'string' ? query : '';
	if (!secret || context.getNodeParameter(BY_HAND, false) === true) return given;
	if (!/^[0-9a-f]{64}$/.test(given)) return undefined;
	const isKeyOf = (address: Address) => equalInConstantTime(given, keyOf(secret, address));
	if (current && isKeyOf(current)) return given;
	if (earlier && Date.parse(earlier.until) > clock.now() && isKeyOf(earlier)) return given;
	// n8n stores a new registration a moment after it was made, and may overwrite it with older data of a long execution
	const address = context.getNodeWebhookUrl('default') ?? '';
	const credential = await context
		.getCredentials(kloutit.credential)
		.then(markOf)
		.catch(() => undefined);
	return credential && isKeyOf({ address, credential }) ? given : undefined;
}

/** The most events remembered. */
const MOST_REMEMBERED = 5000;

/** The key of the address at which each event arrived, oldest first. */
const arrivals = new Map<string, { key: string; at: number }>();

/**
 * True if the same event has arrived at another address of this trigger. While a registration moves, Kloutit has both addresses
 * and sends an event to each. An event that arrives again at the same address is Kloutit's own repetition.
 */
export function hasArrivedElsewhere(context: IWebhookFunctions, deliveryId: string, key: string): boolean {
	const id = JSON.stringify([context.getWorkflow().id, context.getNode().name, deliveryId]);
	const before = arrivals.get(id);
	if (before && clock.steady() - before.at < GRACE) return before.key !== key;
	arrivals.delete(id);
	arrivals.set(id, { key, at: clock.steady() });
	for (const oldest of arrivals.keys()) {
		if (arrivals.size <= MOST_REMEMBERED) break;
		arrivals.delete(oldest);
	}
	return false;
}
