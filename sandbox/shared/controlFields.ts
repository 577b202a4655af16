/** A refusal of the control API: a sentence that names the field and the rule. */
export class ControlError extends Error {
	constructor(
		message: string,
		readonly status = 400,
	) {
		super(message);
	}
}

const seen = (value: unknown): string => {
	const text = JSON.stringify(value) ?? 'nothing';
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

/** Reads the body of a control call member by member and refuses what it does not know. */
export class ControlFields {
	private readonly members: Record<string, unknown>;

	/**
	 * @param body the parsed body; nothing at all counts as an empty object
	 * @throws ControlError when it is no object or has a member that is not in `known`
	 */
	constructor(body: unknown, known: readonly string[]) {
		const value = body ?? {};
		if (typeof value !== 'object' || Array.isArray(value)) throw new ControlError('The body must be a JSON object.');
		this.members = value as Record<string, unknown>;
		for (const name of Object.keys(this.members)) {
			if (!known.includes(name))
				throw new ControlError(`${name} is not a known member; known are ${known.join(', ')}.`);
		}
	}

	has(name: string): boolean {
		return this.members[name] !== undefined;
	}

	/** The value as it came. */
	any(name: string): unknown {
		return this.members[name];
	}

	text(name: string): string | undefined {
		return this.read(name, 'a string that is not empty', (value) => typeof value === 'string' && value !== '');
	}

	flag(name: string): boolean | undefined {
		return this.read(name, 'true or false', (value) => typeof value === 'boolean');
	}

	/** A whole number from `lowest` to `highest`. */
	integer(name: string, lowest: number, highest: number): number | undefined {
		return this.read(
			name,
			`a whole number from ${lowest} to ${highest}`,
			(value) => Number.isInteger(value) && (value as number) >= lowest && (value as number) <= highest,
		);
	}

	/** A number above zero. */
	positive(name: string): number | undefined {
		return this.read(name, 'a number above 0', (value) => Number.isFinite(value) && (value as number) > 0);
	}

	choice<Value extends string>(name: string, values: readonly Value[]): Value | undefined {
		return this.read(name, `one of ${values.join(', ')}`, (value) => values.includes(value as Value));
	}

	object(name: string): Record<string, unknown> | undefined {
		return this.read(
			name,
			'a JSON object',
			(value) => typeof value === 'object' && value !== null && !Array.isArray(value),
		);
	}

	/** An absolute http or https address. */
	address(name: string): string | undefined {
		return this.read(name, 'an http or https URL', isWebAddress);
	}

	/** Makes a member obligatory: `fields.required('service', fields.text('service'))`. */
	required<Value>(name: string, value: Value | undefined): Value {
		if (value === undefined) throw new ControlError(`${name} is required.`);
		return value;
	}

	private read<Value>(name: string, rule: string, holds: (value: unknown) => boolean): Value | undefined {
		const value = this.members[name];
		if (value === undefined) return undefined;
		if (!holds(value)) throw new ControlError(`${name} must be ${rule}; it was ${seen(value)}.`);
		return value as Value;
	}
}

/** Whether a value is an absolute http or https URL. */
export function isWebAddress(value: unknown): boolean {
	if (typeof value !== 'string' || !URL.canParse(value)) return false;
	return ['http:', 'https:'].includes(new URL(value).protocol);
}
