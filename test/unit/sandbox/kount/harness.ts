import type { KountSettings } from '../../../../sandbox/kount/settings';
import { type Answer, type Running, run } from '../harness';

export const KEY = 'a291bnQtc2FuZGJveC1jbGllbnQ6a291bnQtc2FuZGJveC1zZWNyZXQ=';
export const KOUNT_LOGIN = '/oauth2/ausdppkujzCPQuIrY357/v1/token';
export const EQUIFAX_LOGIN = '/as/token';
export const GRANT = 'grant_type=client_credentials&scope=k1_integration_api';
export const FORM = 'application/x-www-form-urlencoded';

type Headers = Record<string, string | undefined>;

export interface RunningKount extends Running {
	/** A call below `/kount` as it stands; a body that is neither text nor bytes goes as JSON. */
	plain(method: string, path: string, body?: unknown, headers?: Headers): Promise<Answer>;
	/** The same with a bearer token that was fetched once. */
	kount(method: string, path: string, body?: unknown, headers?: Headers): Promise<Answer>;
	/** A token call with a form body. */
	login(path?: string, headers?: Headers): Promise<Answer>;
	/** Uploads this array. */
	upload(transactions: unknown): Promise<Answer>;
}

/** A sandbox with short pauses and short keys, so that tests wait for nothing. */
export async function runKount(settings: Partial<KountSettings> = {}): Promise<RunningKount> {
	const running = await run({
		kount: { keyBits: 2048, alertRetryDelays: [10, 10, 10, 10], signedRetryDelays: [10, 10, 10, 10], ...settings },
	});
	let token: string | undefined;
	const plain: RunningKount['plain'] = (method, path, body, headers) => {
		const own: Headers = { public_key: undefined, signature: undefined, ...headers };
		return running.call(method, `/../kount${path}`, body, own);
	};
	const login: RunningKount['login'] = (path = KOUNT_LOGIN, headers = {}) =>
		plain('POST', path, GRANT, { authorization: `Basic ${KEY}`, 'content-type': FORM, ...headers });
	const kount: RunningKount['kount'] = async (method, path, body, headers) => {
		token ??= (await login()).json.access_token as string;
		return plain(method, path, body, { authorization: `Bearer ${token}`, ...headers });
	};
	return {
		...running,
		plain,
		login,
		kount,
		upload: (transactions) => kount('POST', '/kff/uploads', { transactions: JSON.stringify(transactions) }),
	};
}

export const ORDER = { orderNumber: 'A-1', orderDateTime: '2026-01-31T10:00:00Z', orderTotal: 4409 };
