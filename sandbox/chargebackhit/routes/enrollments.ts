import type { FastifyInstance } from 'fastify';

import type { JsonObject } from '../../shared/jsonBody';
import { ENROLLMENT_STATUSES } from '../catalogue';
import { listAnswer, type ServiceContext, successAnswer } from '../context';
import { advanceEnrollments } from '../enrollmentProgress';
import type { EnrollmentRecord } from '../records';
import { readJson, readJsonObject } from '../requestBody';
import { checkElement } from '../rules/enrollment';
import { Constraints, ServiceError } from '../serviceError';
import type { ChargebackhitState } from '../state';
import { among, type ListRules, listPage } from './listing';

const LARGEST_BATCH = 1000;

/** Contract: 2.9. Filter and pagination, no sort. */
const LIST_RULES: ListRules<EnrollmentRecord> = {
	sortable: false,
	methods: ['offset'],
	methodNamed: true,
	filters: {
		merchant_internal_ids: {
			kind: 'oneOf',
			of: ({ element }) => element.merchant_internal_id as string | undefined,
		},
		statuses: { kind: 'oneOf', of: ({ status }) => status, accepts: among(ENROLLMENT_STATUSES) },
		descriptions: { kind: 'oneOf', of: ({ element }) => element.description as string | undefined },
	},
};

/** Enroll a batch of MIDs and list enrollments (Contract: 2.9 and 5). */
export function enrollmentRoutes(app: FastifyInstance, context: ServiceContext): void {
	const { state, settings } = context;

	app.post('/api/v2/import/mids/batch-create', async (request, reply) => {
		const batch = readJson(request.received);
		if (!Array.isArray(batch)) throw new ServiceError(400, 'validation_error', 'The body must be a JSON array');
		if (batch.length === 0 || batch.length > LARGEST_BATCH) {
			const message = `A batch must have 1 to ${LARGEST_BATCH} elements; it had ${batch.length}`;
			throw new ServiceError(400, 'validation_error', message);
		}
		const constraints = new Constraints();
		batch.forEach((element, index) => checkElement(element, index, constraints));
		constraints.throwIfAny();
		const accepted = batch.map((element: EnrollmentRecord['element']) => enter(state, element));
		return successAnswer(context, reply.code(201), { items: accepted.map(brief) });
	});

	app.post('/api/v2/import/mids/list', async (request) => {
		advanceEnrollments(state, settings.enrollmentStep);
		const page = listPage(readJsonObject(request.received), state.enrollments.values(), LIST_RULES, settings);
		return listAnswer(context, page, enrollmentBody);
	});
}

function enter(state: ChargebackhitState, element: EnrollmentRecord['element']): EnrollmentRecord {
	const enrollment: EnrollmentRecord = {
		id: state.random.uuid(),
		sequence: state.nextSequence(),
		createdAt: Date.now(),
		status: 'new',
		importMessage: '',
		element,
		settled: false,
	};
	state.enrollments.set(enrollment.id, enrollment);
	return enrollment;
}

/** The status for each MID that the later source shows. */
const brief = ({ id, status, element }: EnrollmentRecord): JsonObject => ({
	id,
	merchant_internal_id: element.merchant_internal_id ?? '',
	card_acceptor_id: element.card_acceptor_id ?? '',
	status,
});

const enrollmentBody = (enrollment: EnrollmentRecord): JsonObject => ({
	...brief(enrollment),
	required_products: enrollment.element.required_products ?? [],
	arns: enrollment.element.arns ?? [],
	descriptor: enrollment.element.descriptor,
	description: enrollment.element.description ?? '',
	psp_name: enrollment.element.psp_name,
	import_message: enrollment.importMessage,
});
