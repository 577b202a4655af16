import type { FastifyReply } from 'fastify';

import type { AlertDelivery } from './delivery';
import type { Page } from './routes/listing';
import type { ChargebackhitSettings } from './settings';
import type { ChargebackhitState } from './state';

/** What every group of endpoints works with. */
export interface ServiceContext {
	state: ChargebackhitState;
	/** Live: read on every request. */
	settings: ChargebackhitSettings;
	delivery: AlertDelivery;
}

/**
 * Answers a call whose success has no documented body: with nothing or `{}`, in the alternative style with a body of its own
 * (Contract: 8 (10)).
 */
export function successAnswer({ settings }: ServiceContext, reply: FastifyReply, alternative: unknown): FastifyReply {
	if (settings.responseStyle === 'alternative') return reply.send(alternative);
	return settings.successBody === 'json' ? reply.send({}) : reply.send();
}

/** One record: in `data` as documented, bare in the alternative style (Contract: 8 (8)). */
export function singleAnswer({ settings }: ServiceContext, body: unknown): unknown {
	return settings.responseStyle === 'documented' ? { data: body } : body;
}

/**
 * A page of a list: `data` as documented, `items` in the alternative style, which also leaves out an empty token
 * (Contract: 8 (7)).
 */
export function listAnswer<Item>(
	{ settings }: ServiceContext,
	page: Page<Item>,
	render: (item: Item) => unknown,
): unknown {
	const items = page.records.map(render);
	if (settings.responseStyle === 'documented') return { data: items, pagination: page.pagination };
	const { next_page_token: token, ...pagination } = page.pagination;
	return { items, pagination: token ? { ...pagination, next_page_token: token } : pagination };
}
