import type { Exchange, Inspection } from '../inspection';
import type { CheckedService, Keys } from '../service';
import { anything, isObject, kindOf, list, number, object, oneOf, required, text } from '../shape';

const FORM = 'application/x-www-form-urlencoded';
const GRANT = 'grant_type=client_credentials&scope=k1_integration_api';
const SANDBOX_LOGIN = 'https://login.kount.com/oauth2/ausdppkujzCPQuIrY357/v1/token';
const PRODUCTION_LOGIN = 'https://login.kount.com/oauth2/ausdppksgrbyM0abp357/v1/token';

const TOKEN = object({
	token_type: required(oneOf('Bearer')),
	expires_in: required(number),
	access_token: required(text()),
	scope: text(),
});
const ORDER = object({
	version: text(),
	order: required(
		object({
			orderId: required(text()),
			merchantOrderId: required(text()),
			channel: text(),
			deviceSessionId: text(),
			creationDateTime: text('dateTime'),
			riskInquiry: object({
				decision: oneOf('APPROVE', 'REVIEW', 'DECLINE'),
				omniscore: number,
				persona: anything,
				device: anything,
				segmentExecuted: anything,
			}),
			transactions: list(anything),
		}),
	),
});

const loginOf = ({ tokenUrl }: Keys, baseUrl: string): string => {
	if (tokenUrl !== '') return tokenUrl;
	const { hostname, origin, pathname } = new URL(baseUrl);
	if (hostname === 'api.kount.com') return PRODUCTION_LOGIN;
	return hostname === 'api-sandbox.kount.com' ? SANDBOX_LOGIN : `${origin}${pathname.replace(/\/+$/, '')}/as/token`;
};

/** A token call; the key goes after `scheme` as it is. */
async function login(
	inspection: Inspection,
	keys: Keys,
	baseUrl: string,
	{ scheme = 'Basic ', key = keys.apiKey, inQuery = false }: { scheme?: string; key?: string; inQuery?: boolean } = {},
): Promise<Exchange> {
	const url = loginOf(keys, baseUrl);
	return await inspection.call(
		{
			method: 'POST',
			path: inQuery ? `${url}?${GRANT}` : url,
			template: '/token',
			headers: { Authorization: `${scheme}${key}`, 'Content-Type': FORM },
			...(inQuery ? {} : { body: GRANT }),
		},
		TOKEN,
	);
}

const tokenOf = ({ json }: Exchange): string => (isObject(json) ? String(json.access_token) : '');

function caller(inspection: Inspection, token: string) {
	return async (
		method: string,
		path: string,
		body?: unknown,
		{ type = 'application/json', authorization = `Bearer ${token}` }: { type?: string; authorization?: string } = {},
	): Promise<Exchange> => {
		const template = path.replace(/\/orders\/.+/, '/orders/{orderId}');
		const headers: Record<string, string> = { Accept: 'application/json' };
		if (authorization !== '') headers.Authorization = authorization;
		if (body === undefined) return await inspection.call({ method, path, template, headers }, ORDER);
		// as bytes: a text would be given a content type by the client
		const bytes = new TextEncoder().encode(JSON.stringify(body));
		if (type !== '') headers['Content-Type'] = type;
		return await inspection.call({ method, path, template, headers, body: bytes }, ORDER);
	};
}

const orderIdOf = ({ json }: Exchange): string | undefined =>
	isObject(json) && isObject(json.order) ? String(json.order.orderId) : undefined;

export const kount: CheckedService = {
	name: 'kount',
	doubtsSection: '5',
	baseUrl: 'https://api-sandbox.kount.com',
	sandboxHosts: ['api-sandbox.kount.com'],
	variables: {
		apiKey: { variable: 'CHECK_KOUNT_API_KEY' },
		tokenUrl: {
			variable: 'CHECK_KOUNT_TOKEN_URL',
			optional: 'where tokens are fetched, such as https://login-uat.equifax.com/as/token',
		},
	},

	async reads(inspection, keys, baseUrl) {
		const granted = await login(inspection, keys, baseUrl);
		inspection.status(granted, { contract: '1.3', doubts: ['17'], about: 'a token for a form body' }, 200);
		inspection.shape(granted, { contract: '1.4', about: 'the token response' }, TOKEN);
		inspection.judge(
			granted,
			{ contract: '1.5', doubts: ['7'], about: 'expires_in is seconds' },
			({ json }) => (isObject(json) && typeof json.expires_in === 'number' && json.expires_in >= 60) || 'other',
		);
		const inQuery = await login(inspection, keys, baseUrl, { inQuery: true });
		inspection.status(inQuery, { contract: '1.3', about: 'a token for parameters in the query' }, 200);
		const withoutSpace = await login(inspection, keys, baseUrl, { scheme: 'Basic', inQuery: true });
		inspection.status(
			withoutSpace,
			{ contract: '1.3', doubts: ['6'], about: 'Basic without a space is tolerated' },
			200,
		);
		const twice = await login(inspection, keys, baseUrl, { key: Buffer.from(keys.apiKey).toString('base64') });
		inspection.status(twice, { contract: '1.3', about: 'the key is not encoded once more' }, 400, 401, 403);
		inspection.judge(
			twice,
			{ contract: '1.7', about: 'a refused key is explained in OAuth’s or Okta’s words' },
			({ json }) => (isObject(json) && ('error' in json || 'errorCode' in json)) || kindOf(json),
		);

		const call = caller(inspection, tokenOf(granted));
		const anonymous = await call('GET', '/commerce/v2/orders/CHECKNOORDER', undefined, { authorization: '' });
		inspection.status(anonymous, { contract: '2.6', about: 'a call without a token is 401' }, 401);
		const stale = await call('GET', '/commerce/v2/orders/CHECKNOORDER', undefined, { authorization: 'Bearer made-up' });
		inspection.status(stale, { contract: '1.5', about: 'a made-up token is 401' }, 401);
		const unknown = await call('GET', '/commerce/v2/orders/CHECKNOORDER');
		inspection.status(unknown, { contract: '4.2', about: 'an unknown order is 404' }, 404);
		inspection.judge(
			unknown,
			{ contract: '2.6', about: 'an error has code and message' },
			({ json }) => (isObject(json) && 'code' in json && 'message' in json) || kindOf(json),
		);
	},

	async writes(inspection, keys, baseUrl) {
		const call = caller(inspection, tokenOf(await login(inspection, keys, baseUrl)));
		const number = `CHECK-${Date.now()}`;
		const transaction = { orderNumber: number, orderDateTime: '2026-01-31T10:00:00Z', orderTotal: 100 };
		const transactions = JSON.stringify([transaction]);
		const uploaded = await call('POST', '/kff/uploads', { transactions });
		inspection.status(
			uploaded,
			{ contract: '2.1', doubts: ['1', '16'], about: 'transactions are text that holds JSON' },
			200,
			201,
			202,
			204,
		);
		const withMilliseconds = [
			{ ...transaction, orderDateTime: '2026-01-31T10:00:00.000Z', cvvValidatedAtPurchase: 'True' },
		];
		const moment = await call('POST', '/kff/uploads', { transactions: JSON.stringify(withMilliseconds) });
		inspection.status(
			moment,
			{ contract: '2.3', doubts: ['8', '12'], about: 'dates with milliseconds, booleans as text' },
			200,
			201,
			202,
			204,
		);
		const untyped = await call('POST', '/kff/uploads', { transactions }, { type: '' });
		inspection.status(
			untyped,
			{ contract: '5', doubts: ['4'], about: 'an upload without a content type is read' },
			200,
			201,
			202,
			204,
		);
		const asForm = await call('POST', '/kff/uploads', { transactions }, { type: FORM });
		inspection.status(
			asForm,
			{ contract: '5', doubts: ['3'], about: 'an upload declared as a form is read' },
			200,
			201,
			202,
			204,
		);
		const bare = await call('POST', '/kff/uploads', { transactions: '{}' });
		inspection.status(
			bare,
			{ contract: '5', doubts: ['2'], about: 'the {} of the Bash sample is taken' },
			200,
			201,
			202,
			204,
		);
		const array = await call('POST', '/kff/uploads', { transactions: [transaction] });
		inspection.judge(
			array,
			{ contract: '2.1', doubts: ['1'], about: 'transactions as a list are refused' },
			({ status }) => status >= 400 || `${status}`,
		);

		const order = {
			merchantOrderId: number,
			channel: 'CHECK',
			transactions: [
				{ merchantTransactionId: number, orderTotal: '100', currency: 'USD', transactionStatus: 'CAPTURED' },
			],
		};
		const created = await call('POST', '/commerce/v2/orders', order);
		inspection.status(created, { contract: '4.2', doubts: ['19'], about: 'an order with amounts as text' }, 200, 201);
		inspection.shape(created, { contract: '4.2', doubts: ['21'], about: 'the order' }, ORDER);
		const second = await call('POST', '/commerce/v2/orders', order);
		inspection.judge(
			second,
			{ contract: '4.2', about: 'the same merchantOrderId again is another order' },
			({ json }) => (isObject(json) && orderIdOf(second) !== orderIdOf(created)) || 'the same order',
		);
		const numbers = { ...order, transactions: [{ ...order.transactions[0], orderTotal: 100 }] };
		const numeric = await call('POST', '/commerce/v2/orders', numbers);
		inspection.status(numeric, { contract: '4.2', doubts: ['19'], about: 'amounts as numbers are taken' }, 200, 201);
		const reason = await call('PATCH', `/commerce/v2/orders/${orderIdOf(created)}`, {
			riskInquiry: { reasonCode: 'CHECK' },
		});
		inspection.status(reason, { contract: '4.3', doubts: ['15'], about: 'a reason code lies in riskInquiry' }, 200);
		const alert = await call('POST', '/kff/alerts/actions', {
			actions: [{ id: '00000000-0000-4000-8000-000000000000', statusCode: 'NOT_REFUNDED' }],
		});
		inspection.judge(
			alert,
			{ contract: '4.1', doubts: ['20'], about: 'an action on an unknown alert is refused' },
			({ status }) => (status >= 400 && status < 500) || `${status}`,
		);
	},
};
