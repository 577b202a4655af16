import http from 'node:http';

import axios from 'axios';

import type { KlaviSettings } from '../../../../sandbox/klavi/settings';
import { type Running, run } from '../harness';

export const MOCK_BANK = 'c8f0bf49-4744-4933-8960-7add6e590841';
export const API = '/payment/customer/v1';
export const INSTANT = '/instant/payments';

export interface Answer {
	status: number;
	/** Parsed body; `undefined` when it is empty or no JSON. */
	json: any;
	text: string;
	headers: Record<string, string>;
}

export interface RunningKlavi extends Running {
	/** A call below `/klavi`, with a bearer token where one is given. */
	raw(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
	/** A call of the customer API. */
	klavi(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
	/** A new token. */
	token(): Promise<string>;
	/** Creates a payment with a new token (or the given one). */
	create(body?: object, token?: string): Promise<Answer & { token: string }>;
	createInstant(body?: object, token?: string): Promise<Answer & { token: string }>;
	/** Advances the service's clock. */
	advance(seconds: number): Promise<void>;
	/** Settings from now on. */
	set(settings: Partial<KlaviSettings>): void;
	/** Every payment, as the control API lists it. */
	payments(): Promise<any[]>;
}

const agent = new http.Agent({ keepAlive: false });
let count = 0;

export const payment = (changes: object = {}): Record<string, any> => ({
	externalId: `order-${(count += 1)}`,
	participantId: MOCK_BANK,
	method: 'PIX_MANU_AUTO',
	user: { taxId: '12345678901', name: 'Lúcia Alves' },
	amount: '4800',
	redirectURL: 'https://shop.example.com/back?order=1',
	...changes,
});

export const instantPayment = (changes: object = {}): Record<string, any> => ({
	clientRequestId: `order-${(count += 1)}`,
	institutionId: MOCK_BANK,
	initType: 'PIX_DICT',
	proxy: '+5511987654321',
	customer: { identifierType: 'CPF', identifier: '12345678901', name: 'Lúcia Alves' },
	amount: '1333.04',
	currency: 'BRL',
	redirectUrl: 'https://shop.example.com/back',
	...changes,
});

export const CREDITOR = {
	taxId: '11222333000181',
	name: 'Kestrel & Thyme',
	ispb: '12345678',
	issuer: '0001',
	number: '00123456',
	accountType: 'CACC',
};

/** Long steps, so that nothing moves unless the clock is advanced. */
const STILL: Partial<KlaviSettings> = {
	stepTime: 10_000,
	stepTimes: {},
	retryDelays: [10, 20],
};

export async function runKlavi(settings: Partial<KlaviSettings> = {}): Promise<RunningKlavi> {
	const running = await run({ klavi: { ...STILL, ...settings } });
	const raw: RunningKlavi['raw'] = async (method, path, body, headers = {}) => {
		const isText = body === undefined || typeof body === 'string';
		const response = await axios.request<Buffer>({
			method,
			url: path.startsWith('http') ? path : `${running.url}/klavi${path}`,
			data: isText ? body : JSON.stringify(body),
			headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
			httpAgent: agent,
			proxy: false,
			maxRedirects: 0,
			responseType: 'arraybuffer',
			transformRequest: [(data: unknown) => data],
			validateStatus: () => true,
		});
		const text = Buffer.from(response.data).toString('utf8');
		let json: unknown;
		try {
			json = JSON.parse(text);
		} catch {
			json = undefined;
		}
		return { status: response.status, json, text, headers: response.headers as unknown as Record<string, string> };
	};
	const klavi: RunningKlavi['klavi'] = (method, path, body, token) =>
		raw(method, `${API}${path}`, body, token === undefined ? {} : { authorization: `Bearer ${token}` });
	const token: RunningKlavi['token'] = async () => {
		const { accessKey, secretKey } = running.sandbox.settings.klavi;
		return (await klavi('POST', '/auth', { accessKey, secretKey })).json.accessToken;
	};
	return {
		...running,
		raw,
		klavi,
		token,
		async create(body = payment(), given) {
			const used = given ?? (await token());
			return { ...(await klavi('POST', '/payments', body, used)), token: used };
		},
		async createInstant(body = instantPayment(), given) {
			const used = given ?? (await token());
			return { ...(await klavi('POST', INSTANT, body, used)), token: used };
		},
		async advance(seconds) {
			const { status } = await running.control('POST', '/klavi/clock', { advanceSeconds: seconds });
			if (status !== 200) throw new Error('The clock was not advanced');
		},
		set(changes) {
			Object.assign(running.sandbox.settings.klavi, changes);
		},
		async payments() {
			return (await running.control('GET', '/klavi/payments')).json.payments;
		},
	};
}

/** The claims of a token. */
export const claimsOf = (token: string): any => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
