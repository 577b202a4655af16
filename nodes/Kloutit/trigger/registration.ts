import { randomBytes } from 'node:crypto';

import type { IDataObject, IHookFunctions } from 'n8n-workflow';

import { rethrow, ServiceError } from '../../common/errors/errors';
import { requestSettings } from '../../common/fields/options';
import { Client } from '../../common/http/client';
import { path } from '../../common/http/url';
import type { Send } from '../../common/operation';
import { type JsonRecord, recordOr, textOrNull } from '../../common/values/json';
import { readSubscriptions } from '../actions/webhookSubscription/getMany';
import { problems } from '../problems';
import { kloutit } from '../service';

/** What the trigger stores across restarts of n8n. */
export interface Registration extends IDataObject {
	/** The random part of the registered address: a sender that does not know it is not Kloutit. */
	key?: string;
	/** True if the account cannot register webhooks, so that the address was pasted by hand. */
	byHand?: boolean;
}

/** The query parameter that contains the key. */
export const KEY = 'key';

function isUnknownCall(error: unknown): boolean {
	return error instanceof ServiceError && error.failure.status === 404;
}

/** The subscriptions of this API key; undefined if the account has no call for them (API older than 2.2). Contract: 2.6 */
async function listSubscriptions(send: Send): Promise<JsonRecord[] | undefined> {
	const response = await send({ method: 'GET', path: '/webhooks', expect: 'objectOrList' }).catch((error: unknown) =>
		isUnknownCall(error) ? undefined : rethrow(error),
	);
	return response && readSubscriptions(response.body);
}

/** Deletes a subscription; one that no longer exists counts as deleted. */
async function remove(send: Send, subscription: JsonRecord): Promise<void> {
	const id = textOrNull(subscription.id);
	if (id === null) return;
	await send({ method: 'DELETE', path: path`/webhooks/${id}`, expect: 'anything' }).catch((error: unknown) =>
		isUnknownCall(error) ? undefined : rethrow(error),
	);
}

/** The webhooks of one trigger node at Kloutit. */
export class TriggerRegistration {
	private constructor(
		private readonly context: IHookFunctions,
		private readonly read: Send,
		private readonly write: Send,
		private readonly stored: Registration,
		/** The address without the key. */
		private readonly address: string,
		private readonly events: string[],
	) {}

	static async open(context: IHookFunctions): Promise<TriggerRegistration> {
		const client = await Client.open(context, kloutit, requestSettings({ maxRetryWait: 20 }));
		return new TriggerRegistration(
			context,
			client.sender('read'),
			client.sender('write'),
			context.getWorkflowStaticData('node') as Registration,
			context.getNodeWebhookUrl('default') ?? '',
			context.getNodeParameter('events') as string[],
		);
	}

	private isOurs(subscription: JsonRecord): boolean {
		const target = textOrNull(subscription.targetUrl) ?? '';
		return target === this.address || target.startsWith(`${this.address}?${KEY}=`);
	}

	private targetUrl(key: string): string {
		return `${this.address}?${KEY}=${key}`;
	}

	/** True if exactly the chosen events are registered, with the stored key. */
	async exists(): Promise<boolean> {
		const subscriptions = await listSubscriptions(this.read);
		if (!subscriptions) return this.stored.byHand === true;
		const { key } = this.stored;
		if (!key) return false;
		const ours = subscriptions.filter((subscription) => this.isOurs(subscription));
		const isWanted = ({ targetUrl, event }: JsonRecord) =>
			targetUrl === this.targetUrl(key) && this.events.includes(String(event));
		return ours.length === this.events.length && ours.every(isWanted);
	}

	/** Registers what is missing and deletes what is not wanted. If one fails, those registered by this call are deleted again. */
	async create(): Promise<boolean> {
		const subscriptions = await listSubscriptions(this.read);
		if (!subscriptions) {
			this.stored.byHand = true;
			delete this.stored.key;
			this.context.logger.warn(problems.registeredByHand(this.address).message);
			return true;
		}
		const key = this.stored.key ?? randomBytes(32).toString('hex');
		const targetUrl = this.targetUrl(key);
		const kept = new Set<string>();
		for (const subscription of subscriptions.filter((one) => this.isOurs(one))) {
			const event = String(subscription.event);
			if (subscription.targetUrl === targetUrl && this.events.includes(event) && !kept.has(event)) kept.add(event);
			else await remove(this.write, subscription);
		}

		const made: JsonRecord[] = [];
		for (const event of this.events.filter((one) => !kept.has(one))) {
			const response = await this.write({
				method: 'POST',
				path: '/webhooks',
				body: { targetUrl, event },
				expect: 'object',
			}).catch(async (error: unknown) => await this.undo(made, error as Error));
			made.push(recordOr(response.body));
		}
		this.stored.key = key;
		delete this.stored.byHand;
		return true;
	}

	private async undo(made: JsonRecord[], error: Error): Promise<never> {
		for (const subscription of made)
			await remove(this.write, subscription).catch((left: Error) => this.context.logger.warn(left.message));
		throw error;
	}

	/** Deletes all of this trigger's webhooks. */
	async delete(): Promise<boolean> {
		const subscriptions = (await listSubscriptions(this.read)) ?? [];
		for (const subscription of subscriptions.filter((one) => this.isOurs(one))) await remove(this.write, subscription);
		delete this.stored.key;
		delete this.stored.byHand;
		return true;
	}
}
