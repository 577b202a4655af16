import { clock } from '../../common/clock';
import { parseBody } from '../../common/http/response';
import { recordOr, textOrNull } from '../../common/values/json';

/** What the auth call returns. Contract: 1.4 */
export interface Token {
	text: string;
	/** Milliseconds since 1970 until which it may be used. */
	usableUntil: number;
	/** The payment that the token belongs to, if it says so. */
	paymentId: string | null;
}

/** Seconds. Contract: 1.5 */
const LIFETIME = 1800;
/** The part of its life after which a token is not used any more: 1740 of 1800 seconds. Contract: 7 (3) */
const USABLE = 29 / 30;
const MOST_KEPT = 10_000;

/** The ID of the payment in a token's claim `payload`; null if the token is no JWT or has no such claim. Contract: 1.4 */
export function paymentIdIn(token: string): string | null {
	const [, claims] = token.split('.');
	if (claims === undefined) return null;
	const { body } = parseBody(Buffer.from(claims, 'base64url').toString('utf8'));
	return textOrNull(recordOr(recordOr(body).payload).id);
}

/** The token in a response of the auth call or of a hosted checkout: `{"accessToken", "expireIn" or "expire"}`. Contract: 1.4, 6.5 */
export function readToken(body: unknown): Token | undefined {
	const { accessToken, expireIn, expire } = recordOr(body);
	const text = typeof accessToken === 'string' ? accessToken.trim() : '';
	if (text === '') return undefined;
	const seconds = Number(expireIn ?? expire ?? LIFETIME);
	const lifetime = seconds > 0 ? Math.min(seconds, LIFETIME) : LIFETIME;
	return { text, usableUntil: clock.now() + lifetime * USABLE * 1000, paymentId: paymentIdIn(text) };
}

/** The tokens that payments were created with, for later nodes too. They are only in this process's memory and stored nowhere. */
export class PaymentTokens {
	private readonly kept = new Map<string, Token>();

	/** @param account what tells one pair of keys at one address from another */
	keep(account: string, paymentId: string, token: Token): void {
		this.kept.set(`${account} ${paymentId}`, token);
		for (const oldest of this.kept.keys()) {
			if (this.kept.size <= MOST_KEPT) return;
			this.kept.delete(oldest);
		}
	}

	/** Undefined if there is none, or it has expired. */
	of(account: string, paymentId: string): string | undefined {
		const token = this.kept.get(`${account} ${paymentId}`);
		if (token && token.usableUntil <= clock.now()) this.drop(account, paymentId);
		else return token?.text;
		return undefined;
	}

	drop(account: string, paymentId: string): void {
		this.kept.delete(`${account} ${paymentId}`);
	}

	clear(): void {
		this.kept.clear();
	}
}

export const paymentTokens = new PaymentTokens();
