/**
 * Everything a node tells its user is in a catalogue: `problems.ts` in `common/errors/` and in each service. An entry has a
 * code that never changes once released (so an *If* node can test it), a sentence that says what happened, and advice.
 */

export interface Problem {
	/** Stable and unique across all catalogues: `details.problem` of an error item. */
	code: string;
	/** What happened. It names the field as the panel does. */
	message: string;
	/** What to do next; empty if the message says it all. */
	advice: string;
}

/** What a value must be. `invalid` in `values/validate.ts` turns it into an error. */
export interface Rule {
	code: string;
	/** Follows "must be": `a UUID such as 3f2a1b4c-…`. */
	must: string;
	advice: string;
}

/** What users are doing when they meet a problem: the sections of `docs/errors.md`, in this order. */
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

/** Stands for the service in the examples of what all services have in common. `docs/errors.md` shows one of the four instead. */
export const A_SERVICE = 'ServiceName';

/** The message, or the message and advice. */
type Words = string | [message: string, advice: string];

interface CatalogueEntry {
	/** The entry's name in its catalogue. */
	code: string;
	/** When the user meets it. */
	during: Activity;
	/** The problem with the entry's example values: for docs and tests. */
	composed: () => Problem;
}

/** A catalogue entry: call it with values to get the problem. */
export type ProblemEntry<Values extends unknown[]> = CatalogueEntry & ((...values: Values) => Problem);

/** A catalogue rule: call it with values to get the rule. */
export type RuleEntry<Values extends unknown[]> = CatalogueEntry & ((...values: Values) => Rule);

/** An entry whose words depend on values. @param example values for docs and tests */
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
 * A field's rule.
 * @param example a field that has the rule, an invalid value as the message shows it, and the rule's own values
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

/** Sets each entry's code to its name. */
export function catalogue<Catalogue extends Record<string, CatalogueEntry>>(entries: Catalogue): Catalogue {
	for (const [code, entry] of Object.entries(entries)) entry.code = code;
	return entries;
}
