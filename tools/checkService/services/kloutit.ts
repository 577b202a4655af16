import type { Call, Exchange, Inspection } from '../inspection';
import type { CheckedService, Keys } from '../service';
import {
	anything,
	boolean,
	either,
	isObject,
	kindOf,
	list,
	number,
	object,
	oneOf,
	required,
	type Shape,
	text,
} from '../shape';

const SECTORS = [
	'DIGITAL_PRODUCT',
	'EDUCATION',
	'FASHION',
	'FOOD',
	'GAMING',
	'HEALTH_BEAUTY',
	'HOME',
	'LEISURE',
	'MARKETPLACE',
	'PARKING',
	'PHONE',
	'SOFTWARE',
	'SPORT',
	'SUBSCRIPTION',
	'SUPPLY',
	'TECHNOLOGY',
	'TRANSPORT',
	'TRAVEL_AIRLINE',
	'TRAVEL_HOTEL',
	'TRAVEL_HOTEL_AIRLINE',
	'RENTING_VEHICLE',
];
const EVENTS = ['CASE_CREATED', 'CASE_DEFENSE_GENERATED', 'CASE_WON'];
const STATUSES = [
	'PENDING',
	'GENERATING',
	'GENERATED',
	'ALLEGING',
	'ALLEGED',
	'REOPENED',
	'PREARBITRATION',
	'ARBITRATION',
	'WON',
	'LOST',
	'ACCEPTED',
	'EXPIRED',
];
const REASONS = [
	'FRAUD',
	'PRODUCT_SERVICE_NOT_RECEIVED',
	'DEFECTIVE_PRODUCT_SERVICE',
	'PRODUCT_SERVICE_NOT_AS_DESCRIBED',
	'INCORRECT_DUPLICATED_CHARGES',
	'PRODUCT_SERVICE_CANCELLED',
	'REFUND_NOT_RECEIVED',
	'RECURRENT_OPERATION_CANCELLED',
	'PROCESSING_ERROR',
	'OTHER',
];
const CONNECTION = object({
	valid: required(boolean),
	organization: required(object({ name: required(text()), sectors: required(list(oneOf(...SECTORS))) })),
});
const SUBSCRIPTION = object({
	id: required(text()),
	targetUrl: required(text('address')),
	event: oneOf(...EVENTS),
	createdAt: text('dateTime'),
});
const MISSING = object({
	missingFields: required(
		list(object({ field: required(text()), type: required(text()), required: required(boolean) })),
	),
});
const ERROR = object({
	statusCode: required(number),
	message: required(either(text(), list(text()))),
	error: text(),
});
const AMOUNT = object({ value: required(number), currency: required(text('currency')) });
const CASE = object({
	id: required(text()),
	status: required(oneOf(...STATUSES)),
	expedientNumber: required(text()),
	sector: oneOf(...SECTORS),
	notificationDate: text('dateTime'),
	deadline: text('dateTime'),
	disputeAmount: AMOUNT,
	chargebackReason: oneOf(...REASONS),
	purchaseDate: text('dateTime'),
	transactionDate: text('dateTime'),
	purchaseAmount: AMOUNT,
	isChargeRefundable: boolean,
	active: boolean,
	isDeleted: boolean,
	createdAt: text('dateTime'),
	updatedAt: text('dateTime'),
	deletedAt: anything,
});
const FILE = object({
	name: required(text()),
	uploadedAt: required(text('dateTime')),
	size: required(number),
	mimetype: required(oneOf('application/pdf', 'image/jpeg', 'image/png')),
	category: required(text()),
});

/** A case that no account has. */
const NO_CASE = 'CHECK-NO-SUCH-CASE';

function caller(inspection: Inspection, { apiKey }: Keys) {
	return async (method: string, path: string, body?: unknown, shape?: Shape, key = apiKey): Promise<Exchange> => {
		const call: Call = {
			method,
			path,
			template: path
				.replace(/\/case\/(download-defense\/PDF\/)?(?!download-defense|verify-event)[^/]+/, '/case/$1{n}')
				.replace(/\/webhooks\/.+/, '/webhooks/{id}'),
			headers: {
				'x-api-key': key,
				Accept: 'application/json',
				...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		};
		return await inspection.call(call, shape);
	};
}

const isError = ({ json }: Exchange): true | string => {
	if (!isObject(json)) return kindOf(json);
	return (typeof json.statusCode === 'number' && 'message' in json) || 'other fields';
};

/** A case number that is used once. */
const newCase = (): string => `CHECK-${Date.now()}-${Math.floor(Math.random() * 1e6)}`;

export const kloutit: CheckedService = {
	name: 'kloutit',
	doubtsSection: '9',
	baseUrl: 'https://clients-api.kloutit.com',
	// Contract: 1. In the SDKs' environment switch only.
	sandboxHosts: ['dev.clients-api.kloutit.com'],
	variables: {
		apiKey: { variable: 'CHECK_KLOUTIT_API_KEY' },
		expedientNumber: { variable: 'CHECK_KLOUTIT_CASE', optional: 'number of a case that exists, to check it' },
	},

	async reads(inspection, keys) {
		const call = caller(inspection, keys);
		const health = await inspection.call({ method: 'GET', path: '/health' });
		inspection.status(health, { contract: '2', about: 'GET /health needs no key' }, 200);
		const refused = await call('GET', '/connection', undefined, ERROR, 'wrong-key');
		inspection.status(refused, { contract: '2', about: 'a wrong key is refused with 401' }, 401);
		inspection.judge(refused, { contract: '2', doubts: ['11'], about: 'an error has statusCode and message' }, isError);
		const connection = await call('GET', '/connection', undefined, CONNECTION);
		inspection.status(connection, { contract: '2.1', doubts: ['21'], about: 'GET /connection exists' }, 200);
		inspection.shape(connection, { contract: '2.1', doubts: ['17'], about: 'the connection' }, CONNECTION);
		const subscriptions = await call('GET', '/webhooks', undefined, list(SUBSCRIPTION));
		inspection.shape(subscriptions, { contract: '2.6', about: 'the webhook subscriptions' }, list(SUBSCRIPTION));

		const unknown = await call('POST', `/case/${NO_CASE}/check-case`, undefined, ERROR);
		inspection.status(unknown, { contract: '2', about: 'an unknown case is 404' }, 404);
		inspection.judge(unknown, { contract: '2', doubts: ['11'], about: 'a 404 has statusCode and message' }, isError);
		const noDefense = await call('POST', `/case/download-defense/PDF/${NO_CASE}`, undefined, ERROR);
		inspection.judge(
			noDefense,
			{ contract: '7', about: 'an unknown case has no defense' },
			({ status }) => (status >= 400 && status < 500) || `${status}`,
		);
		const forged = await call(
			'POST',
			'/case/verify-event',
			{ eventType: 'CASE_WON', expedientNumber: NO_CASE, details: {} },
			ERROR,
		);
		inspection.judge(
			forged,
			{ contract: '6', doubts: ['14'], about: 'an event that was never sent does not verify' },
			({ status }) => (status >= 400 && status < 500) || `${status}`,
		);
		const noSubscription = { contract: '2.3', doubts: ['5', '6'], about: 'the check of a case' };
		if (keys.expedientNumber === '') inspection.unreached(noSubscription, 'CHECK_KLOUTIT_CASE names no case');
		else {
			const checked = await call(
				'POST',
				`/case/${encodeURIComponent(keys.expedientNumber)}/check-case`,
				undefined,
				MISSING,
			);
			inspection.status(checked, noSubscription, 200, 204, 206, 406);
			if ([206, 406].includes(checked.status)) {
				inspection.judge(
					checked,
					{ contract: '2.3', doubts: ['6'], about: 'missing fields come in an object' },
					({ json }) => (isObject(json) && Array.isArray(json.missingFields)) || kindOf(json),
				);
			}
		}
	},

	async writes(inspection, keys) {
		const call = caller(inspection, keys);
		const connection = await call('GET', '/connection');
		const sectors =
			isObject(connection.json) && isObject(connection.json.organization) ? connection.json.organization.sectors : [];
		const sector = Array.isArray(sectors) && typeof sectors[0] === 'string' ? sectors[0] : 'FASHION';
		const expedientNumber = newCase();
		const of = (action: string): string => `/case/${expedientNumber}/${action}`;
		const created = await call(
			'POST',
			'/case',
			{
				expedientNumber,
				sector,
				chargebackReason: 'OTHER',
				disputeAmount: { value: 1.5, currency: 'EUR' },
				notificationDate: '2026-01-31T10:00:00.000Z',
			},
			CASE,
		);
		inspection.status(
			created,
			{ contract: '2.2', doubts: ['2', '3', '4'], about: 'a case is created with the names of the schema' },
			201,
		);
		inspection.shape(created, { contract: '2.2', doubts: ['2'], about: 'the new case' }, CASE);
		inspection.judge(
			created,
			{ contract: '2.2', doubts: ['1'], about: 'disputeAmount, notificationDate and chargebackReason are the names' },
			({ json }) =>
				(isObject(json) && ['disputeAmount', 'notificationDate', 'chargebackReason'].every((name) => name in json)) ||
				'not all returned',
		);
		const twice = await call('POST', '/case', { expedientNumber, sector }, ERROR);
		inspection.status(twice, { contract: '8', about: 'a number that is taken is refused' }, 400, 409);
		const older = await call('POST', '/case', {
			expedientNumber: newCase(),
			sector,
			chargebackAmount: { value: 1.5, currency: 'EUR' },
			chargebackDate: '2026-01-31T10:00:00.000Z',
			reasonCode: '4855',
		});
		inspection.judge(older, { contract: '9', about: 'the README’s older names are taken too' }, ({ json, status }) =>
			status >= 400 ? `${status}` : (isObject(json) && json.disputeAmount !== undefined) || 'no disputeAmount',
		);
		const updated = await call('POST', of('update-case'), { purchaseDate: '2026-01-31T10:00:00+00:00' }, CASE);
		inspection.status(updated, { contract: '1', about: 'a date that ends in +00:00 is taken' }, 200);
		const checked = await call('POST', of('check-case'), undefined, MISSING);
		inspection.status(checked, { contract: '2.3', doubts: ['24'], about: 'a new case lacks required fields' }, 406);
		inspection.shape(
			checked.status === 406 ? { ...checked, status: 200 } : checked,
			{ contract: '2.3', doubts: ['6'], about: 'the missing fields' },
			MISSING,
		);
		const early = await call('POST', `/case/download-defense/PDF/${expedientNumber}`, undefined, ERROR);
		inspection.status(early, { contract: '7', doubts: ['10'], about: 'a defense that is not ready is 404' }, 404);
		const form = new FormData();
		form.append('category', 'RECEIPT');
		form.append('file', new Blob(['%PDF-1.4\n%%EOF\n'], { type: 'application/pdf' }), 'check.pdf');
		const upload = new Response(form);
		const uploaded = await inspection.call(
			{
				method: 'POST',
				path: of('upload-file'),
				template: '/case/{n}/upload-file',
				headers: { 'x-api-key': keys.apiKey, 'Content-Type': upload.headers.get('content-type') ?? '' },
				body: new Uint8Array(await upload.arrayBuffer()),
			},
			FILE,
		);
		inspection.status(uploaded, { contract: '5', about: 'a file is uploaded' }, 201);
		inspection.shape(uploaded, { contract: '4.2', about: 'the uploaded file' }, FILE);
		const category = await call('POST', of('update-status'), { status: 'WON' }, ERROR);
		inspection.judge(
			category,
			{ contract: '2.5', about: 'an open case cannot be won' },
			({ status }) => (status >= 400 && status < 500) || `${status}`,
		);

		const targetUrl = 'https://check.example.com/kloutit';
		const subscribed = await call('POST', '/webhooks', { targetUrl, event: 'CASE_WON' }, SUBSCRIPTION);
		inspection.status(subscribed, { contract: '2.6', about: 'a webhook is subscribed' }, 201);
		const id = isObject(subscribed.json) ? String(subscribed.json.id) : undefined;
		const again = await call('POST', '/webhooks', { targetUrl, event: 'CASE_WON' }, SUBSCRIPTION);
		inspection.judge(
			again,
			{ contract: '2.6', about: 'the same subscription is returned again' },
			({ json }) => (isObject(json) && String(json.id) === id) || 'another one',
		);
		const removed = await call('DELETE', `/webhooks/${id}`);
		inspection.status(removed, { contract: '2.6', doubts: ['5'], about: 'a webhook is unsubscribed' }, 200, 204);
	},
};
