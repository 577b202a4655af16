import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { redactor } from '../errors/redact';
import type { ServiceRequest } from '../operation';
import { type AttemptResult, sendAuthorised, sendBare, withBearer } from './n8nRequest';
import type { Context, Session } from './session';
import { isKeyRefused, type TransportFault, tokenFaultOf } from './transportFault';

/**
 * Sends one request over n8n's helpers, authorised by its own token, by nothing, by the token that n8n holds, or else by the credential.
 *
 * @throws Cancelled when the execution was cancelled
 */
export async function sendAttempt(
	context: Context,
	session: Session,
	options: IHttpRequestOptions,
	authorisation: ServiceRequest['authorisation'],
): Promise<AttemptResult> {
	if (authorisation === 'none') return await sendBare(context, session, options);
	if (authorisation !== undefined) return await sendBare(context, session, withBearer(options, authorisation.bearer));
	return session.service.tokenOf
		? await sendByToken(context, session, options)
		: await sendAuthorised(context, session, options);
}

/**
 * One request with the token of this run. A stale one is renewed, and the request sent once more: that it is stale means that nothing
 * was acted on.
 */
async function sendByToken(context: Context, session: Session, options: IHttpRequestOptions): Promise<AttemptResult> {
	// a key that was refused once is refused every time
	if (session.keyFault) return { fault: session.keyFault };
	const { token } = session;
	if (token === undefined) return await (session.isTokenHidden ? sendFirst : sendInTurn)(context, session, options);
	const attempt = await sendBare(context, session, withBearer(options, token));
	return await sendRenewed(context, session, options, attempt, token);
}

/** Where n8n holds no token yet, one request at a time leaves without one: the others wait for the token that it brings. */
async function sendInTurn(context: Context, session: Session, options: IHttpRequestOptions): Promise<AttemptResult> {
	if (session.fetching) {
		const fault = await session.fetching;
		return fault ? { fault } : await sendByToken(context, session, options);
	}
	const underWay = sendFirst(context, session, options);
	session.fetching = underWay.then(tokenFault, () => undefined);
	try {
		return await underWay;
	} finally {
		session.fetching = undefined;
	}
}

/** A request that n8n authorises itself, for which it fetches a token. */
async function sendFirst(context: Context, session: Session, options: IHttpRequestOptions): Promise<AttemptResult> {
	const attempt = await sendAuthorised(context, session, options);
	if (!('answer' in attempt)) {
		noteKeyFault(session, tokenFault(attempt));
		return attempt;
	}
	// an answer is worth more than a token that cannot be read
	const held = await context.getCredentials(session.service.credential).then(
		(credential) => holdToken(session, credential),
		() => undefined,
	);
	session.token ??= held;
	session.isTokenHidden = session.token === undefined;
	// after a 401, n8n has renewed the token and sent again already
	if (attempt.answer.status !== 401) return await sendRenewed(context, session, options, attempt, session.token);
	session.rejectedToken = session.token;
	return attempt;
}

/**
 * Sends a request that was refused for its token with the next one: all requests of a run share its renewal, whichever comes first.
 *
 * @param attempt what it came to with the token; anything but such a refusal is given back
 * @param refused the token
 */
async function sendRenewed(
	context: Context,
	session: Session,
	options: IHttpRequestOptions,
	attempt: AttemptResult,
	refused: string | undefined,
): Promise<AttemptResult> {
	if (!isStale(attempt, session) || (refused !== undefined && refused === session.rejectedToken)) return attempt;
	if (session.token === refused) {
		if (session.keyFault) return refusedFor(session.keyFault, attempt);
		session.renewal ??= renew(context, session, refused).finally(() => {
			session.renewal = undefined;
		});
		const fault = await session.renewal;
		if (fault) return refusedFor(fault, attempt);
	}
	const { token } = session;
	const again =
		token === undefined
			? await sendAuthorised(context, session, options)
			: await sendBare(context, session, withBearer(options, token));
	if (!isStale(again, session)) return again;
	// another execution's token may be stale too; one that was fetched just now will not get better
	if (token !== session.fetched && isUnauthorised(again))
		return await sendRenewed(context, session, options, again, token);
	session.rejectedToken = token;
	return again;
}

/** What a request came to whose token could not be renewed: only a 401 is certain not to have been acted on. */
function refusedFor(fault: TransportFault, attempt: AttemptResult): AttemptResult {
	return isUnauthorised(attempt) ? { fault } : attempt;
}

/**
 * Takes the token that another execution has brought meanwhile, or has n8n fetch one.
 *
 * @returns what went wrong; undefined where the session holds the new one
 */
async function renew(
	context: Context,
	session: Session,
	refused: string | undefined,
): Promise<TransportFault | undefined> {
	const { credential } = session.service;
	try {
		const stored = holdToken(session, await context.getCredentials(credential));
		if (stored !== undefined && stored !== refused) {
			session.token = stored;
			return undefined;
		}
		const { refreshOAuth2Token } = context.helpers as Partial<Context['helpers']>;
		if (!refreshOAuth2Token) {
			// an n8n that lacks it renews the token of a request that it authorises itself
			session.token = undefined;
			return undefined;
		}
		const oauthTokenData = (await refreshOAuth2Token.call(context, credential)) as IDataObject;
		session.token = holdToken(session, { oauthTokenData });
		session.fetched = session.token;
		return undefined;
	} catch (error) {
		const fault = tokenFaultOf(error, session);
		noteKeyFault(session, fault);
		return fault;
	}
}

function noteKeyFault(session: Session, fault: TransportFault | undefined): void {
	if (fault && isKeyRefused(fault)) session.keyFault = fault;
}

/** What went wrong with the token, if that did. */
function tokenFault(attempt: AttemptResult): TransportFault | undefined {
	return 'fault' in attempt && attempt.fault.tokenStatus !== undefined ? attempt.fault : undefined;
}

function isUnauthorised(attempt: AttemptResult): boolean {
	return 'answer' in attempt && attempt.answer.status === 401;
}

function isStale(attempt: AttemptResult, { service }: Session): boolean {
	return (
		isUnauthorised(attempt) ||
		('answer' in attempt && service.isStaleToken?.(attempt.answer.status, attempt.answer.text) === true)
	);
}

/** The token in a credential, from now on among the secrets of the run. */
function holdToken(session: Session, credential: IDataObject): string | undefined {
	const { service, redact } = session;
	const hideToken = redactor(service.secrets(credential));
	session.redact = (text) => hideToken(redact(text));
	return service.tokenOf?.(credential);
}
