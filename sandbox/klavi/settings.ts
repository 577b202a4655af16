import { isObject } from '../shared/jsonBody';
import {
	type CommonSettings,
	headerText,
	milliseconds,
	oneOf,
	retryDelays,
	type SettingRule,
	type SettingRules,
	trueOrFalse,
	webhookTarget,
	wholeNumber,
} from '../shared/settings';
import { PASSING_STATUSES } from './catalogue';
import type { MessageStyle } from './serviceError';

/**
 * `payment`: a token creates one payment and serves only that one. `create`: it creates one payment, and reads and
 * cancels any. `any`: no limit.
 */
export type TokenScope = 'payment' | 'create' | 'any';

export interface KlaviSettings extends CommonSettings {
	accessKey: string;
	/** Also signs the webhooks. */
	secretKey: string;
	/** Seconds a token lives (Contract: 1.5). */
	tokenSeconds: number;
	/** Whether the token carries the claim `payload` with the id of the payment it is for (Contract: 1.4). */
	tokenClaim: boolean;
	/** What a token serves at Customer API v1. */
	tokenScope: TokenScope;
	/** The same at Instant payments, whose documentation no longer ties a token to a payment. */
	instantTokenScope: TokenScope;
	/** How auth returns the token's lifetime: a number of seconds, or the older text. */
	expiryField: 'expireIn' | 'expire';
	/** What the status of a payment is before its create has been received: STARTED, or 404. */
	beforeCreate: 'STARTED' | 'notFound';
	/** The envelope of the list of participants (Contract: 2.1). */
	participantsStyle: 'data' | 'participants' | 'array';
	/** How `message` of an error is written. */
	messageStyle: MessageStyle;
	/** Milliseconds a payment stays in a status that `stepTimes` does not name. */
	stepTime: number;
	/** Milliseconds by status; `null`: until the control API moves it. */
	stepTimes: Record<string, number | null>;
	/** Milliseconds the payer has to authorize. */
	authorizationTime: number;
	/** Milliseconds the consent URL can be opened. */
	consentUrlTime: number;
	/** Who decides at the bank: a person on the page, or nobody, after the step time of the status. */
	payer: 'page' | 'authorizes' | 'refuses';
	/** Whether payments wait for further approvers (PAYMENT_PARTIALLY_ACCEPTED). */
	partialAcceptance: boolean;
	/** Over what webhooks are signed: the bytes sent, or their JSON parsed and written again. */
	webhookSigning: 'raw' | 'reserialized';
	/**
	 * `spaced`: indented and with escaped non-ASCII letters, so that parsing and serializing it again results in
	 * other bytes.
	 */
	webhookFormat: 'compact' | 'spaced';
	/** Whether a webhook is a list of one event or the event itself. */
	webhookEnvelope: 'array' | 'object';
	/** Milliseconds a webhook waits for its reply. */
	webhookTimeout: number;
	/** Milliseconds before each further attempt to deliver a webhook; one retry for each entry. */
	retryDelays: number[];
}

const isTime = (value: unknown): boolean => milliseconds(0).isValid(value);

const secret = (start: string, environment: string): SettingRule<string> => ({
	start,
	environment,
	rule: 'a string of 1 to 500 characters',
	isValid: (value) => typeof value === 'string' && value.length >= 1 && value.length <= 500,
});

export const klaviSettings: SettingRules<KlaviSettings> = {
	accessKey: headerText('klavi-demo', 'SANDBOX_KLAVI_ACCESS_KEY'),
	secretKey: secret('kv&sandbox#9f%2$6!c1', 'SANDBOX_KLAVI_SECRET_KEY'),
	tokenSeconds: wholeNumber(1800, 1, 86_400, 'seconds'),
	tokenClaim: trueOrFalse(true),
	tokenScope: oneOf<TokenScope>('payment', ['payment', 'create', 'any']),
	instantTokenScope: oneOf<TokenScope>('create', ['payment', 'create', 'any']),
	expiryField: oneOf('expireIn', ['expireIn', 'expire']),
	beforeCreate: oneOf('STARTED', ['STARTED', 'notFound']),
	participantsStyle: oneOf('data', ['data', 'participants', 'array']),
	messageStyle: oneOf<MessageStyle>('text', ['text', 'list']),
	stepTime: milliseconds(500),
	stepTimes: {
		start: { STARTED: 1000, ENQUEUED: 1000 },
		rule: `an object of ${PASSING_STATUSES.join(', ')}, each a whole number of milliseconds from 0 to 600000 or null`,
		isValid: (value) =>
			isObject(value) &&
			Object.entries(value).every(
				([status, time]) => PASSING_STATUSES.includes(status) && (time === null || isTime(time)),
			),
	},
	authorizationTime: milliseconds(300_000),
	consentUrlTime: milliseconds(60_000),
	payer: oneOf('page', ['page', 'authorizes', 'refuses']),
	partialAcceptance: trueOrFalse(false),
	webhookSigning: oneOf('raw', ['raw', 'reserialized']),
	webhookFormat: oneOf('compact', ['compact', 'spaced']),
	webhookEnvelope: oneOf('array', ['array', 'object']),
	webhookTimeout: milliseconds(10_000),
	retryDelays: retryDelays([250, 500, 1000, 2000, 4000]),
	webhookUrl: webhookTarget('SANDBOX_KLAVI_WEBHOOK_URL'),
	latency: milliseconds(0),
};
