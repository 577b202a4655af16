import {
	type CommonSettings,
	headerText,
	milliseconds,
	oneOf,
	type SettingRules,
	trueOrFalse,
	webhookTarget,
} from '../shared/settings';

export interface ChargebackhitSettings extends CommonSettings {
	publicKey: string;
	secretKey: string;
	/**
	 * `documented`: the shapes the official reference prints (`data` wrappers, empty success bodies). `alternative`:
	 * the shapes a later source shows (`items`, bare objects, success bodies). Contract: 8 (7 to 10).
	 */
	responseStyle: 'documented' | 'alternative';
	/**
	 * The body of a success for which the reference documents none: `{}`, which clients that parse JSON from every answer can
	 * read, or nothing (Contract: 8 (10)). In the alternative style every success has a body.
	 */
	successBody: 'json' | 'empty';
	/**
	 * Accepts a `sort` only with its field. Off, it also accepts the `{}` of the reference's samples, as the default order
	 * (Contract: 8 (19)).
	 */
	strict: boolean;
	/** Milliseconds an enrollment stays `new`, and again `accepted`, before it is a `success`. */
	enrollmentStep: number;
	/** Milliseconds a webhook waits for its reply. */
	webhookTimeout: number;
}

export const chargebackhitSettings: SettingRules<ChargebackhitSettings> = {
	publicKey: headerText('cbh_pk_sandbox_5e1c7a9d', 'SANDBOX_CHARGEBACKHIT_PUBLIC_KEY'),
	secretKey: headerText('cbh_sk_sandbox_b84f20c6d3917e', 'SANDBOX_CHARGEBACKHIT_SECRET_KEY'),
	webhookUrl: webhookTarget('SANDBOX_CHARGEBACKHIT_WEBHOOK_URL'),
	responseStyle: oneOf('documented', ['documented', 'alternative']),
	successBody: oneOf('json', ['json', 'empty']),
	strict: trueOrFalse(false),
	enrollmentStep: milliseconds(2000),
	webhookTimeout: milliseconds(10_000),
	latency: milliseconds(0),
};
