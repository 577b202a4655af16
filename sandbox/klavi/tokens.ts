import { createHmac, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { isObject, type JsonObject, parseJson } from '../shared/jsonBody';
import type { ReceivedRequest, SignatureCheck } from '../shared/service';
import type { RevisionName } from './catalogue';
import type { ServiceContext } from './context';
import type { PaymentRecord, TokenRecord } from './records';
import { readJsonObject } from './requestBody';
import { ServiceError } from './serviceError';
import type { KlaviSettings, TokenScope } from './settings';
import type { KlaviState } from './state';

const SIGNING_KEY = 'sandbox-token-key';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Auth (Contract: 1.4). */
export function authRoutes(app: FastifyInstance, context: ServiceContext): void {
	app.post('/auth', async (request) => {
		context.state.authCalls += 1;
		demandKeys(readJsonObject(request.received), context.settings);
		const { text } = issueToken(context, context.state.random.uuid(), false);
		const { tokenSeconds, expiryField } = context.settings;
		const life = expiryField === 'expire' ? { expire: String(tokenSeconds) } : { expireIn: tokenSeconds };
		return { accessToken: text, ...life };
	});
}

/**
 * Compares the key pair of a body with the account's.
 * @throws ServiceError 422 when a key is missing, 401 when the pair is wrong
 */
export function demandKeys({ accessKey, secretKey }: JsonObject, settings: KlaviSettings): void {
	const missing = Object.entries({ accessKey, secretKey }).filter(([, key]) => typeof key !== 'string' || key === '');
	if (missing.length > 0)
		throw new ServiceError(
			422,
			missing.map(([name]) => `${name} should not be empty`),
		);
	if (accessKey !== settings.accessKey || secretKey !== settings.secretKey) {
		throw new ServiceError(401, 'Invalid accessKey or secretKey');
	}
}

/** Gives out a token for a payment: a JWT whose claim `payload` names it, unless that is switched off. */
export function issueToken(
	{ state, settings }: Pick<ServiceContext, 'state' | 'settings'>,
	paymentId: string,
	checkout: boolean,
): { text: string; record: TokenRecord } {
	const issuedAt = state.clock.now();
	const expiresAt = issuedAt + settings.tokenSeconds * 1000;
	const seconds = (moment: number): number => Math.floor(moment / 1000);
	const payload = {
		id: paymentId,
		createdAt: new Date(issuedAt).toISOString(),
		status: 'STARTED',
		paymentMethods: ['PIX_MANU_AUTO'],
	};
	const head = encoded({ alg: 'HS256', typ: 'JWT' });
	const claims = encoded({
		jti: randomUUID(),
		iat: seconds(issuedAt),
		exp: seconds(expiresAt),
		...(settings.tokenClaim ? { payload } : {}),
	});
	const signature = createHmac('sha256', SIGNING_KEY).update(`${head}.${claims}`).digest('base64url');
	const text = `${head}.${claims}.${signature}`;
	return { text, record: state.addToken(text, { issuedAt, expiresAt, paymentId, checkout }) };
}

function bearerOf(headers: IncomingHttpHeaders): string | undefined {
	return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** The key pair of a body or the bearer token serves as the signature. */
export function checkCredentials(request: ReceivedRequest, state: KlaviState, settings: KlaviSettings): SignatureCheck {
	const text = bearerOf(request.headers);
	if (text !== undefined) {
		const token = state.tokens.get(text);
		return token !== undefined && token.expiresAt > state.clock.now() ? 'valid' : 'wrong';
	}
	const body = parseJson(request.body);
	if (!isObject(body) || body.accessKey === undefined) return 'missing';
	return body.accessKey === settings.accessKey && body.secretKey === settings.secretKey ? 'valid' : 'wrong';
}

/**
 * The token a request came with.
 * @throws ServiceError 401 when it is missing, unknown or expired
 */
export function demandToken(request: FastifyRequest, state: KlaviState): TokenRecord {
	const text = bearerOf(request.received.headers);
	if (text === undefined) throw new ServiceError(401, 'The header Authorization must hold a bearer token');
	const token = state.tokens.get(text);
	if (token === undefined) throw new ServiceError(401, 'The token is invalid');
	if (token.expiresAt <= state.clock.now()) throw new ServiceError(401, 'The token has expired');
	return token;
}

const scopeOf = (token: TokenRecord, revision: RevisionName, settings: KlaviSettings): TokenScope => {
	if (token.checkout) return 'payment';
	return revision === 'participants' ? settings.tokenScope : settings.instantTokenScope;
};

/**
 * Whether a token may create a payment (Contract: 6.6).
 * @throws ServiceError 403 when it has created one already and its scope allows no other
 */
export function demandUnused(token: TokenRecord, revision: RevisionName, settings: KlaviSettings): void {
	const isUsed = token.created.length > 0;
	if (isUsed && scopeOf(token, revision, settings) !== 'any') {
		throw new ServiceError(403, 'The token serves one payment initiation, and has created it already');
	}
}

/**
 * Whether a token serves an existing payment.
 * @throws ServiceError 403
 */
export function demandAccess(token: TokenRecord, record: PaymentRecord, settings: KlaviSettings): void {
	if (scopeOf(token, record.revision, settings) !== 'payment') return;
	const own = token.checkout ? token.paymentId === record.id : token.created.includes(record.id);
	if (!own) throw new ServiceError(403, 'The token serves another payment initiation');
}
