import {
	type CommonSettings,
	headerText,
	milliseconds,
	oneOf,
	retryDelays,
	type SettingRules,
	trueOrFalse,
	webhookTarget,
	wholeNumber,
} from '../shared/settings';
import { DECISIONS } from './catalogue';

export interface KountSettings extends CommonSettings {
	/**
	 * Accepts only the documented form of a request. Off, it also accepts what Kount's own samples and plug-ins send:
	 * `Basic<key>` without a space, JSON without a content type or declared as a form, one object instead of a list of
	 * transactions, order amounts as numbers and missing ones as null (Contract: 4.2, 5 (2, 3, 4, 6)).
	 */
	strict: boolean;
	/** Expected verbatim after `Basic ` at the token endpoints: already base64 of `clientId:clientSecret`. */
	apiKey: string;
	/** Lifetime of the tokens issued from now on, also announced as `expires_in` (Contract: 1.5). */
	tokenLifeSeconds: number;
	/** Most token calls within `tokenCallWindow`; further ones are answered with 429 and Retry-After. */
	tokenCallLimit: number;
	/** Milliseconds. */
	tokenCallWindow: number;
	/** Shape of a token error; `byHost`: Okta's at the Kount login, OAuth's at the Equifax one (Contract: 1.7). */
	tokenErrors: 'byHost' | 'oauth' | 'okta';
	/** How an expired token surfaces: 401, or 500 with the text "401.04 invalid token" (Contract: 1.5). */
	staleToken: 'unauthorized' | 'serverError';
	/** The response of uploads and alert actions, which is not documented (Contract: 2.4). */
	answers: 'json' | 'empty' | 'text';
	/** Whether uploaded transactions are kept by order number; counting goes on without. */
	keepTransactions: boolean;
	/** What alert actions do with a status code that is not one of the seven known ones (Contract: 4.1). */
	unknownStatusCodes: 'accept' | 'refuse';
	/** Decision of the risk inquiries from now on. */
	decision: (typeof DECISIONS)[number];
	/** Name of the static header that alert events carry (Contract: 3.1). */
	webhookHeaderName: string;
	webhookHeaderValue: string;
	/** Milliseconds before each further attempt to deliver an alert event; one for each entry (Contract: 3.1). */
	alertRetryDelays: number[];
	/** Where signed Kount 360 events go; `null`: they are not sent. */
	signedWebhookUrl: string | null;
	/** Milliseconds before each re-send of a signed event (Contract: 3.2). */
	signedRetryDelays: number[];
	/** Whether a re-send gets a new timestamp and signature; otherwise it repeats the first ones. */
	signRetriesAfresh: boolean;
	/** Which of the two key pairs signs. */
	signingKey: 'first' | 'second';
	/** Length of the key pairs in bits; the service has 4096. */
	keyBits: number;
	/** Milliseconds an event waits for its reply. */
	webhookTimeout: number;
}

export const kountSettings: SettingRules<KountSettings> = {
	strict: trueOrFalse(false),
	apiKey: headerText(
		Buffer.from('kount-sandbox-client:kount-sandbox-secret').toString('base64'),
		'SANDBOX_KOUNT_API_KEY',
	),
	tokenLifeSeconds: wholeNumber(1200, 0, 86_400),
	tokenCallLimit: wholeNumber(300, 0, 1_000_000),
	tokenCallWindow: milliseconds(60_000),
	tokenErrors: oneOf('byHost', ['byHost', 'oauth', 'okta']),
	staleToken: oneOf('unauthorized', ['unauthorized', 'serverError']),
	answers: oneOf('json', ['json', 'empty', 'text']),
	keepTransactions: trueOrFalse(true),
	unknownStatusCodes: oneOf('accept', ['accept', 'refuse']),
	decision: oneOf('APPROVE', DECISIONS),
	webhookHeaderName: {
		start: 'x-kount-webhook-secret',
		environment: 'SANDBOX_KOUNT_WEBHOOK_HEADER_NAME',
		rule: 'a header name: 1 to 100 letters, digits and hyphens',
		isValid: (value) => typeof value === 'string' && /^[A-Za-z0-9-]{1,100}$/.test(value),
	},
	webhookHeaderValue: headerText('kount-sandbox-webhook-4f1c', 'SANDBOX_KOUNT_WEBHOOK_HEADER_VALUE'),
	alertRetryDelays: retryDelays([10_000, 30_000, 60_000, 120_000]),
	signedWebhookUrl: webhookTarget('SANDBOX_KOUNT_SIGNED_WEBHOOK_URL'),
	signedRetryDelays: retryDelays([120_000, 120_000, 120_000, 120_000]),
	signRetriesAfresh: trueOrFalse(false),
	signingKey: oneOf('first', ['first', 'second']),
	keyBits: wholeNumber(4096, 2048, 4096),
	webhookTimeout: milliseconds(10_000),
	webhookUrl: webhookTarget('SANDBOX_KOUNT_WEBHOOK_URL'),
	latency: milliseconds(0),
};
