import type { Exchange, Inspection } from '../inspection';
import type { CheckedService, Keys } from '../service';
import { anything, either, isObject, kindOf, list, number, object, oneOf, required, type Shape, text } from '../shape';

const API = '/payment/customer/v1';
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const STATUSES = [
	'PREPARING',
	'STARTED',
	'ENQUEUED',
	'CONSENT_AWAITING_AUTHORIZATION',
	'CONSENT_AUTHORIZED',
	'CONSENT_REJECTED',
	'PAYMENT_PENDING',
	'PAYMENT_PARTIALLY_ACCEPTED',
	'PAYMENT_SETTLEMENT_PROCESSING',
	'PAYMENT_SETTLEMENT_DEBTOR_ACCOUNT',
	'PAYMENT_SCHEDULED',
	'PAYMENT_COMPLETED',
	'PAYMENT_REJECTED',
	'ERROR',
	'CANCELED',
	'EXPIRED',
];

const AUTH = object({ accessToken: required(text()), expireIn: number, expire: either(text(), number) });
const PARTICIPANT = object({
	id: required(text('uuid')),
	name: required(text()),
	avatar: text('address'),
	slug: text(),
	organisation_id: text(),
	status: oneOf('ACTIVE', 'INACTIVE'),
	tradeName: text(),
	taxId: text(),
	ispb: text(),
	createdAt: text('dateTime'),
	updatedAt: text('dateTime'),
});
const PARTICIPANTS = object({
	data: required(list(PARTICIPANT)),
	cursor: object({ afterCursor: anything, beforeCursor: anything }),
});
const STATUS = object({
	id: required(text('uuid')),
	externalId: anything,
	status: required(oneOf(...STATUSES)),
	date: anything,
	amount: anything,
	createAt: text('dateTime'),
	updateAt: text('dateTime'),
	error: anything,
	redirectConsentURL: anything,
	consentId: anything,
	endToEndId: anything,
	transactionIdentification: anything,
});
const ERROR = object({
	statusCode: required(number),
	error: text(),
	errorCode: text(),
	message: either(text(), list(text())),
	path: text(),
	method: text(),
	timestamp: text('dateTime'),
});

function caller(inspection: Inspection) {
	return async (
		method: string,
		path: string,
		{ body, token, shape }: { body?: unknown; token?: string; shape?: Shape } = {},
	) =>
		await inspection.call(
			{
				method,
				path: API + path,
				template: (API + path).replace(/\/payments\/[^/]+/, '/payments/{id}'),
				headers: {
					Accept: 'application/json',
					...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
					...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
				},
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			},
			shape,
		);
}

const field = ({ json }: Exchange, name: string): unknown => (isObject(json) ? json[name] : undefined);

/** The id that a token's claim `payload` names. */
function paymentOf(token: unknown): string | undefined {
	try {
		const claims = JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as {
			payload?: { id?: unknown };
		};
		return typeof claims.payload?.id === 'string' ? claims.payload.id : undefined;
	} catch {
		return undefined;
	}
}

const isError = ({ json, status }: Exchange): true | string => {
	if (status < 400) return `${status}`;
	return (isObject(json) && ('message' in json || 'error' in json)) || kindOf(json);
};

export const klavi: CheckedService = {
	name: 'klavi',
	doubtsSection: '6',
	baseUrl: 'https://api-testing.klavi.ai',
	// Contract: 1.1. api-testing may reach real banks, so that it is none.
	sandboxHosts: ['api-sandbox.klavi.ai'],
	variables: {
		accessKey: { variable: 'CHECK_KLAVI_ACCESS_KEY' },
		secretKey: { variable: 'CHECK_KLAVI_SECRET_KEY' },
	},

	async reads(inspection, { accessKey, secretKey }: Keys) {
		const call = caller(inspection);
		const refused = await call('POST', '/auth', { body: { accessKey, secretKey: 'wrong' }, shape: ERROR });
		inspection.status(refused, { contract: '1.4', about: 'a wrong key pair is refused with 401' }, 401);
		inspection.judge(refused, { contract: '2.13', doubts: ['6.14'], about: 'an error has a message' }, isError);
		const granted = await call('POST', '/auth', { body: { accessKey, secretKey }, shape: AUTH });
		inspection.status(granted, { contract: '1.4', about: 'a token is issued' }, 200, 201);
		inspection.shape(granted, { contract: '1.4', about: 'the token response' }, AUTH);
		inspection.judge(granted, { contract: '1.5', doubts: ['6.5'], about: 'a token lives 1800 seconds' }, (exchange) => {
			const life = Number(field(exchange, 'expireIn') ?? field(exchange, 'expire'));
			return life === 1800 || (Number.isFinite(life) ? `${life} seconds` : 'no lifetime');
		});
		const token = String(field(granted, 'accessToken'));
		const id = paymentOf(token);
		inspection.judge(
			granted,
			{ contract: '1.4', doubts: ['6.24'], about: 'the token names its payment in payload.id' },
			() => id !== undefined || 'no such claim',
		);
		const participants = await call('GET', '/participants?limit=2', { token, shape: PARTICIPANTS });
		inspection.status(
			participants,
			{ contract: '2.1', doubts: ['6.2', '6.23'], about: 'GET /participants exists' },
			200,
		);
		inspection.shape(participants, { contract: '2.1', doubts: ['6.2'], about: 'the participants' }, PARTICIPANTS);
		const anonymous = await call('GET', '/participants', { shape: ERROR });
		inspection.status(anonymous, { contract: '2.13', about: 'a call without a token is 401' }, 401);

		const own = await call('GET', `/payments/${id}/status`, { token, shape: STATUS });
		inspection.status(
			own,
			{ contract: '2.3', doubts: ['6.6'], about: 'the payment of a token can be looked at before its create' },
			200,
			404,
		);
		if (own.status === 200) {
			inspection.shape(own, { contract: '2.3', doubts: ['6.10'], about: 'a status' }, STATUS);
		} else
			inspection.unreached({ contract: '2.3', doubts: ['6.10'], about: 'a status' }, 'There is no payment to look at');
		const unknown = await call('GET', `/payments/${UNKNOWN_ID}/status`, { token, shape: ERROR });
		inspection.status(unknown, { contract: '2.13', doubts: ['6.15'], about: 'an unknown payment is 404' }, 403, 404);
	},

	async writes(inspection, { accessKey, secretKey }: Keys) {
		const call = caller(inspection);
		const auth = async (): Promise<string> =>
			String(field(await call('POST', '/auth', { body: { accessKey, secretKey }, shape: AUTH }), 'accessToken'));
		const token = await auth();
		const participants = await call('GET', '/participants?limit=1', { token, shape: PARTICIPANTS });
		const listed = field(participants, 'data');
		const participantId =
			Array.isArray(listed) && isObject(listed[0]) ? listed[0].id : 'c8f0bf49-4744-4933-8960-7add6e590841';
		// Contract: 6.3. Without anybody who authorizes it, a payment expires.
		const payment = {
			externalId: `check-${Date.now()}`,
			participantId,
			method: 'PIX_MANU_AUTO',
			user: { taxId: '12345678901', name: 'Check' },
			amount: '100',
			redirectURL: 'https://check.example.com/',
		};
		const created = await call('POST', '/payments', { body: payment, token, shape: STATUS });
		inspection.status(
			created,
			{ contract: '2.2', doubts: ['6.3', '6.9', '6.22'], about: 'a payment is created from the least' },
			200,
			201,
		);
		const id = field(created, 'id');
		inspection.judge(
			created,
			{ contract: '1.4', doubts: ['6.6'], about: 'the new payment has the id of its token' },
			() => id === paymentOf(token) || 'another id',
		);
		inspection.judge(
			created,
			{ contract: '2.4', doubts: ['6.10'], about: 'the moment is called createAt' },
			({ json }) =>
				(isObject(json) && 'createAt' in json) || (isObject(json) && 'createdAt' in json ? 'createdAt' : 'missing'),
		);
		const read = await call('GET', `/payments/${id}/status`, { token, shape: STATUS });
		inspection.shape(read, { contract: '2.3', doubts: ['6.7'], about: 'the status of the new payment' }, STATUS);
		const other = await call('GET', `/payments/${id}/status`, { token: await auth(), shape: STATUS });
		inspection.status(other, { contract: '1.4', doubts: ['6.6'], about: 'another token reads it too' }, 200);
		const second = await call('POST', '/payments', {
			body: { ...payment, externalId: `${payment.externalId}-2` },
			token,
			shape: ERROR,
		});
		inspection.judge(
			second,
			{ contract: '1.4', doubts: ['6.6'], about: 'a token creates one payment only' },
			({ status }) => status >= 400 || `${status}`,
		);
		const again = await call('POST', '/payments', { body: payment, token: await auth(), shape: ERROR });
		inspection.status(again, { contract: '2.13', doubts: ['6.24'], about: 'an externalId that was used is 409' }, 409);
		const decimal = await call('POST', '/payments', {
			body: { ...payment, externalId: `${payment.externalId}-3`, amount: '1.00' },
			token: await auth(),
			shape: ERROR,
		});
		inspection.status(decimal, { contract: '2.2', doubts: ['6.1'], about: 'a decimal amount is refused' }, 400, 422);
		const wrong = await call('POST', '/payments', {
			body: { ...payment, externalId: `${payment.externalId}-4`, method: 'PIX_QRCODE', qrCode: 'none' },
			token: await auth(),
			shape: ERROR,
		});
		inspection.status(wrong, { contract: '2.13', about: 'a text that is no QR code is 416' }, 416, 422);
	},
};
