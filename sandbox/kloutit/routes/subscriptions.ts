import type { FastifyInstance } from 'fastify';

import { isWebAddress } from '../../shared/controlFields';
import type { JsonObject } from '../../shared/jsonBody';
import { EVENT_TYPES } from '../catalogue';
import type { ServiceContext } from '../context';
import type { SubscriptionRecord } from '../records';
import { readJsonObject } from '../requestBody';
import { ServiceError } from '../serviceError';

/** A subscription as it goes over the wire; `event` is omitted when it covers all. */
export const subscriptionBody = ({ id, targetUrl, event, createdAt }: SubscriptionRecord): JsonObject => ({
	id,
	targetUrl,
	...(event === undefined ? {} : { event }),
	createdAt,
});

/** List, subscribe, unsubscribe (Contract: 2.6); each API key sees its own. */
export function subscriptionRoutes(app: FastifyInstance, { state, settings }: ServiceContext): void {
	const own = (): SubscriptionRecord[] =>
		[...state.subscriptions.values()].filter(({ apiKey }) => apiKey === settings.apiKey);

	app.get('/webhooks', async () => own().map(subscriptionBody));

	app.post('/webhooks', async (request, reply) => {
		const { targetUrl, event, ...others } = readJsonObject(request.received);
		const complaints = Object.keys(others).map((name) => `property ${name} should not exist`);
		if (!isWebAddress(targetUrl)) complaints.push('targetUrl must be a URL address');
		if (event !== undefined && !(EVENT_TYPES as readonly unknown[]).includes(event)) {
			complaints.push(`event must be one of the following values: ${EVENT_TYPES.join(', ')}`);
		}
		if (complaints.length > 0) throw new ServiceError(400, complaints);
		const existing = own().find((one) => one.targetUrl === targetUrl && one.event === event);
		if (existing !== undefined) return reply.code(201).send(subscriptionBody(existing));
		const subscription: SubscriptionRecord = {
			id: state.random.uuid(),
			targetUrl: String(targetUrl),
			event: event as string | undefined,
			createdAt: new Date().toISOString(),
			apiKey: settings.apiKey,
		};
		state.subscriptions.set(subscription.id, subscription);
		return reply.code(201).send(subscriptionBody(subscription));
	});

	app.delete('/webhooks/:id', async (request, reply) => {
		const { id } = request.params as { id: string };
		if (own().some((one) => one.id === id)) state.subscriptions.delete(id);
		return reply.code(204).send();
	});
}
