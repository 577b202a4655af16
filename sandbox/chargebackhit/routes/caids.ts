import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { JsonObject } from '../../shared/jsonBody';
import { DISENROLLABLE_PRODUCTS, ENROLLED_STATUSES, type Product } from '../catalogue';
import { listAnswer, type ServiceContext, singleAnswer } from '../context';
import { advanceEnrollments } from '../enrollmentProgress';
import type { CaidRecord } from '../records';
import { readId, readInternalId, readJsonObject } from '../requestBody';
import { Constraints, notFound, ServiceError } from '../serviceError';
import { type ListRules, listPage, uuidRule } from './listing';

/** Contract: 2.8. `statuses` are those of the products: a CAID has had no status of its own since January 2025. */
const LIST_RULES: ListRules<CaidRecord> = {
	sortable: true,
	methods: ['token'],
	methodNamed: true,
	filters: {
		ids: { kind: 'oneOf', of: ({ id }) => id, accepts: uuidRule },
		merchant_ids: { kind: 'oneOf', of: ({ merchantId }) => merchantId, accepts: uuidRule },
		statuses: { kind: 'oneOf', of: ({ products }) => Object.values(products).map(({ status }) => status) },
		descriptors: { kind: 'oneOf', of: ({ descriptor }) => descriptor },
		psp_names: { kind: 'oneOf', of: ({ pspName }) => pspName },
		caids: { kind: 'oneOf', of: ({ cardAcceptorId }) => cardAcceptorId },
		bins: { kind: 'oneOf', of: ({ acquirerBin }) => acquirerBin },
		created_at_from: { kind: 'from', of: ({ createdAt }) => createdAt },
		created_at_to: { kind: 'to', of: ({ createdAt }) => createdAt },
		updated_at_from: { kind: 'from', of: ({ updatedAt }) => updatedAt },
		updated_at_to: { kind: 'to', of: ({ updatedAt }) => updatedAt },
	},
};

/** Get, update, disenroll and list CAIDs (Contract: 2.8). */
export function caidRoutes(app: FastifyInstance, context: ServiceContext): void {
	const { state, settings } = context;
	const render = (caid: CaidRecord, withActivities = false): JsonObject =>
		caidBody(caid, settings.responseStyle, withActivities);

	const find = (params: unknown): CaidRecord => {
		advanceEnrollments(state, settings.enrollmentStep);
		const id = readId(params);
		const caid = state.caids.get(id);
		if (caid === undefined) throw notFound('CAID', id);
		return caid;
	};

	app.get('/api/v2/caids/:id', async (request) => {
		const withActivities = readInclude(request);
		return singleAnswer(context, render(find(request.params), withActivities));
	});

	app.patch('/api/v2/caids/:id', async (request) => {
		const withActivities = readInclude(request);
		const caid = find(request.params);
		caid.internalId = readInternalId(readJsonObject(request.received));
		caid.updatedAt = Date.now();
		return singleAnswer(context, render(caid, withActivities));
	});

	app.post('/api/v2/caids/:id/disenroll', async (request) => {
		const caid = find(request.params);
		disenroll(caid, readJsonObject(request.received));
		return singleAnswer(context, render(caid));
	});

	app.post('/api/v2/caids/list', async (request) => {
		advanceEnrollments(state, settings.enrollmentStep);
		const page = listPage(readJsonObject(request.received), state.caids.values(), LIST_RULES, settings);
		return listAnswer(context, page, (caid) => render(caid));
	});
}

/** `?include=caid.activities`, the only value documented. */
function readInclude(request: FastifyRequest): boolean {
	const { include } = request.query as { include?: unknown };
	if (include === undefined) return false;
	const constraints = new Constraints();
	if (include !== 'caid.activities') constraints.add('include', 'must be caid.activities');
	constraints.throwIfAny();
	return true;
}

function disenroll(caid: CaidRecord, { products }: JsonObject): void {
	const constraints = new Constraints();
	if (products === undefined) constraints.add('products', 'is required');
	else if (!Array.isArray(products) || products.length === 0)
		constraints.add('products', 'must be an array of at least one product');
	else {
		products.forEach((product, index) => {
			const isKnown = DISENROLLABLE_PRODUCTS.includes(product as (typeof DISENROLLABLE_PRODUCTS)[number]);
			if (!isKnown) constraints.add(`products[${index}]`, `must be one of ${DISENROLLABLE_PRODUCTS.join(', ')}`);
		});
	}
	constraints.throwIfAny();

	const wanted = products as Product[];
	wanted.forEach((product, index) => {
		const status = caid.products[product]?.status;
		if (status !== undefined && ENROLLED_STATUSES.includes(status)) return;
		constraints.add(
			`products[${index}]`,
			status === undefined ? `${product} is not enrolled` : `${product} is ${status}`,
		);
	});
	if (constraints.any) {
		const message = 'status must be a valid value for a product passed in request';
		throw new ServiceError(400, 'validation_status_invalid', message, constraints.found);
	}
	for (const product of wanted) caid.products[product] = { status: 'removing', failureReason: '', at: Date.now() };
	caid.updatedAt = Date.now();
}

function caidBody(caid: CaidRecord, style: 'documented' | 'alternative', withActivities: boolean): JsonObject {
	const products = Object.entries(caid.products);
	return {
		id: caid.id,
		created_at: new Date(caid.createdAt).toISOString(),
		updated_at: new Date(caid.updatedAt).toISOString(),
		merchant_id: caid.merchantId,
		internal_id: caid.internalId,
		card_acceptor_id: caid.cardAcceptorId,
		acquirer_bin: caid.acquirerBin,
		descriptor: caid.descriptor,
		mcc: caid.mcc,
		psp_name: caid.pspName,
		info: {
			products: Object.fromEntries(
				products.map(([name, { status, failureReason }]) => [name, { status, failure_reason: failureReason }]),
			),
		},
		...(style === 'alternative' ? { status: 'active', products: products.map(([name]) => name) } : {}),
		...(withActivities
			? {
					activities: products.map(([product, { status, at }]) => ({
						product,
						status,
						date: new Date(at).toISOString(),
					})),
				}
			: {}),
	};
}
