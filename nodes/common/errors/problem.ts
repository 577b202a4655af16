/**
 * Everything a node tells its user stands in a catalogue: `problems.ts` of `common/errors/`, and of each service. An entry has a code
 * that never changes once released, so that an *If* node can decide by it, a sentence that says what happened, and advice.
 */

/** What a user is told. */
export interface Problem {
	/** Stable and unique across all catalogues: `details.problem` of an error item. */
	code: string;
	/** What happened, naming the field as the panel does. */
	message: string;
	/** What to do next; empty text if the message says it all. */
	advice: string;
}

/** What a value must be: the error is made of it by `invalid` in `values/validate.ts`. */
export interface Rule {
	code: string;
	/** Follows "must be": `a UUID such as 3f2a1b4c-…`. */
	must: string;
	advice: string;
}

/** What the user was doing when they meet a problem: the sections of `docs/errors.md`, in this order. */
export const ACTIVITIES = {
	credential: 'Setting up the credential',
	fields: 'Filling in the fields',
	files: 'Choosing files',
	run: 'Running the node',
	request: 'Sending a request to the service',
	response: 'Reading what the service returned',
	agent: 'Letting an AI agent use the node',
	trigger: 'Receiving events',
	hint: 'Reading the output: hints beside it',
	panel: 'Reading the panel: notices',
} as const;

export type Activity = keyof typeof ACTIVITIES;

/** What a problem says: the message, or the message and advice. */
type Words = string | [message: string, advice: string];

interface CatalogueEntry {
	/** The entry's name in its catalogue. */
	code: string;
	/** When the user meets it. */
	during: Activity;
	/** The problem with the entry's example values: for docs and tests. */
	composed: () => Problem;
}

/** An entry of a catalogue: called with values, it gives the problem. */
export type ProblemEntry<Values extends unknown[]> = CatalogueEntry & ((...values: Values) => Problem);

/** A rule of a catalogue: called with values, it gives the rule. */
export type RuleEntry<Values extends unknown[]> = CatalogueEntry & ((...values: Values) => Rule);

/**
 * An entry whose words depend on values.
 *
 * @param example values for docs and tests
 * @param says the words
 */
export function problem<Values extends unknown[] | []>(
	during: Activity,
	example: Values,
	says: (...values: Values) => Words,
): ProblemEntry<Values> {
	const entry = (...values: Values): Problem => {
		const words = says(...values);
		const [message, advice] = typeof words === 'string' ? [words, ''] : words;
		return { code: made.code, message, advice };
	};
	const made: ProblemEntry<Values> = Object.assign(entry, { code: '', during, composed: () => entry(...example) });
	return made;
}

/** An entry that always says the same, such as a notice. */
export function sentence(during: Activity, message: string, advice = ''): ProblemEntry<[]> {
	return problem(during, [], () => [message, advice]);
}

/**
 * A rule of a field.
 *
 * @param example a field that has the rule, how the message shows a value that breaks it, and the rule's own values
 * @param must follows "must be"
 * @param advice what to do about it
 */
export function rule<Values extends unknown[] | []>(
	example: [field: string, seen: string, ...values: Values],
	must: string | ((...values: Values) => string),
	advice = '',
	during: Activity = 'fields',
): RuleEntry<Values> {
	const entry = (...values: Values): Rule => ({
		code: made.code,
		must: typeof must === 'string' ? must : must(...values),
		advice,
	});
	const [field, seen, ...values] = example;
	const composed = () => ruleProblem(entry(...(values as Values)), field, seen);
	const made: RuleEntry<Values> = Object.assign(entry, { code: '', during, composed });
	return made;
}

/** The problem of a value that breaks a rule. @param seen the value as a message shows it */
export function ruleProblem({ code, must, advice }: Rule, field: string, seen: string): Problem {
	return { code, message: `${field} must be ${must}; this item has ${seen}`, advice };
}

/** Gives every entry its name as its code. */
export function catalogue<Catalogue extends Record<string, CatalogueEntry>>(entries: Catalogue): Catalogue {
	for (const [code, entry] of Object.entries(entries)) entry.code = code;
	return entries;
}
