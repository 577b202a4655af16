import { ControlError, isWebAddress } from './controlFields';

/** One setting of a service: its first value, the environment variable that may replace it, and what it may be. */
export interface SettingRule<Value> {
	start: Value;
	environment?: string;
	/** In words, for the error: "a string that is not empty". */
	rule: string;
	isValid(value: unknown): boolean;
}

export type SettingRules<Values> = { [Name in keyof Values]: SettingRule<Values[Name]> };

/** Settings every service has. */
export interface CommonSettings {
	/** Shortest response time of the service, in milliseconds. */
	latency: number;
	/** Where the service sends its events; `null`: they are not sent. */
	webhookUrl: string | null;
}

/** A setting that goes out as an HTTP header, so only printable ASCII. */
export const headerText = (start: string, environment: string): SettingRule<string> => ({
	start,
	environment,
	rule: 'a string of 1 to 500 printable ASCII characters without spaces',
	isValid: (value) => typeof value === 'string' && /^[\x21-\x7e]{1,500}$/.test(value),
});

/** A duration in milliseconds. */
export const milliseconds = (start: number): SettingRule<number> => wholeNumber(start, 0, 600_000, 'milliseconds');

/** Milliseconds before each further attempt to deliver an event. */
export const retryDelays = (start: number[]): SettingRule<number[]> => ({
	start,
	rule: 'a list of up to 10 whole numbers of milliseconds from 0 to 600000',
	isValid: (value) => Array.isArray(value) && value.length <= 10 && value.every((one) => milliseconds(0).isValid(one)),
});

/** A whole number of something, such as `seconds`. */
export const wholeNumber = (start: number, lowest: number, highest: number, unit = ''): SettingRule<number> => ({
	start,
	rule: `a whole number ${unit === '' ? '' : `of ${unit} `}from ${lowest} to ${highest}`,
	isValid: (value) => Number.isInteger(value) && (value as number) >= lowest && (value as number) <= highest,
});

export const oneOf = <Value extends string>(start: Value, values: readonly Value[]): SettingRule<Value> => ({
	start,
	rule: `one of ${values.join(', ')}`,
	isValid: (value) => values.includes(value as Value),
});

export const trueOrFalse = (start: boolean): SettingRule<boolean> => ({
	start,
	rule: 'true or false',
	isValid: (value) => typeof value === 'boolean',
});

export const webhookTarget = (environment: string): SettingRule<string | null> => ({
	start: null,
	environment,
	rule: 'an http or https URL, or null',
	isValid: (value) => value === null || isWebAddress(value),
});

/**
 * The settings of one service. `values` stays the same object for the life of the sandbox: services read it on every
 * request. Start values come from the rules, then the environment, then the options of `createSandbox`; a reset
 * returns to them.
 */
export class ServiceSettings<Values extends CommonSettings> {
	readonly values: Values;

	private readonly start: Values;

	/** @throws ControlError when the environment or an option breaks a rule */
	constructor(
		private readonly service: string,
		private readonly rules: SettingRules<Values>,
		environment: Record<string, string | undefined>,
		given: Partial<Values> = {},
	) {
		const start: Record<string, unknown> = {};
		for (const [name, rule] of Object.entries<SettingRule<unknown>>(rules)) {
			const fromEnvironment = rule.environment === undefined ? undefined : environment[rule.environment];
			start[name] = fromEnvironment || rule.start;
			if (!rule.isValid(start[name])) throw new ControlError(`${rule.environment} must be ${rule.rule}.`);
		}
		this.check(given as Record<string, unknown>);
		this.start = Object.assign(start, given) as unknown as Values;
		this.values = { ...this.start };
	}

	/**
	 * Refuses changes that break a rule, before any is made.
	 * @throws ControlError naming the setting and its rule
	 */
	check(changes: Record<string, unknown>): void {
		for (const [name, value] of Object.entries(changes)) {
			const rule: SettingRule<unknown> | undefined = Object.hasOwn(this.rules, name)
				? this.rules[name as keyof Values]
				: undefined;
			if (rule === undefined) {
				const known = Object.keys(this.rules).join(', ');
				throw new ControlError(`${this.service}.${name} is not a known setting. Known settings: ${known}.`);
			}
			if (!rule.isValid(value)) throw new ControlError(`${this.service}.${name} must be ${rule.rule}.`);
		}
	}

	/** Applies checked changes. */
	apply(changes: Record<string, unknown>): void {
		Object.assign(this.values, changes);
	}

	reset(): void {
		Object.assign(this.values, this.start);
	}
}
