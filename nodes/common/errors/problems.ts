/** Words of others as a sentence: some end with a full stop, others do not. */
const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

/**
 * Every sentence that is the same for all services: errors, advice, hints. What a field is stands with the field. `service` is the service's display name, `field` a field's display name.
 */
export const messages = {
	atItem: (text: string, index: number): string => `${text} [item ${index}]`,
	withDetails: (text: string, details: object): string =>
		`${text}\n\nDetails, in a field of their own from n8n 2.36 on: ${JSON.stringify(details)}`,

	// Checks of what the user gave
	missing: (field: string): string => `${field} is empty`,
	lostDigitsRule: 'text: a number of so many digits has lost some of them',
	lostDigitsAdvice:
		'Have the node before this one give it as text, in quotes. Digits that are lost cannot be found again.',
	missingAdvice: (field: string): string =>
		`Fill in ${field}, or check that its expression gives a value for this item.`,
	notWritable: (reason: string): string => `An item cannot be written as JSON: ${reason}`,
	notWritableAdvice:
		'Values must be text, numbers, true or false, lists and objects. This item and those behind it were not sent.',
	notRule: (field: string, rule: string, seen: string): string => `${field} must be ${rule}; this item has ${seen}`,
	jsonBroken: (field: string, reason: string): string => `${field} is not valid JSON: ${reason}`,
	jsonAdvice:
		'Put names and text in double quotes and leave no comma after the last one. An expression that gives an object works too.',
	unknownOperation: (resource: string, operation: string): string =>
		`This node has no operation "${operation}" for "${resource}"`,
	unknownOperationAdvice: 'Open the node and choose a resource and an operation from the lists.',
	customApiCall: (service: string): string => `A custom API call to ${service} is made with the HTTP Request node`,
	customApiCallAdvice: (service: string): string =>
		`Add an HTTP Request node, choose "Predefined Credential Type" and ${service} API; the requests are authenticated the same way.`,
	moreBroken: (count: number): string =>
		`Nothing was sent. ${count === 1 ? 'One more item' : `${count} more items`} cannot be sent either:`,
	givenTwice: (field: string, value: string, others: number[]): string =>
		`${field} "${value}" is given by ${listItems(others)} as well`,
	givenTwiceAdvice: (field: string): string =>
		`Nothing was sent for any of them. Every item needs its own ${field}; a fixed value, or one that repeats in a loop, does not do.`,
	nothingSent: 'Nothing was sent.',

	// The credential
	baseUrl: (service: string, seen: string): string =>
		`Base URL in the ${service} credential must be an address that begins with https:// (http:// for a local sandbox); it is "${seen}"`,
	baseUrlSignIn: (service: string): string =>
		`Base URL in the ${service} credential must not hold a user name or a password`,
	baseUrlAdvice: (documented: string): string => `The documented address is ${documented}.`,

	// Faults on the way
	waitTooLong: (service: string, asked: string, limit: number): string =>
		`${service} asks to wait ${asked} before the next request, more than Max Retry Wait (${limit} s) still allows`,
	waitTooLongAdvice: (service: string): string =>
		`This request was not carried out. Run it again later, raise Max Retry Wait under Options, or ask ${service} for a higher limit.`,
	stillRefusing: (service: string, status: number, waited: number, limit: number): string =>
		`${service} still answered ${status} after ${waited} s of waiting; Max Retry Wait (${limit} s) allows no more`,
	refused: (service: string, status: number, words: string): string => `${service} answered ${status}: ${words}`,
	noWords: 'without saying why',
	fieldLine: (field: string, words: string): string => `${field}: ${words}`,
	badRequestAdvice: (service: string): string => `Change what ${service} complains about and run the item again.`,
	badFieldsAdvice: (service: string): string => `Correct the fields that ${service} names and run the item again.`,
	credentialRefused: (service: string, environment: string): string =>
		`${service} does not accept the credential (status 401, ${environment})`,
	credentialAdvice: (service: string): string =>
		`Check the keys in the ${service} credential and that they belong to the same account as the address above.`,
	noToken: (service: string, told: string | number): string =>
		`${service} gave no access token${told === '' ? '' : ` (${told})`}; the request was not sent`,
	noTokenAdvice: (reason: string): string =>
		`Check the token server in the credential, and that this n8n may open connections to it. Reason: ${sentence(reason)}`,
	forbiddenAdvice: (service: string): string =>
		`The credential is known but may not do this. Ask ${service} to enable it for your account.`,
	notFound: (service: string, subject: string): string => `${service} does not know ${subject}`,
	notFoundAdvice:
		'Check the id, and that it belongs to the account of this credential: sandbox and production are separate accounts.',
	serverAdviceRead: (service: string, tries: number): string =>
		`${service} failed on its side; the request was tried ${tries} times. Try again later.`,
	unclearAdvice: 'It is not known whether this was carried out. Look it up at the service before you send it again.',
	notSentTwice: 'It was sent once only, because sending it twice could do it twice.',
	redirect: (service: string, status: number, target: string): string =>
		`${service} answered ${status} with a redirect to ${target}; redirects are not followed`,
	redirectAdvice: 'Correct the Base URL in the credential.',
	timeout: (service: string, seconds: number): string => `${service} did not answer within ${seconds} s`,
	timeoutAdvice: 'Raise Timeout under Options if the service is known to be slow.',
	unreachable: (service: string, host: string): string => `${service} could not be reached at ${host}`,
	unreachableAdvice: (reason: string): string =>
		`Check the Base URL in the credential, and that this n8n may open connections to it (proxy, firewall). Reason: ${sentence(reason)}`,
	brokenOff: (service: string): string => `The connection to ${service} broke off before its answer was complete`,
	reason: (reason: string): string => `Reason: ${sentence(reason)}`,
	requestRefused: (service: string, reason: string): string => `The request to ${service} could not be sent: ${reason}`,
	requestRefusedAdvice: 'Nothing was sent.',
	notJson: (service: string, status: number, kind: string): string =>
		`${service} answered ${status}, but with ${kind} instead of JSON`,
	wrongShape: (service: string, status: number, expected: string, kind: string): string =>
		`${service} answered ${status}, but with ${kind} where ${expected} was expected`,
	unusableAdvice: (sample: string): string =>
		`Check the Base URL: this looks like another server or a proxy in between.${sample ? ` The answer began: ${sample}` : ''}`,
	acceptedWithErrors: (service: string): string =>
		`${service} took the request but lists errors, so it may not have been carried out. Look it up at ${service} before you send it again.`,
	acceptedUnread:
		'The request was accepted, so it may have been carried out. Look it up at the service before you send it again.',
	incompleteAdvice:
		'The answer was cut off on the way. Try again; if it stays so, a proxy in between may be the reason.',
	unnamedAddress: 'an unnamed address',
	badSegment: (value: string): string => `"${value}" cannot be part of an address`,
	kinds: {
		incomplete: 'an incomplete answer',
		empty: 'an empty body',
		html: 'an HTML page',
		text: 'text',
		list: 'a list',
		object: 'an object',
		value: 'a single value',
	},

	// Partly done runs
	stopped: (items: { done: number[]; partly: number[]; failed: number[]; unclear: number[]; open: number[] }): string =>
		[
			items.done.length > 0 ? `Carried out: ${listItems(items.done)}.` : '',
			items.partly.length > 0 ? `Partly carried out: ${listItems(items.partly)}.` : '',
			items.failed.length > 0 ? `Failed as well: ${listItems(items.failed)}.` : '',
			items.unclear.length > 0 ? `Not known whether carried out: ${listItems(items.unclear)}.` : '',
			items.open.length > 0 ? `Not sent: ${listItems(items.open)}.` : '',
		]
			.filter(Boolean)
			.join(' '),

	partlyDone: 'Other parts of this item were carried out.',
	haltedHalfWay: (service: string): string =>
		`Another item failed, so the rest of this item was not sent to ${service}; some of it had been carried out before`,
	haltedHalfWayAdvice: 'Send only what is missing again.',
	continueAdvice:
		'To let the other items go through, set On Error to "Continue" or "Continue (using error output)" in the node\'s Settings.',
	tried: (tries: number): string => `The request was tried ${tries} times. Try again later.`,

	// Lists
	repeatedPage: (service: string): string =>
		`${service} gave the same page twice, so reading stopped there: the list may be incomplete.`,
	pageCap: (service: string, pages: number): string =>
		`Reading stopped after ${pages} pages of ${service}: the list is incomplete. Narrow the filters.`,

	// Agents
	agentSwitch: 'Whether the AI agent may carry this out. It cannot be undone, so it is refused as long as this is off.',
	agentRefused: (action: string): string => `An AI agent may not do this: ${action}`,
	agentRefusedAdvice:
		'It cannot be undone. To allow it, open this tool and switch on "Allow the Agent to Do This" by hand; an expression or a value chosen by the model does not count.',
};

/** `item 3`, or `items 0–4, 7`. */
function listItems(indexes: number[]): string {
	const ranges: string[] = [];
	for (let start = 0; start < indexes.length; ) {
		let end = start;
		while (end + 1 < indexes.length && indexes[end + 1] === indexes[end] + 1) end++;
		ranges.push(end > start ? `${indexes[start]}–${indexes[end]}` : `${indexes[start]}`);
		start = end + 1;
	}
	const shown = ranges.slice(0, 20);
	if (ranges.length > shown.length) shown.push(`and ${ranges.length - shown.length} more groups`);
	return `${indexes.length === 1 ? 'item' : 'items'} ${shown.join(', ')}`;
}
