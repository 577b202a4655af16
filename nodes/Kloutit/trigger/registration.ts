import { randomBytes } from 'node:crypto';

import type { IHookFunctions } from 'n8n-workflow';

import { clock } from '../../common/clock';
import { InputError, rethrow, ServiceError } from '../../common/errors/errors';
import type { Problem } from '../../common/errors/problem';
import { requestSettings } from '../../common/fields/options';
import { Client } from '../../common/http/client';
import { isLocalAddress } from '../../common/http/localAddress';
import { path } from '../../common/http/url';
import type { Send } from '../../common/operation';
import { selectedValues } from '../../common/trigger/selection';
import { type JsonRecord, recordOr, textOrNull } from '../../common/values/json';
import { readSubscriptions } from '../actions/webhookSubscription/getMany';
import { EVENTS_LABEL, eventTypeOptions } from '../events';
import { problems } from '../problems';
import { kloutit } from '../service';
import { BY_HAND, graceEnd, KEY, keyOf, markOf, type Registered, storedIn } from './addressKey';

function isUnknownCall(error: unknown): boolean {
	return error instanceof ServiceError && error.failure.status === 404;
}

/** The webhooks of this API key; undefined if the account has no call for them (API older than 2.2). Contract: 2.6 */
async function listWebhooks(send: Send): Promise<JsonRecord[] | undefined> {
	const response = await send({ method: 'GET', path: '/webhooks', expect: 'objectOrList' }).catch((error: unknown) =>
		isUnknownCall(error) ? undefined : rethrow(error),
	);
	return response && readSubscriptions(response.body);
}

/** Deletes a webhook; one that no longer exists counts as deleted. Contract: 2.6 */
async function remove(send: Send, id: string): Promise<void> {
	await send({ method: 'DELETE', path: path`/webhooks/${id}`, expect: 'anything' }).catch((error: unknown) =>
		isUnknownCall(error) ? undefined : rethrow(error),
	);
}

const idOf = ({ id }: JsonRecord): string => textOrNull(id) ?? '';

/**
 * When the registration of each trigger failed last. n8n then calls `delete` at once, but there is nothing to delete: what was
 * registered before must stay.
 */
const failures = new Map<string, number>();
const DELETES_WITHIN = 10_000;

/**
 * The webhooks of one trigger node at Kloutit. n8n asks `exists`, and calls `create` if the answer is no: when the workflow is
 * published, when it starts, and when somebody listens for a test event. It calls `delete` before it publishes a changed trigger, when
 * the workflow is unpublished, after a test event, and after a `create` that failed.
 */
export class TriggerRegistration {
	private constructor(
		private readonly context: IHookFunctions,
		/** Registering the same webhook again returns it, and deleting it again succeeds, so all calls may be retried. Contract: 2.6 */
		private readonly send: Send,
		private readonly baseUrl: string,
		private readonly address: string,
		/** The mark of the credential. */
		private readonly credential: string,
	) {}

	static async open(context: IHookFunctions): Promise<TriggerRegistration> {
		const client = await Client.open(context, kloutit, requestSettings({ maxRetryWait: 20 }));
		return new TriggerRegistration(
			context,
			client.sender('read'),
			client.baseUrl,
			context.getNodeWebhookUrl('default') ?? '',
			markOf(await context.getCredentials(kloutit.credential)),
		);
	}

	private get stored() {
		return storedIn(this.context);
	}

	private get events(): string[] {
		return selectedValues(this.context.getNodeParameter('events'), EVENTS_LABEL, eventTypeOptions);
	}

	/** A sandbox on the same network can reach a local address, Kloutit cannot. */
	private get isReachable(): boolean {
		return !isLocalAddress(this.address) || isLocalAddress(this.baseUrl);
	}

	private get isByHand(): boolean {
		return this.context.getNodeParameter(BY_HAND, false) === true;
	}

	private get id(): string {
		return JSON.stringify([this.context.getWorkflow().id, this.context.getNode().name, this.address]);
	}

	private log({ message, advice }: Problem): void {
		this.context.logger.warn([message, advice].filter(Boolean).join('. '));
	}

	/** The stored webhooks that this credential can, or cannot, delete. */
	private webhooksOf(isOwn: boolean): Registered[] {
		return (this.stored.webhooks ?? []).filter(({ credential }) => (credential === this.credential) === isOwn);
	}

	private urlWith(key: string): string {
		return `${this.address}?${KEY}=${key}`;
	}

	/** True for a webhook of this trigger, also of a registration whose data were lost. */
	private isOurs(webhook: JsonRecord): boolean {
		const target = textOrNull(webhook.targetUrl) ?? '';
		return (
			this.webhooksOf(true).some(({ id }) => id === idOf(webhook)) ||
			target === this.address ||
			target.startsWith(this.urlWith(''))
		);
	}

	/** True if exactly what is wanted is registered. */
	async exists(): Promise<boolean> {
		return await this.notingFailure(async () => {
			if (this.isByHand) return !this.stored.current && this.webhooksOf(true).length === 0;
			return await this.isRegistered();
		});
	}

	/** Registers what is missing, then deletes what is not wanted. If one cannot be registered, everything is as it was. */
	async create(): Promise<boolean> {
		return await this.notingFailure(async () => await (this.isByHand ? this.delete() : this.register()));
	}

	private async notingFailure<Result>(step: () => Promise<Result>): Promise<Result> {
		failures.delete(this.id);
		try {
			return await step();
		} catch (error) {
			failures.set(this.id, clock.steady());
			return rethrow(error);
		}
	}

	/**
	 * True if exactly the selected events are registered. What was registered before counts as long as it cannot be checked, and
	 * as long as n8n's own address is not one that could replace it: a start of n8n must not end what works.
	 */
	private async isRegistered(): Promise<boolean> {
		const { key, current } = this.stored;
		if (!key || !current) return false;
		if (!this.isReachable) {
			this.log(problems.addressNotReachable(this.address));
			return true;
		}
		if (current.address !== this.address || current.credential !== this.credential) return false;
		const { events } = this;
		let unchecked = problems.registeredByHand(this.address);
		const webhooks = await listWebhooks(this.send).catch((error: unknown) => {
			unchecked = error instanceof ServiceError ? error.failure.problem : rethrow(error);
			return undefined;
		});
		if (!webhooks) {
			this.log(problems.registrationNotChecked(unchecked.message));
			return true;
		}
		const targetUrl = this.urlWith(keyOf(key, current));
		const stored = this.webhooksOf(true).map(({ id }) => id);
		const ours = webhooks.filter((webhook) => this.isOurs(webhook));
		const isWanted = (webhook: JsonRecord) =>
			webhook.targetUrl === targetUrl && events.includes(String(webhook.event)) && stored.includes(idOf(webhook));
		return ours.length === events.length && ours.every(isWanted);
	}

	private async register(): Promise<boolean> {
		const { events, stored } = this;
		if (!this.isReachable) throw new InputError(problems.addressNotReachable(this.address));
		const listed = await listWebhooks(this.send);
		if (!listed) throw new InputError(problems.registeredByHand(this.address));
		const secret = stored.key ?? randomBytes(32).toString('hex');
		const next = { address: this.address, credential: this.credential };
		const targetUrl = this.urlWith(keyOf(secret, next));
		const wanted = new Map<string, string>();
		for (const webhook of listed) {
			const event = String(webhook.event);
			if (webhook.targetUrl === targetUrl && events.includes(event) && !wanted.has(event))
				wanted.set(event, idOf(webhook));
		}
		for (const event of events.filter((one) => !wanted.has(one))) {
			const request = { method: 'POST', path: '/webhooks', body: { targetUrl, event }, expect: 'object' } as const;
			const response = await this.send(request).catch(async (error: unknown) => {
				await this.undo(targetUrl, [...wanted.values()], listed.map(idOf));
				return rethrow(error);
			});
			wanted.set(event, idOf(recordOr(response.body)));
		}

		const kept = [...wanted.values()];
		const old = listed.filter((webhook) => this.isOurs(webhook) && !kept.includes(idOf(webhook))).map(idOf);
		const earlier = stored.current ? { ...stored.current, until: graceEnd() } : stored.earlier;
		const isMoved = earlier && (earlier.address !== next.address || earlier.credential !== next.credential);
		const ofEarlierKeys = this.webhooksOf(false).filter(({ id }) => !listed.some((webhook) => idOf(webhook) === id));
		stored.key = secret;
		stored.current = next;
		if (isMoved) stored.earlier = earlier;
		else delete stored.earlier;
		const left = await this.removeAll(old);
		stored.webhooks = [...this.registered([...kept, ...left]), ...ofEarlierKeys];
		if (ofEarlierKeys.length > 0) this.log(problems.webhooksOfEarlierKey(ofEarlierKeys.length));
		return true;
	}

	private registered(ids: string[]): Registered[] {
		return ids.filter((id) => id !== '').map((id) => ({ id, credential: this.credential }));
	}

	/** Deletes what a failed registration has made: also a webhook of which it does not know, because the response was lost. */
	private async undo(targetUrl: string, known: string[], before: string[]): Promise<void> {
		const listed = await listWebhooks(this.send).catch(() => undefined);
		const found = (listed ?? []).filter((webhook) => webhook.targetUrl === targetUrl).map(idOf);
		const made = new Set([...known, ...found].filter((id) => !before.includes(id)));
		await this.removeAll([...made]);
	}

	/** Deletes webhooks. @returns those that could not be deleted */
	private async removeAll(ids: string[]): Promise<string[]> {
		const left: string[] = [];
		for (const id of ids.filter((one) => one !== '')) {
			await remove(this.send, id).catch((error: Error) => {
				this.log(problems.webhookNotDeleted(id, error.message));
				left.push(id);
			});
		}
		return left;
	}

	/** Deletes all of this trigger's webhooks, wherever they point. */
	async delete(): Promise<boolean> {
		const failed = failures.get(this.id);
		failures.delete(this.id);
		if (failed !== undefined && clock.steady() - failed < DELETES_WITHIN) return true;

		const { stored } = this;
		// it was never registered
		if (!stored.key) return true;
		const own = this.webhooksOf(true).map(({ id }) => id);
		const listed = await listWebhooks(this.send).catch((error: unknown) => (own.length > 0 ? [] : rethrow(error)));
		const found = (listed ?? []).filter((webhook) => this.isOurs(webhook)).map(idOf);
		for (const id of new Set([...own, ...found])) await remove(this.send, id);
		const ofEarlierKeys = this.webhooksOf(false);
		if (stored.current) stored.earlier = { ...stored.current, until: graceEnd() };
		delete stored.current;
		stored.webhooks = ofEarlierKeys;
		if (ofEarlierKeys.length > 0) this.log(problems.webhooksOfEarlierKey(ofEarlierKeys.length));
		return true;
	}
}
