import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { Secrets } from '../../../../../nodes/common/errors/redact';
import { AccessToken } from '../../../../../nodes/common/http/accessToken';
import type { AttemptResult, Context } from '../../../../../nodes/common/http/n8nRequest';
import { kount } from '../../../../../nodes/Kount/service';
import { httpFault } from '../../execution';

const API = 'http://127.0.0.1:9';
const TOKEN_URL = 'http://127.0.0.1:9/as/token';

/**
 * What n8n holds and does where tokens are concerned. Other executions work beside this one: `stored` may change at any time.
 * `refreshOAuth2Token` never looks at what is stored, as that of n8n does not.
 */
class Tokens {
	stored: string | undefined = 'token.old';
	valid = new Set(['token.new']);
	canRefresh = true;
	readable = true;
	/** `bare TOKEN`, or `n8n TOKEN` where n8n authorized the request. */
	readonly sent: string[] = [];
	refreshes = 0;
	refusedRefresh: Error | undefined;

	async credential(): Promise<IDataObject> {
		if (!this.readable) throw new Error('the credential was deleted meanwhile');
		return await Promise.resolve({
			apiKey: 'key',
			accessTokenUrl: TOKEN_URL,
			baseUrl: API,
			environment: 'custom',
			oauthTokenData: { access_token: this.stored },
		});
	}

	private refresh(): string {
		this.refreshes++;
		if (this.refusedRefresh) throw this.refusedRefresh;
		this.stored = 'token.new';
		return this.stored;
	}

	private answer(by: string, token: string | undefined) {
		this.sent.push(`${by} ${token}`);
		return { statusCode: this.valid.has(String(token)) ? 200 : 401, headers: {}, body: '{}' };
	}

	readonly context = {
		getCredentials: async () => await this.credential(),
		helpers: {
			httpRequest: async ({ headers }: IHttpRequestOptions) =>
				await Promise.resolve(this.answer('bare', String(headers?.Authorization).replace('Bearer ', ''))),
			// it fetches a token where there is none, and once more after a 401
			httpRequestWithAuthentication: async () => {
				this.stored ??= this.refresh();
				const first = this.answer('n8n', this.stored);
				return await Promise.resolve(first.statusCode === 401 ? this.answer('n8n', this.refresh()) : first);
			},
			refreshOAuth2Token: async () => await Promise.resolve({ access_token: this.refresh() }),
		},
	} as unknown as Context;

	async open() {
		if (!this.canRefresh) delete (this.context.helpers as unknown as IDataObject).refreshOAuth2Token;
		const credential = await this.credential();
		const secrets = new Secrets(kount.secrets(credential));
		const n8n = {
			context: this.context,
			credential: kount.credential,
			redact: secrets.redact,
			tokenUrl: TOKEN_URL,
			isRenewedByN8n: false,
		};
		const token = new AccessToken(n8n, kount, secrets, credential);
		const send = async () => await token.request({ url: `${API}/x`, method: 'POST' }, undefined);
		return { token, secrets, send };
	}
}

let tokens: Tokens;
beforeEach(() => {
	tokens = new Tokens();
});
const statusOf = (result: AttemptResult) => ('response' in result ? result.response.status : result.fault.tokenStatus);

test('a token that another execution has stored meanwhile is taken, and none is fetched', async () => {
	const { send } = await tokens.open();
	tokens.stored = 'token.new';
	expect(statusOf(await send())).toBe(200);
	expect(tokens.sent).toEqual(['bare token.old', 'bare token.new']);
	expect(tokens.refreshes).toBe(0);
});

test('one is fetched where that one is stale too, and the request goes out a third time', async () => {
	const { send } = await tokens.open();
	tokens.stored = 'token.stale.too';
	expect(statusOf(await send())).toBe(200);
	expect(tokens.sent).toEqual(['bare token.old', 'bare token.stale.too', 'bare token.new']);
	expect(tokens.refreshes).toBe(1);
});

test('all requests of a run share the renewal', async () => {
	const { send } = await tokens.open();
	const attempts = await Promise.all(Array.from({ length: 10 }, send));
	expect(attempts.map(statusOf)).toEqual(Array.from({ length: 10 }, () => 200));
	expect(tokens.refreshes).toBe(1);
});

test('a token that is refused as soon as it was fetched is not fetched again', async () => {
	tokens.valid.clear();
	const { send } = await tokens.open();
	expect([statusOf(await send()), statusOf(await send())]).toEqual([401, 401]);
	expect(tokens.refreshes).toBe(1);
	expect(tokens.sent).toEqual(['bare token.old', 'bare token.new', 'bare token.new']);
});

test('a refused key is asked about once, and nothing is sent after', async () => {
	tokens.refusedRefresh = httpFault({ response: { status: 400, headers: {}, data: { error: 'invalid_grant' } } });
	const { send } = await tokens.open();
	expect([statusOf(await send()), statusOf(await send())]).toEqual([400, 400]);
	expect(tokens.refreshes).toBe(1);
	expect(tokens.sent).toEqual(['bare token.old']);
});

test('an n8n that cannot renew a token by itself authorizes the request that was refused', async () => {
	tokens.canRefresh = false;
	const { send } = await tokens.open();
	expect(statusOf(await send())).toBe(200);
	expect(tokens.sent).toEqual(['bare token.old', 'n8n token.old', 'n8n token.new']);
});

describe('if n8n holds no token yet', () => {
	beforeEach(() => {
		tokens.stored = undefined;
	});

	test('the first request brings it for all', async () => {
		const { send } = await tokens.open();
		await Promise.all(Array.from({ length: 5 }, send));
		expect(tokens.sent).toEqual(['n8n token.new', ...Array.from({ length: 4 }, () => 'bare token.new')]);
		expect(tokens.refreshes).toBe(1);
	});

	test('an answer is kept where the credential cannot be read after it, and n8n authorizes what follows', async () => {
		const { token, send } = await tokens.open();
		tokens.readable = false;
		expect(statusOf(await send())).toBe(200);
		expect(token.firstGoesAlone).toBe(true);
		tokens.readable = true;
		expect(statusOf(await send())).toBe(200);
		expect(tokens.sent).toEqual(['n8n token.new', 'n8n token.new']);
	});
});

test('every token that was held is hidden from then on', async () => {
	const { secrets, send } = await tokens.open();
	await send();
	expect(secrets.redact('token.old, token.new')).not.toMatch(/token\.(old|new)/);
});
