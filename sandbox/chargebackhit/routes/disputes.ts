import type { FastifyInstance } from 'fastify';

import { DISPUTE_PROVIDERS, DISPUTE_STATUSES } from '../catalogue';
import type { ServiceContext } from '../context';
import type { DisputeRecord } from '../records';
import { readId, readJsonObject } from '../requestBody';
import { notFound } from '../serviceError';
import { among, type ListRules, listPage } from './listing';

/** Contract: 2.10. Token paging without `method`, no sort, singular names. */
const LIST_RULES: ListRules<DisputeRecord> = {
	sortable: false,
	methods: ['token'],
	methodNamed: false,
	filters: {
		dispute_date_from: { kind: 'from', of: ({ dispute }) => Date.parse(dispute.dispute_date) },
		dispute_date_to: { kind: 'to', of: ({ dispute }) => Date.parse(dispute.dispute_date) },
		updated_at_from: { kind: 'from', of: ({ dispute }) => Date.parse(dispute.updated_at) },
		updated_at_to: { kind: 'to', of: ({ dispute }) => Date.parse(dispute.updated_at) },
		status: { kind: 'oneOf', of: ({ dispute }) => dispute.status, accepts: among(DISPUTE_STATUSES) },
		provider: { kind: 'oneOf', of: ({ dispute }) => dispute.provider, accepts: among(DISPUTE_PROVIDERS) },
	},
};

/** Get and list disputes (Contract: 2.10); one source only, so the same shape in both response styles. */
export function disputeRoutes(app: FastifyInstance, { state, settings }: ServiceContext): void {
	app.get('/api/v2/disputes/:id', async (request) => {
		const id = readId(request.params);
		const record = state.disputes.get(id);
		if (record === undefined) throw notFound('Dispute', id);
		return record.dispute;
	});

	app.post('/api/v2/disputes/list', async (request) => {
		const { records, pagination } = listPage(
			readJsonObject(request.received),
			state.disputes.values(),
			LIST_RULES,
			settings,
		);
		return { items: records.map(({ dispute }) => dispute), pagination };
	});
}
