import { createHmac } from 'node:crypto';

import type { Claim, Exchange, Inspection } from '../inspection';
import type { CheckedService, Keys } from '../service';
import { anything, isObject, kindOf, list, map, number, object, oneOf, required, type Shape, text } from '../shape';

const PRODUCTS = ['ethoca', 'rdr', 'oi', 'cdrn', 'consumer-clarity', 'visa-dispute', 'visa-fraud', 'paypal'];
const SETTABLE = [
	'reversed',
	'previously-reversed',
	'decline',
	'reverse-error',
	'not-found',
	'acknowledged',
	'pending',
	'shipped',
];
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

const ALERT = object({
	alert: required(
		object({
			id: required(text('uuid')),
			date: text('dateTime'),
			type: required(
				oneOf('inquiry', 'prevented', 'init-refund', 'resolved', 'fraud-notification', 'dispute-notification'),
			),
			product: oneOf(...PRODUCTS),
			provider: oneOf('ethoca', 'verifi'),
			outcome: oneOf('', ...SETTABLE, 'duplicate', 'error'),
			amount: text('decimal'),
			currency: text('currency'),
			card_acceptor_id: text(),
			acquirer_bin: text(),
			mcc: text(),
			descriptor: text(),
			reason_code: text(),
			reason_group: text(),
			pricing_tier: text(),
		}),
	),
	transaction: required(
		object({
			transaction_merchant_id: text(),
			transaction_id: text(),
			date: text('dateTime'),
			amount: text('decimal'),
			currency: text('currency'),
			type: text(),
			card_brand: text(),
			bin: text(),
			last_four: text(),
			auth_code: text(),
			arn: text(),
		}),
	),
	merchant: required(object({ id: text('uuid'), internal_id: text(), descriptor: text(), name: text() })),
});
const MERCHANT = object({ id: required(text('uuid')), internal_id: text(), descriptor: text(), name: text() });
const CAID = object({
	id: required(text('uuid')),
	merchant_id: text('uuid'),
	internal_id: text(),
	card_acceptor_id: text(),
	acquirer_bin: text(),
	descriptor: text(),
	mcc: text(),
	psp_name: text(),
	created_at: text('dateTime'),
	updated_at: text('dateTime'),
	activities: anything,
	info: object({ products: map(object({ status: required(text()), failure_reason: text() })) }),
});
const ENROLLMENT = object({
	id: required(text('uuid')),
	merchant_internal_id: text(),
	card_acceptor_id: text(),
	status: required(oneOf('new', 'accepted', 'success', 'error', 'rejected')),
	required_products: list(oneOf(...PRODUCTS)),
	arns: list(text()),
	descriptor: text(),
	description: text(),
	psp_name: text(),
	import_message: text(),
});
const DISPUTE = object({
	id: required(text('uuid')),
	provider: oneOf('stripe', 'paypal', 'adyen', 'checkout'),
	provider_dispute_id: text(),
	status: required(oneOf('needs-response', 'processing', 'under-review', 'resolved')),
	stage: oneOf('inquiry', 'chargeback', 'pre-arbitration', 'arbitration'),
	outcome: oneOf('won', 'lost', 'rdr'),
	reason: text(),
	amount: text('decimal'),
	currency: text('currency'),
	dispute_date: text('dateTime'),
	response_deadline: anything,
	created_at: text('dateTime'),
	updated_at: text('dateTime'),
	representments: list(
		object({
			id: text('uuid'),
			status: oneOf(
				'evidence-generation',
				'waiting-for-enrichment',
				'submission-in-progress',
				'submission-failed',
				'submitted',
			),
			created_at: text('dateTime'),
			updated_at: text('dateTime'),
			submitted_at: anything,
			enrichment_deadline: anything,
		}),
	),
});
const page = (item: Shape, name = 'data'): Shape =>
	object({
		[name]: required(list(item)),
		pagination: object({ limit: number, next_page_token: text(), offset: number }),
	});
const ERROR = object({
	error: required(object({ code: required(text()), message: required(text()), constraints: map(anything) })),
});

/** Base64 of the lower-case hexadecimal HMAC-SHA512 over key, body, key. Contract: 1.3. */
function signed({ publicKey, secretKey }: Keys, body: string): string {
	const hex = createHmac('sha512', secretKey)
		.update(publicKey + body + publicKey)
		.digest('hex');
	return Buffer.from(hex).toString('base64');
}

const recordsOf = ({ json }: Exchange): unknown[] => {
	const body = isObject(json) ? (json.data ?? json.items) : undefined;
	return Array.isArray(body) ? body : [];
};
/** Judges the records of a list. An empty one says nothing about them. */
function shapeOfList(inspection: Inspection, exchange: Exchange, claim: Claim, shape: Shape): void {
	const isList = [true, 'items'].includes(isWrapped(exchange));
	const isEmpty = exchange.status === 200 && isList && recordsOf(exchange).length === 0;
	if (isEmpty) inspection.unreached(claim, 'The list is empty');
	else inspection.shape(exchange, claim, shape);
}

/** A field of the first record, such as `alert.id`. */
const firstOf = (exchange: Exchange, ...path: string[]): string | undefined => {
	let value: unknown = recordsOf(exchange)[0];
	for (const name of path) value = isObject(value) ? value[name] : undefined;
	return typeof value === 'string' ? value : undefined;
};

function caller(inspection: Inspection, keys: Keys) {
	return async (
		method: string,
		path: string,
		body?: unknown,
		{ shape, template, headers = {} }: { shape?: Shape; template?: string; headers?: Record<string, string> } = {},
	): Promise<Exchange> => {
		const text = body === undefined ? '' : JSON.stringify(body);
		return await inspection.call(
			{
				method,
				path,
				template,
				headers: {
					'Content-Type': 'application/json',
					public_key: keys.publicKey,
					signature: signed(keys, text),
					...headers,
				},
				...(body === undefined ? {} : { body: text }),
			},
			shape,
		);
	};
}

const isWrapped = ({ json }: Exchange): true | string =>
	(isObject(json) && 'data' in json) || (isObject(json) && 'items' in json ? 'items' : kindOf(json));

export const chargebackhit: CheckedService = {
	name: 'chargebackhit',
	doubtsSection: '8',
	baseUrl: 'https://api.chargebackhit.com',
	// Contract: 1.1. Sandbox and production are accounts on one host: no address of the service is certainly a sandbox.
	sandboxHosts: [],
	variables: {
		publicKey: { variable: 'CHECK_CHARGEBACKHIT_PUBLIC_KEY' },
		secretKey: { variable: 'CHECK_CHARGEBACKHIT_SECRET_KEY' },
	},

	async reads(inspection, keys) {
		const call = caller(inspection, keys);
		const wrong = await call(
			'POST',
			'/api/v2/alerts/list',
			{},
			{ headers: { signature: signed(keys, 'other') }, shape: ERROR },
		);
		inspection.status(wrong, { contract: '2.1', about: 'a wrong signature is refused with 401' }, 401);
		const withoutHmac = await call('POST', '/api/v2/alerts/list', { pagination: { method: 'token', limit: 1 } });
		inspection.status(
			withoutHmac,
			{
				contract: '1.3',
				doubts: ['1', '2'],
				about: 'HMAC-SHA512 in hexadecimal, then base64, in two headers of their own',
			},
			200,
		);

		const alerts = await call(
			'POST',
			'/api/v2/alerts/list',
			{ pagination: { method: 'token', limit: 3, page_token: '' } },
			{ shape: page(ALERT) },
		);
		inspection.judge(alerts, { contract: '2.6', doubts: ['7'], about: 'a list is wrapped in data' }, isWrapped);
		shapeOfList(inspection, alerts, { contract: '3', doubts: ['13'], about: 'the list of alerts' }, page(ALERT));
		const alertId = firstOf(alerts, 'alert', 'id');
		if (alertId === undefined)
			inspection.unreached({ contract: '3.1', doubts: ['14', '15'], about: 'an alert' }, 'The account has no alert');
		else {
			const [first] = recordsOf(alerts) as Array<{ alert: Record<string, unknown> }>;
			const { amount } = first.alert;
			inspection.judge(
				alerts,
				{ contract: '3.1', doubts: ['14'], about: 'amounts are decimal text' },
				() => typeof amount === 'string' || kindOf(amount),
			);
			inspection.judge(
				alerts,
				{ contract: '3.1', doubts: ['15'], about: 'the date of an alert is called date' },
				() => 'date' in first.alert || ('published_at' in first.alert ? 'published_at' : 'missing'),
			);
		}
		const plain = await call('POST', '/api/v2/alerts/list', {}, { shape: page(ALERT) });
		inspection.judge(
			plain,
			{ contract: '2.6', doubts: ['17'], about: 'the default paging method of alerts is by token' },
			({ json }) =>
				(isObject(json) && isObject(json.pagination) && 'next_page_token' in json.pagination) || 'no next_page_token',
		);
		const tooMany = await call('POST', '/api/v2/alerts/list', { pagination: { method: 'token', limit: 101 } });
		inspection.judge(
			tooMany,
			{ contract: '2.6', doubts: ['17'], about: 'a page holds 100 records at most' },
			({ status }) => status >= 400 || recordsOf(tooMany).length <= 100 || 'more than 100',
		);
		const sorted = await call('POST', '/api/v2/alerts/list', {
			sort: { field: 'created_at', direction: 'asc' },
			pagination: { method: 'token', limit: 1 },
		});
		inspection.status(sorted, { contract: '2.6', doubts: ['19'], about: 'sort takes field and direction' }, 200);
		const unsorted = await call('POST', '/api/v2/alerts/list', { filter: {}, sort: {}, pagination: {} });
		inspection.status(unsorted, { contract: '2.6', doubts: ['19'], about: 'an empty sort is the default order' }, 200);

		const alert = await call('GET', `/api/v2/alerts/${alertId}`, undefined, {
			template: '/api/v2/alerts/{id}',
			shape: object({ data: list(ALERT) }),
		});
		inspection.status(alert, { contract: '1.4', doubts: ['3', '6'], about: 'GET signs the empty text' }, 200);
		inspection.judge(
			alert,
			{ contract: '2.5', doubts: ['8'], about: 'one alert comes in a data list' },
			({ json }) =>
				(isObject(json) && Array.isArray(json.data)) ||
				(isObject(json) && 'data' in json ? 'data is an object' : 'bare'),
		);
		const unknown = await call('GET', `/api/v2/alerts/${UNKNOWN_ID}`, undefined, {
			template: '/api/v2/alerts/{id}',
			shape: ERROR,
		});
		inspection.status(unknown, { contract: '2.1', about: 'an unknown id is 404' }, 404);
		inspection.judge(
			unknown,
			{ contract: '2.1', about: 'an error has code and message in error' },
			({ json }) =>
				(isObject(json) && isObject(json.error) && 'code' in json.error && 'message' in json.error) || kindOf(json),
		);

		const merchants = await call(
			'POST',
			'/api/v2/merchants/list',
			{ pagination: { method: 'offset', limit: 2, offset: 0 } },
			{ shape: page(MERCHANT) },
		);
		inspection.status(merchants, { contract: '2.7', doubts: ['18', '6'], about: 'merchants are paged by offset' }, 200);
		shapeOfList(inspection, merchants, { contract: '2.7', about: 'the list of merchants' }, page(MERCHANT));
		const merchant = await call('GET', `/api/v2/merchants/${firstOf(merchants, 'id')}`, undefined, {
			template: '/api/v2/merchants/{id}',
			shape: object({ data: MERCHANT }),
		});
		inspection.shape(merchant, { contract: '2.7', about: 'one merchant' }, object({ data: required(MERCHANT) }));

		const caids = await call(
			'POST',
			'/api/v2/caids/list',
			{ pagination: { method: 'token', limit: 2, page_token: '' } },
			{ shape: page(CAID) },
		);
		inspection.status(caids, { contract: '2.8', doubts: ['18'], about: 'CAIDs are paged by token' }, 200);
		inspection.judge(
			caids,
			{ contract: '2.8', doubts: ['9'], about: 'the CAIDs come as a list' },
			({ json }) => (isObject(json) && Array.isArray(json.data)) || (isObject(json) ? kindOf(json.data) : kindOf(json)),
		);
		shapeOfList(inspection, caids, { contract: '2.8', doubts: ['22'], about: 'the list of CAIDs' }, page(CAID));
		const caid = await call('GET', `/api/v2/caids/${firstOf(caids, 'id')}?include=caid.activities`, undefined, {
			template: '/api/v2/caids/{id}',
			shape: object({ data: CAID }),
		});
		inspection.status(
			caid,
			{ contract: '1.4', doubts: ['4', '20'], about: 'the query is not signed, include=caid.activities' },
			200,
		);

		const enrollments = await call(
			'POST',
			'/api/v2/import/mids/list',
			{ pagination: { method: 'offset', limit: 2, offset: 0 } },
			{ shape: page(ENROLLMENT) },
		);
		shapeOfList(
			inspection,
			enrollments,
			{ contract: '2.9', doubts: ['18'], about: 'the list of enrollments' },
			page(ENROLLMENT),
		);
		const disputes = await call(
			'POST',
			'/api/v2/disputes/list',
			{ pagination: { limit: 2 } },
			{ shape: page(DISPUTE, 'items') },
		);
		shapeOfList(
			inspection,
			disputes,
			{ contract: '2.10', doubts: ['7'], about: 'the list of disputes, in items' },
			page(DISPUTE, 'items'),
		);

		// Contract: 2.3. Checks a reply and changes nothing.
		const valid = await call('POST', '/api/v2/integration/alerts/validate', { outcome: 'reversed' });
		inspection.status(valid, { contract: '2.3', about: 'a valid outcome is a success' }, 200, 201, 204);
		inspection.judge(
			valid,
			{ contract: '2.1', doubts: ['10'], about: 'the success body of validate is JSON' },
			({ json, text: body }) => json !== undefined || (body === '' ? 'empty' : 'other text'),
		);
		for (const outcome of ['duplicate', 'error']) {
			const more = await call('POST', '/api/v2/integration/alerts/validate', { outcome });
			inspection.status(
				more,
				{ contract: '6.1', doubts: ['13'], about: `${outcome} is read, but cannot be set` },
				400,
				422,
			);
		}
	},

	async writes(inspection, keys) {
		const call = caller(inspection, keys);
		const generated = await call('POST', '/api/v2/integration/alerts/generate', {
			alert: {
				type: 'init-refund',
				product: 'cdrn',
				provider: 'verifi',
				amount: '1.00',
				currency: 'USD',
				descriptor: 'CHECK*1',
			},
			transaction: { transaction_merchant_id: 'check-1', amount: '1.00', currency: 'USD' },
			merchant: { descriptor: 'CHECK*1' },
		});
		inspection.status(
			generated,
			{ contract: '2.2', doubts: ['26', '6'], about: 'a sandbox alert is generated' },
			200,
			201,
			204,
		);
		const open = await call('POST', '/api/v2/alerts/list', {
			filter: { descriptors: ['CHECK*1'], outcomes: [] },
			pagination: { method: 'token', limit: 100 },
		});
		const waiting = (recordsOf(open) as Array<{ alert: { id: string; outcome?: string } }>).find(
			({ alert }) => !alert.outcome,
		);
		const path = `/api/v2/alerts/${waiting?.alert.id}/update-outcome`;
		const template = '/api/v2/alerts/{id}/update-outcome';
		const pending = await call('POST', path, { outcome: 'pending' }, { template });
		inspection.status(
			pending,
			{ contract: '2.4', doubts: ['6', '11'], about: 'an outcome is set without further data' },
			200,
			201,
			204,
		);
		inspection.judge(
			pending,
			{ contract: '2.1', doubts: ['10'], about: 'the success body of update is JSON' },
			({ json, text: body }) => json !== undefined || (body === '' ? 'empty' : 'other text'),
		);
		const final = await call('POST', path, { outcome: 'acknowledged', order: { order_id: 'check-1' } }, { template });
		inspection.status(final, { contract: '2.4', about: 'one final outcome follows pending' }, 200, 201, 204);
		const again = await call('POST', path, { outcome: 'reversed' }, { template, shape: ERROR });
		inspection.judge(
			again,
			{ contract: '4', about: 'a final outcome cannot be changed' },
			({ status }) => status >= 400 || `${status}`,
		);

		const enrolled = await call('POST', '/api/v2/import/mids/batch-create', [
			{ descriptor: 'CHECK*1', psp_name: 'Check', required_products: ['ethoca'], merchant_internal_id: 'check-1' },
		]);
		inspection.status(enrolled, { contract: '2.9', about: 'a batch of MIDs is taken' }, 200, 201, 204);
		inspection.judge(
			enrolled,
			{ contract: '2.1', doubts: ['10'], about: 'the success body of batch-create is JSON' },
			({ json, text: body }) => json !== undefined || (body === '' ? 'empty' : 'other text'),
		);
		const withoutPsp = await call('POST', '/api/v2/import/mids/batch-create', [{ descriptor: 'CHECK*1' }], {
			shape: ERROR,
		});
		inspection.status(withoutPsp, { contract: '5.1', doubts: ['12'], about: 'psp_name is required' }, 400, 422);
		const arn = `74${'0'.repeat(21)}`;
		const oneArn = await call(
			'POST',
			'/api/v2/import/mids/batch-create',
			[{ descriptor: 'CHECK*1', psp_name: 'Check', required_products: ['rdr'], arns: [arn] }],
			{ shape: ERROR },
		);
		inspection.status(
			oneArn,
			{ contract: '5.1', doubts: ['25'], about: 'fewer than three ARNs are refused' },
			400,
			422,
		);

		const merchants = await call('POST', '/api/v2/merchants/list', {
			pagination: { method: 'offset', limit: 1, offset: 0 },
		});
		const changed = await call(
			'PATCH',
			`/api/v2/merchants/${firstOf(merchants, 'id')}`,
			{ internal_id: firstOf(merchants, 'internal_id') ?? 'check-1' },
			{ template: '/api/v2/merchants/{id}' },
		);
		inspection.status(changed, { contract: '2.7', doubts: ['27'], about: 'a merchant is changed with PATCH' }, 200);
	},
};
