import { randomUUID } from 'node:crypto';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { ReceivedRequest, SignatureCheck } from '../../shared/service';
import type { ServiceContext } from '../context';
import type { KountSettings } from '../settings';

/** Authorization servers of the Kount login, fixed per environment (Contract: 1.1); sandbox, production. */
const AUTHORIZATION_SERVERS = ['ausdppkujzCPQuIrY357', 'ausdppksgrbyM0abp357'];

const TOKEN_PATHS = [...AUTHORIZATION_SERVERS.map((id) => `/oauth2/${id}/v1/token`), '/as/token'];
const SCOPE = 'k1_integration_api';

interface TokenError {
	status: number;
	error: string;
	description: string;
}

export const isTokenPath = (path: string): boolean => TOKEN_PATHS.includes(path);

/** The key goes verbatim after "Basic" and one space, which the Python sample leaves out (Contract: 1.3, 5 (6)). */
export function checkKey({ headers }: ReceivedRequest, { apiKey, strict }: KountSettings): SignatureCheck {
	if (headers.authorization === undefined) return 'missing';
	const accepted = [`Basic ${apiKey}`, ...(strict ? [] : [`Basic${apiKey}`])];
	return accepted.includes(headers.authorization) ? 'valid' : 'wrong';
}

/** The token endpoints of the Kount and the Equifax login (Contract: 1.1 to 1.4). */
export function tokenRoutes(app: FastifyInstance, { settings, tokens }: ServiceContext): void {
	const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
		const refuse = ({ status, error, description }: TokenError): FastifyReply =>
			reply.code(status).send(tokenErrorBody(styleOf(request, settings), error, description));

		reply.header('cache-control', 'no-store');
		const wait = tokens.admit();
		if (wait !== undefined) {
			reply.header('retry-after', String(wait));
			return refuse({ status: 429, error: 'too_many_requests', description: 'Too many token calls' });
		}
		const problem = problemOf(request);
		if (problem !== undefined) {
			tokens.calls.refused += 1;
			return refuse(problem);
		}
		const life = settings.tokenLifeSeconds;
		return reply.send({
			token_type: 'Bearer',
			expires_in: life,
			access_token: tokens.issue(`http://${request.headers.host}/kount`),
			scope: SCOPE,
		});
	};
	for (const path of TOKEN_PATHS) app.post(path, answer);
}

function problemOf(request: FastifyRequest): TokenError | undefined {
	if (request.received.signature !== 'valid') {
		return { status: 401, error: 'invalid_client', description: 'The client credentials are invalid' };
	}
	const invalid = (error: string, description: string): TokenError => ({ status: 400, error, description });
	const { grantType, scope } = readParameters(request);
	if (grantType === null) return invalid('invalid_request', 'The parameter grant_type is required');
	if (grantType !== 'client_credentials') {
		return invalid('unsupported_grant_type', 'The grant_type must be client_credentials');
	}
	return scope?.split(' ').includes(SCOPE) ? undefined : invalid('invalid_scope', `The scope must be ${SCOPE}`);
}

/** A form body counts; without a body the query string does: both are in use (Contract: 1.3). */
function readParameters({ received, url }: FastifyRequest): { grantType: string | null; scope: string | null } {
	const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(received.headers['content-type'] ?? '');
	const fromQuery = url.split('?', 2)[1] ?? '';
	const fromBody = isForm ? received.body.toString('utf8') : '';
	const parameters = new URLSearchParams(received.body.length > 0 ? fromBody : fromQuery);
	return { grantType: parameters.get('grant_type'), scope: parameters.get('scope') };
}

function styleOf({ received }: FastifyRequest, { tokenErrors }: KountSettings): 'oauth' | 'okta' {
	if (tokenErrors !== 'byHost') return tokenErrors;
	return received.path === '/as/token' ? 'oauth' : 'okta';
}

/** Both shapes are plausible (Contract: 1.7). */
function tokenErrorBody(style: 'oauth' | 'okta', error: string, description: string): unknown {
	if (style === 'oauth') return { error, error_description: description };
	return {
		errorCode: error,
		errorSummary: description,
		errorLink: error,
		errorId: `oae${randomUUID().replaceAll('-', '').slice(0, 22)}`,
		errorCauses: [],
	};
}
