import { catalogue, problem, rule, sentence } from './problem';

/** Words of others as a sentence: some end with a full stop, others do not. */
const asSentence = (words: string): string => (words === '' || /[.!?]$/.test(words) ? words : `${words}.`);

/** Sentences that are there, with a space between. */
const together = (...sentences: string[]): string => sentences.filter(Boolean).join(' ');

const capitalized = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** `1st`, `2nd`, `113th`: items are counted from 1, as people count rows. */
export function ordinal(number: number): string {
	const isTeen = number % 100 >= 11 && number % 100 <= 13;
	return `${number}${(isTeen ? '' : ['', 'st', 'nd', 'rd'][number % 10]) || 'th'}`;
}

/** How a message names an item. */
export interface ItemName {
	/** From 0. */
	index: number;
	/** Its most telling value, such as the order number; empty text if it has none. */
	label: string;
}

/** `2nd item (ORDER-1001)`. */
export function itemName({ index, label }: ItemName): string {
	return `${ordinal(index + 1)} item${label === '' ? '' : ` (${label})`}`;
}

/** `item 3`, or `items 1–5, 8`, counted from 1. @param indexes from 0 */
export function itemList(indexes: number[]): string {
	const ranges: string[] = [];
	for (let start = 0; start < indexes.length; ) {
		let end = start;
		while (end + 1 < indexes.length && indexes[end + 1] === indexes[end] + 1) end++;
		ranges.push(end > start ? `${indexes[start] + 1}–${indexes[end] + 1}` : `${indexes[start] + 1}`);
		start = end + 1;
	}
	const shown = ranges.slice(0, 20);
	if (ranges.length > shown.length) shown.push(`and ${ranges.length - shown.length} more groups`);
	return `${indexes.length === 1 ? 'item' : 'items'} ${shown.join(', ')}`;
}

/** What became of the items of a run that stopped: indexes from 0. */
export interface RunSummary {
	completed: number[];
	partly: number[];
	failed: number[];
	unknown: number[];
	notSent: number[];
}

const UNKNOWN = 'It is unknown whether this was completed.';
const NOT_RETRIED = 'It was not retried, because a retry could repeat the action.';
const lookUp = (service: string) => `Look it up in ${service} before you send it again.`;
/** What to do after a write whose outcome nobody knows. */
const unknownOutcome = (service: string) => `${UNKNOWN} ${lookUp(service)} ${NOT_RETRIED}`;
const maybeAccepted = (service: string) =>
	`The request was accepted, so it may have been completed. ${lookUp(service)}`;

/** `returned 422: The alert is final`, or `returned 500 with no explanation`. */
const returned = (service: string, status: number, words: string): string =>
	words === '' ? `${service} returned ${status} with no explanation` : `${service} returned ${status}: ${words}`;

/** Every sentence that is the same for all services. `service` is the service's name, `field` a field's label. */
export const problems = catalogue({
	// What the user gave
	fieldEmpty: problem(
		'fields',
		(field: string, advice?: string) => ({
			message: `${field} is empty`,
			advice: advice || `Fill in ${field}, or check that its expression returns a value for this item.`,
		}),
		'Order ID',
	),
	jsonInvalid: problem(
		'fields',
		(field: string, reason: string) => ({
			message: `${field} is not valid JSON: ${reason}`,
			advice:
				'Put names and text in double quotes, with no comma after the last entry. An expression that returns an object also works.',
		}),
		'Additional Fields (JSON)',
		'Unexpected token } in JSON at position 12',
	),
	valueNotUnique: problem(
		'fields',
		(field: string, value: string, others: number[]) => ({
			message: `${field} "${value}" is also used by ${itemList(others)}`,
			advice: `Nothing was sent for any of them. Each item needs its own ${field}. A fixed value, or one that repeats in a loop, does not work.`,
		}),
		'External ID',
		'REFUND-17',
		[1, 4],
	),
	unsafePath: problem('fields', (value: string) => ({ message: `"${value}" cannot be part of an address` }), '..'),
	operationUnknown: problem(
		'fields',
		(resource: string, operation: string) => ({
			message: `This node has no operation "${operation}" for "${resource}"`,
			advice: 'Open the node and choose a resource and an operation from the lists.',
		}),
		'alert',
		'forward',
	),
	customApiCall: problem(
		'fields',
		(service: string) => ({
			message: `Use the HTTP Request node for a custom API call to ${service}`,
			advice: `Add an HTTP Request node, choose "Predefined Credential Type", then ${service} API. Requests are authenticated the same way.`,
		}),
		'Kount',
	),

	// The run
	notWritable: problem(
		'run',
		(reason: string) => ({
			message: `An item cannot be written as JSON: ${reason}`,
			advice:
				'Values must be text, numbers, true or false, lists or objects. This item and those after it were not sent.',
		}),
		'Converting circular structure to JSON',
	),
	runStopped: problem(
		'run',
		({ completed, partly, failed, unknown, notSent }: RunSummary) => ({
			message: together(
				completed.length > 0 ? `Completed: ${itemList(completed)}.` : '',
				partly.length > 0 ? `Partly completed: ${itemList(partly)}.` : '',
				failed.length > 0 ? `Also failed: ${itemList(failed)}.` : '',
				unknown.length > 0 ? `Unknown: ${itemList(unknown)}.` : '',
				notSent.length > 0 ? `Not sent: ${itemList(notSent)}.` : '',
			),
			advice:
				'To process the other items, set On Error to "Continue" or "Continue (using error output)" in the node\'s Settings.',
		}),
		{ completed: [0, 1], partly: [2], failed: [4], unknown: [5], notSent: [6, 7] },
	),
	partlyCompleted: sentence('run', 'Other parts of this item were completed.'),
	nothingSent: sentence('run', 'Nothing was sent.'),
	otherItemsInvalid: problem(
		'run',
		(count: number) => ({
			message: `Nothing was sent. ${count === 1 ? 'One more item' : `${count} more items`} cannot be sent either.`,
		}),
		2,
	),
	stoppedPartway: problem(
		'run',
		(service: string) => ({
			message: `Another item failed, so the rest of this item was not sent to ${service}. Part of it was completed before`,
			advice: 'Send only what is missing.',
		}),
		'Kloutit',
	),

	// The credential
	baseUrlInvalid: problem(
		'credential',
		(service: string, documented: string, seen: string) => ({
			message: `Base URL in the ${service} credential must be an address that begins with https:// (http:// for a local sandbox). It is "${seen}"`,
			advice: `The documented address is ${documented}.`,
		}),
		'Kloutit',
		'https://clients-api.kloutit.com',
		'clients-api.kloutit.com',
	),
	baseUrlSignIn: problem(
		'credential',
		(service: string, documented: string) => ({
			message: `Base URL in the ${service} credential must not contain a user name or password`,
			advice: `The documented address is ${documented}.`,
		}),
		'Kloutit',
		'https://clients-api.kloutit.com',
	),
	credentialRejected: problem(
		'credential',
		(service: string, environment: string, words: string) => ({
			message: `${service} rejected the credential (status 401, ${environment})`,
			advice: together(
				asSentence(words),
				`Check the keys in the ${service} credential, and that they belong to the same account as the address above.`,
			),
		}),
		'Kloutit',
		'https://clients-api.kloutit.com',
		'Invalid API key',
	),
	noToken: problem(
		'credential',
		(service: string, told: string | number, reason: string) => ({
			message: `Could not get an access token from ${service}${told === '' ? '' : ` (${told})`}. The request was not sent`,
			advice: `Check the token server in the credential, and that this n8n may open connections to it. Reason: ${asSentence(reason)}`,
		}),
		'Kount',
		500,
		'Internal Server Error',
	),

	// Requests that were not answered
	waitTooLong: problem(
		'request',
		(service: string, wait: string, limit: number, words: string) => ({
			message: `${service} asked for a wait ${wait}, which is longer than Max Retry Wait (${limit} s)`,
			advice: together(
				asSentence(words),
				`This request was not completed. Run it again later, raise Max Retry Wait under Options, or ask ${service} for a higher limit.`,
			),
		}),
		'Kount',
		'of 120 s',
		60,
		'',
	),
	stillBusy: problem(
		'request',
		(service: string, status: number, waited: number, limit: number, words: string) => ({
			message: `${service} still returned ${status} after ${waited} s of waiting, and Max Retry Wait is ${limit} s`,
			advice: together(
				asSentence(words),
				`This request was not completed. Run it again later, raise Max Retry Wait under Options, or ask ${service} for a higher limit.`,
			),
		}),
		'Kount',
		503,
		58,
		60,
		'',
	),
	timeout: problem(
		'request',
		(service: string, seconds: number, isUnknown: boolean) => ({
			message: `${service} did not respond within ${seconds} s`,
			advice: together(
				isUnknown ? unknownOutcome(service) : '',
				'Raise Timeout under Options if the service is known to be slow.',
			),
		}),
		'Kount',
		30,
		true,
	),
	unreachable: problem(
		'request',
		(service: string, host: string, reason: string) => ({
			message: `${service} could not be reached at ${host}`,
			advice: `Check the Base URL in the credential, and that this n8n may open connections to it (proxy, firewall). Reason: ${asSentence(reason)}`,
		}),
		'Kloutit',
		'https://clients-api.kloutit.com',
		'getaddrinfo ENOTFOUND clients-api.kloutit.com',
	),
	connectionLost: problem(
		'request',
		(service: string, reason: string, isUnknown: boolean, tries: number) => ({
			message: `The connection to ${service} was lost before its response was complete`,
			advice: together(
				isUnknown ? unknownOutcome(service) : '',
				`Reason: ${asSentence(reason)}`,
				tries > 1 ? `The request was tried ${tries} times. Try again later.` : '',
			),
		}),
		'Klavi',
		'socket hang up',
		true,
		1,
	),
	notSent: problem(
		'request',
		(service: string, reason: string) => ({
			message: `The request to ${service} could not be sent: ${reason}`,
			advice: 'Nothing was sent.',
		}),
		'Kount',
		'self-signed certificate',
	),
	redirect: problem(
		'request',
		(service: string, status: number, target: string) => ({
			message: `${service} returned ${status} with a redirect to ${target || 'an unnamed address'}. Redirects are not followed`,
			advice: 'Correct the Base URL in the credential.',
		}),
		'Kloutit',
		301,
		'https://www.kloutit.com/',
	),

	// What the service returned
	badRequest: problem(
		'response',
		(service: string, status: number, words: string, namesFields: boolean) => ({
			message: returned(service, status, words),
			advice: namesFields
				? `Correct the fields that ${service} names, then run the item again.`
				: `Change what ${service} complains about, then run the item again.`,
		}),
		'Kloutit',
		422,
		'The case is closed',
		false,
	),
	forbidden: problem(
		'response',
		(service: string, status: number, words: string) => ({
			message: returned(service, status, words),
			advice: `The credential is valid but has no access to this. Ask ${service} to enable it for your account.`,
		}),
		'Chargebackhit',
		403,
		'Not for this account',
	),
	notFound: problem(
		'response',
		(service: string, subject: string) => ({
			message: `${capitalized(subject)} was not found in ${service}`,
			advice:
				"Check the ID, and that it belongs to this credential's account. Sandbox and production are separate accounts.",
		}),
		'Chargebackhit',
		'alert 3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b',
	),
	serverError: problem(
		'response',
		(service: string, status: number, words: string, tries: number) => ({
			message: returned(service, status, words),
			advice: `The failure is on ${service}'s side. The request was tried ${tries} ${tries === 1 ? 'time' : 'times'}. Try again later.`,
		}),
		'Kount',
		500,
		'',
		3,
	),
	outcomeUnknown: problem(
		'response',
		(service: string, status: number, words: string) => ({
			message: returned(service, status, words),
			advice: unknownOutcome(service),
		}),
		'Kount',
		500,
		'',
	),
	acceptedWithErrors: problem(
		'response',
		(service: string, status: number, words: string) => ({
			message: returned(service, status, words),
			advice: `${service} accepted the request but listed errors, so it may not have been completed. ${lookUp(service)}`,
		}),
		'Chargebackhit',
		200,
		'descriptor is too long',
	),
	notJson: problem(
		'response',
		(service: string, status: number, kind: string, isWrite: boolean, beginning: string) => ({
			message: `${service} returned ${status}, but with ${kind} instead of JSON`,
			advice: together(
				isWrite ? maybeAccepted(service) : '',
				'Check the Base URL: this looks like another server or a proxy in between.',
				beginning === '' ? '' : `The response began: ${beginning}`,
			),
		}),
		'Kloutit',
		200,
		'an HTML page',
		false,
		'Maintenance',
	),
	incompleteJson: problem(
		'response',
		(service: string, status: number, isWrite: boolean) => ({
			message: `${service} returned ${status}, but with an incomplete response instead of JSON`,
			advice: together(
				isWrite ? maybeAccepted(service) : '',
				'The response was cut off on the way. Try again. If it keeps happening, a proxy in between may be the reason.',
			),
		}),
		'Kloutit',
		200,
		false,
	),
	wrongShape: problem(
		'response',
		(service: string, status: number, expected: string, kind: string, isWrite: boolean, beginning: string) => ({
			message: `${service} returned ${status}, but with ${kind} where ${expected} was expected`,
			advice: together(
				isWrite ? maybeAccepted(service) : '',
				'Check the Base URL: this looks like another server or a proxy in between.',
				beginning === '' ? '' : `The response began: ${beginning}`,
			),
		}),
		'Kount',
		200,
		'an object',
		'a list',
		false,
		'[]',
	),

	// Lists
	repeatedPage: problem(
		'hint',
		(service: string) => ({
			message: `${service} returned the same page twice, so reading stopped there. The list may be incomplete.`,
		}),
		'Klavi',
	),
	pageLimit: problem(
		'hint',
		(service: string, pages: number) => ({
			message: `Reading stopped after ${pages} pages from ${service}. The list is incomplete.`,
			advice: 'Narrow the filters.',
		}),
		'Klavi',
		1000,
	),

	// AI agents
	agentSwitch: sentence(
		'panel',
		'Whether the AI agent may do this. It cannot be undone, so the node refuses it while this is off.',
	),
	agentNotAllowed: problem(
		'agent',
		(action: string) => ({
			message: `An AI agent is not allowed to do this: ${action}`,
			advice:
				'It cannot be undone. To allow it, open this tool and turn on "Allow the Agent to Do This" by hand. An expression, or a value that the model chooses, does not count.',
		}),
		'Respond to alert',
	),
});

/** What a value must be, for all services. */
export const rules = catalogue({
	lostDigits: rule(
		'text: numbers this long lose digits',
		{ field: 'ARN', seen: '7.4609e+22' },
		'Have the previous node return it as text, in quotes. Lost digits cannot be recovered.',
	),
	text: rule('text', { field: 'Order ID', seen: 'an object' }),
	textOrList: rule('text or a list', { field: 'Products', seen: 'an object' }),
	textLength: rule((longest: number) => `at most ${longest} characters`, {
		field: 'Order Number',
		seen: '62 characters',
		values: [50],
	}),
	uuid: rule('a UUID such as 3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b', { field: 'Alert', seen: '"4711"' }),
	wholeNumber: rule(
		(lowest: number, highest: number) =>
			highest === Number.MAX_SAFE_INTEGER
				? `a whole number of at least ${lowest}`
				: `a whole number from ${lowest} to ${highest}`,
		{ field: 'Batch Size', seen: '0', values: [1, 1000] },
	),
	number: rule((lowest: number, highest: number) => `a number from ${lowest} to ${highest}`, {
		field: 'Timeout',
		seen: '900',
		values: [0.1, 300],
	}),
	isoDate: rule('a date in ISO 8601 form such as 2026-11-21 or 2026-11-21T09:30:00Z', {
		field: 'Date',
		seen: '"21.11.2026"',
	}),
	amount: rule('digits with a point before the decimals, such as 49.90', { field: 'Amount', seen: '"49,90"' }),
	smallestUnits: rule('a whole number in the smallest unit of the currency, such as 4409 for 44.09 USD', {
		field: 'Price',
		seen: '"44.09"',
	}),
	currency: rule('a currency code of three letters such as EUR', { field: 'Currency', seen: '"Euro"' }),
	cardBin: rule('the first 6 to 8 digits of the card', { field: 'BIN', seen: '16 characters' }),
	cardLastFour: rule('the last 4 digits of the card', { field: 'Last Four', seen: '16 characters' }),
	digits: rule((count: number) => `${count} digits`, { field: 'MCC', seen: '"541"', values: [4] }),
	boolean: rule('true or false', { field: 'Delivery Confirmation', seen: '"maybe"' }),
	oneOf: rule((choices: readonly string[]) => `one of ${choices.join(', ')}`, {
		field: 'Outcome',
		seen: '"refunded"',
		values: [['acknowledged', 'reversed']],
	}),
	jsonObject: rule('a JSON object such as {"name": "value"}', { field: 'Additional Fields (JSON)', seen: 'a list' }),
	jsonRecord: rule('a JSON object', { field: 'Order', seen: 'a list' }),
	jsonList: rule('a JSON list', { field: 'Products', seen: 'an object' }),
});
