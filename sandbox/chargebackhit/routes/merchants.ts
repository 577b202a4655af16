import type { FastifyInstance } from 'fastify';

import { merchantBody } from '../bodies';
import { listAnswer, type ServiceContext, singleAnswer } from '../context';
import type { MerchantRecord } from '../records';
import { readId, readInternalId, readJsonObject } from '../requestBody';
import { notFound } from '../serviceError';
import { type ListRules, listPage, uuidRule } from './listing';

/** Contract: 2.7. */
const LIST_RULES: ListRules<MerchantRecord> = {
	sortable: true,
	methods: ['offset'],
	methodNamed: true,
	filters: {
		ids: { kind: 'oneOf', of: ({ id }) => id, accepts: uuidRule },
		internal_ids: { kind: 'oneOf', of: ({ internalId }) => internalId },
		descriptors: { kind: 'oneOf', of: ({ descriptor }) => descriptor },
		names: { kind: 'oneOf', of: ({ name }) => name },
	},
};

/** Get, update and list merchants (Contract: 2.7). */
export function merchantRoutes(app: FastifyInstance, context: ServiceContext): void {
	const { state, settings } = context;

	const find = (params: unknown): MerchantRecord => {
		const id = readId(params);
		const merchant = state.merchants.get(id);
		if (merchant === undefined) throw notFound('Merchant', id);
		return merchant;
	};

	app.get('/api/v2/merchants/:id', async (request) => singleAnswer(context, merchantBody(find(request.params))));

	app.patch('/api/v2/merchants/:id', async (request) => {
		const merchant = find(request.params);
		merchant.internalId = readInternalId(readJsonObject(request.received));
		return singleAnswer(context, merchantBody(merchant));
	});

	app.post('/api/v2/merchants/list', async (request) => {
		const page = listPage(readJsonObject(request.received), state.merchants.values(), LIST_RULES, settings);
		return listAnswer(context, page, merchantBody);
	});
}
