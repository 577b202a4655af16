import {
	type CommonSettings,
	headerText,
	milliseconds,
	oneOf,
	retryDelays,
	type SettingRules,
	trueOrFalse,
	webhookTarget,
} from '../shared/settings';
import { SECTORS } from './catalogue';

export interface KloutitSettings extends CommonSettings {
	/**
	 * Accepts only the documented form of a request. Off, it also accepts what Kloutit's own clients and README send: dates
	 * in UTC that end in `+00:00`, and a create with the older names (Contract: 1, 9 (1)).
	 */
	strict: boolean;
	/** Expected in the header `x-api-key`. */
	apiKey: string;
	/** The sectors of the organization: the only ones create and update accept. */
	sectors: string[];
	/** `2.0`: connection, webhook subscriptions and update-status do not exist yet and return 404. */
	apiVersion: '2.2' | '2.0';
	/** Whether submitting a case starts the generation of its defense, or only flags the case (Contract: 2.4). */
	automaticDefense: boolean;
	/** Milliseconds the generation of a defense takes. */
	defenseTime: number;
	/** Milliseconds before each further attempt to deliver an event; one retry for each entry. */
	retryDelays: number[];
	/** Milliseconds an event waits for its reply. */
	webhookTimeout: number;
	/** `content`: an event verifies when its JSON equals one sent; `bytes`: only when every byte does. */
	verification: 'content' | 'bytes';
	/** What create and update do with fields that are unknown, foreign to the sector or not accepted there. */
	foreignFields: 'refuse' | 'ignore';
}

const isListOf = (isValid: (value: unknown) => boolean, value: unknown): boolean =>
	Array.isArray(value) && value.every(isValid);

export const kloutitSettings: SettingRules<KloutitSettings> = {
	strict: trueOrFalse(false),
	apiKey: headerText('klt_sandbox_7c41e09ab25d', 'SANDBOX_KLOUTIT_API_KEY'),
	sectors: {
		start: SECTORS,
		rule: `a list of one or more of ${SECTORS.join(', ')}`,
		isValid: (value) => isListOf((one) => SECTORS.includes(one as string), value) && (value as []).length > 0,
	},
	apiVersion: oneOf('2.2', ['2.2', '2.0']),
	automaticDefense: trueOrFalse(true),
	defenseTime: milliseconds(3000),
	retryDelays: retryDelays([2000, 10_000, 30_000]),
	webhookTimeout: milliseconds(10_000),
	verification: oneOf('content', ['content', 'bytes']),
	foreignFields: oneOf('refuse', ['refuse', 'ignore']),
	webhookUrl: webhookTarget('SANDBOX_KLOUTIT_WEBHOOK_URL'),
	latency: milliseconds(0),
};
