/** An error of the control API: a sentence that names the field and the rule. */
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

/** Reads the body of a control call field by field, and rejects fields it does not know. */
export class ControlFields {
	private readonly fields: Record<string, unknown>;

	/**
	 * @param body the parsed body; an absent body counts as an empty object
	 * @throws ControlError when it is not an object or has a field that is not in `known`
	 */
	constructor(body: unknown, known: readonly string[]) {
		const value = body ?? {};
		if (typeof value !== 'object' || Array.isArray(value)) throw new ControlError('The body must be a JSON object.');
		this.fields = value as Record<string, unknown>;
		for (const name of Object.keys(this.fields)) {
			if (!known.includes(name))
				throw new ControlError(`${name} is not a known field. Known fields: ${known.join(', ')}.`);
		}
	}

	has(name: string): boolean {
		return this.fields[name] !== undefined;
	}

	/** The value, unchecked. */
	any(name: string): unknown {
		return this.fields[name];
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

	/** Makes a field required: `fields.required('service', fields.text('service'))`. */
	required<Value>(name: string, value: Value | undefined): Value {
		if (value === undefined) throw new ControlError(`${name} is required.`);
		return value;
	}

	private read<Value>(name: string, rule: string, isValid: (value: unknown) => boolean): Value | undefined {
		const value = this.fields[name];
		if (value === undefined) return undefined;
		if (!isValid(value)) throw new ControlError(`${name} must be ${rule}; it was ${seen(value)}.`);
		return value as Value;
	}
}

/** Whether a value is an absolute http or https URL. */
export function isWebAddress(value: unknown): boolean {
	if (typeof value !== 'string' || !URL.canParse(value)) return false;
	return ['http:', 'https:'].includes(new URL(value).protocol);
}
