import { createHmac, randomUUID } from 'node:crypto';

import type { KountSettings } from './settings';

/** What a bearer token turned out to be. */
export type TokenCheck = 'valid' | 'expired' | 'unknown' | 'missing';

/** Token calls since the start or the last reset. */
export interface TokenCalls {
	/** All of them: issued + rejected + limited. */
	total: number;
	issued: number;
	/** Wrong key, grant or scope. */
	refused: number;
	/** Answered with 429. */
	limited: number;
}

const KEPT_TOKENS = 10_000;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Issues and checks bearer tokens, and counts the calls (Contract: 1.4, 1.5). */
export class Tokens {
	calls: TokenCalls = { total: 0, issued: 0, refused: 0, limited: 0 };

	/** Milliseconds since 1970 at which each token ends, oldest first. */
	private readonly endings = new Map<string, number>();

	private recentCalls: number[] = [];

	constructor(private readonly settings: KountSettings) {}

	/** Counts a token call; returns the whole seconds to wait when there were too many, otherwise `undefined`. */
	admit(): number | undefined {
		const { tokenCallLimit, tokenCallWindow } = this.settings;
		const now = performance.now();
		this.calls.total += 1;
		this.recentCalls = this.recentCalls.filter((at) => at > now - tokenCallWindow);
		if (this.recentCalls.length < tokenCallLimit) {
			this.recentCalls.push(now);
			return undefined;
		}
		this.calls.limited += 1;
		const oldest = this.recentCalls[0] ?? now;
		return Math.max(1, Math.ceil((oldest + tokenCallWindow - now) / 1000));
	}

	/** A JSON web token with `client_id` and `exp`; its signature only looks like one. */
	issue(issuer: string): string {
		const issuedAt = Date.now();
		const ending = issuedAt + this.settings.tokenLifeSeconds * 1000;
		const clientId = Buffer.from(this.settings.apiKey, 'base64').toString('utf8').split(':', 1)[0];
		const content = [
			encode({ alg: 'RS256', typ: 'JWT', kid: 'sandbox' }),
			encode({
				iss: issuer,
				client_id: clientId,
				scp: ['k1_integration_api'],
				iat: Math.floor(issuedAt / 1000),
				exp: Math.floor(ending / 1000),
				jti: randomUUID(),
			}),
		].join('.');
		const token = `${content}.${createHmac('sha512', 'sandbox').update(content).digest('base64url')}`;
		this.endings.set(token, ending);
		const [oldest] = this.endings.keys();
		if (this.endings.size > KEPT_TOKENS) this.endings.delete(oldest);
		this.calls.issued += 1;
		return token;
	}

	/** Judges the Authorization header of an API call. */
	check(authorization: string | undefined): TokenCheck {
		const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
		if (token === undefined) return 'missing';
		const ending = this.endings.get(token);
		if (ending === undefined) return 'unknown';
		return Date.now() < ending ? 'valid' : 'expired';
	}

	/** Expires every token now and returns how many there were. */
	expireAll(): number {
		const now = Date.now();
		let expired = 0;
		for (const [token, ending] of this.endings) {
			if (ending <= now) continue;
			this.endings.set(token, now);
			expired += 1;
		}
		return expired;
	}

	/** How many tokens are valid now. */
	get valid(): number {
		const now = Date.now();
		let valid = 0;
		for (const ending of this.endings.values()) if (ending > now) valid += 1;
		return valid;
	}

	/** Forgets every token and count. */
	reset(): void {
		this.calls = { total: 0, issued: 0, refused: 0, limited: 0 };
		this.endings.clear();
		this.recentCalls = [];
	}
}
