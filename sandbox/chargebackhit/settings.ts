import {
	type CommonSettings,
	headerText,
	milliseconds,
	oneOf,
	type SettingRules,
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
	enrollmentStep: milliseconds(2000),
	webhookTimeout: milliseconds(10_000),
	latency: milliseconds(0),
};
