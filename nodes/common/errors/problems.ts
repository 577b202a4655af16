import { type ItemName, itemList, itemNames } from './itemNames';
import { catalogue, problem, sentence } from './problem';

/** The service's words as a sentence: some end with a period, others do not. */
const asSentence = (words: string): string => (words === '' || /[.!?]$/.test(words) ? words : `${words}.`);

/** The sentences that are not empty, separated by spaces. */
const together = (...sentences: string[]): string => sentences.filter(Boolean).join(' ');

/** The first few of a list that may be long. */
const listed = (words: string[], most: number): string =>
	`${words.slice(0, most).join(', ')}${words.length > most ? ` and ${words.length - most} more` : ''}`;

const capitalized = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** The state of each item when a run stopped: indexes from 0. */
export interface RunSummary {
	completed: number[];
	partly: number[];
	failed: number[];
	unknown: number[];
	notSent: number[];
}

/** `Completed: items 1–2. Unknown: item 3.` @param failed what the failed items are called */
function summaryOf({ completed, partly, failed, unknown, notSent }: RunSummary, failedAre: string): string {
	const parts: Array<[string, number[]]> = [
		['Completed', completed],
		['Partly completed', partly],
		[failedAre, failed],
		['Unknown', unknown],
		['Not sent', notSent],
	];
	return together(...parts.map(([state, items]) => (items.length > 0 ? `${state}: ${itemList(items)}.` : '')));
}

const UNKNOWN = 'It is unknown whether this was completed.';
const NOT_RETRIED = 'It was not retried, because a retry could repeat the action.';
const lookUp = (service: string) => `Look it up in ${service} before you send it again.`;
/** What to do after a write with an unknown outcome. */
const unknownOutcome = (service: string) => `${UNKNOWN} ${lookUp(service)} ${NOT_RETRIED}`;
const maybeAccepted = (service: string) =>
	`The request was accepted, so it may have been completed. ${lookUp(service)}`;

/** `returned 422: The alert is final`, or `returned 500 with no explanation`. */
const returned = (service: string, status: number, words: string): string =>
	words === '' ? `${service} returned ${status} with no explanation` : `${service} returned ${status}: ${words}`;

/** `Company or Customer`; `one of these: Acknowledged, Decline, Not Found`. */
const alternatives = (choices: readonly string[]): string =>
	choices.length > 2 ? `one of these: ${choices.join(', ')}` : choices.join(' or ');

/** Every sentence that is the same for all services. `service` is the service's name, `field` a field's label. */
export const problems = catalogue({
	// What the user entered
	fieldEmpty: problem<[field: string, advice?: string]>('fields', ['Order ID'], (field, advice) => [
		`${field} is empty`,
		advice || `Fill in ${field}, or check that its expression returns a value for this item.`,
	]),
	fieldsEmpty: problem('fields', [['Amount', 'Payer Name'] as string[]], (fields) => [
		`${fields.slice(0, -1).join(', ')} and ${fields[fields.length - 1]} are empty`,
		'Fill in all of them, or check that their expressions return values for this item.',
	]),
	/** The advice about a list in which nothing is chosen. */
	chooseOne: problem(
		'fields',
		[['Acknowledged', 'Refunded (reversed)'] as string[]],
		(choices) =>
			`Choose ${alternatives(choices)}. If the field has an expression, check that it returns a value for this item.`,
	),
	jsonInvalid: problem(
		'fields',
		['Additional Fields (JSON)', 'Unexpected token } in JSON at position 12'],
		(field, reason) => [
			`${field} is not valid JSON: ${reason}`,
			'Put names and text in double quotes, with no comma after the last entry. An expression that returns an object also works.',
		],
	),
	valueNotUnique: problem(
		'fields',
		['Your Reference (External ID)', 'REFUND-17', [1, 4] as number[]],
		(field, value, others) => [
			`${field} "${value}" is also used by ${itemList(others)}`,
			'None of these items was sent. Each item needs a different value, so use an expression and not a fixed value.',
		],
	),
	unsafePath: problem('fields', ['..'], (value) => `"${value}" cannot be part of an address`),
	/** The advice about a missing column. */
	itemColumns: problem(
		'fields',
		['psp_name', ['descriptor', 'PSP Name'] as string[], 'PSP Name' as string | undefined],
		(name, columns, meant) =>
			together(
				`It is read from the column "${name}".`,
				meant === undefined ? '' : `Rename the column "${meant}".`,
				columns.length === 0 ? 'The item has no columns.' : `The item's columns are: ${listed(columns, 30)}.`,
			),
	),
	repeatedItems: problem(
		'hint',
		['MID with the descriptor', 'MYSTORE*1001', [1, 4] as number[]],
		(what, value, indexes) =>
			`The same ${what} "${value}" is in ${itemList(indexes)}. None of them was left out. If this was not meant, remove duplicates in an earlier node.`,
	),
	cardNumberFound: problem<[name: string, object?: string]>(
		'fields',
		['cardNumber', 'paymentInformation'],
		(name, object) => [
			`${object === undefined ? name : `"${name}" in ${object}`} contains what looks like a full card number`,
			'Only the first 6 and the last 4 digits of a card may be sent. Remove the number.',
		],
	),
	textMarkRemoved: problem(
		'hint',
		['Order ID'],
		(field) =>
			`${field}: the apostrophe or the quotes around some values were removed. Spreadsheets mark text with them.`,
	),
	zerosMayBeLost: problem(
		'hint',
		['CAID'],
		(field) =>
			`${field}: some values are numbers, and a number has no zeros at its beginning. If yours have, set the type of this column to Text (in a Data Table: String) and enter them again.`,
	),
	filesLeftOut: sentence(
		'hint',
		'The input items have files, but the output does not: one output item stands for a whole batch. To get every input item with its files, turn on Include Input Fields under Options.',
	),
	dryRun: problem('hint', [2, 5], (dry, all) =>
		dry === all
			? 'Dry Run is on: what the items would send was checked, and nothing was sent. To send it, turn off Dry Run under Options.'
			: `Dry Run is on for ${dry} of ${all} items: these ${dry} were checked and not sent. The other ${all - dry} were processed as usual. To send the ${dry} too, run only these with Dry Run off under Options.`,
	),
	dryRunBefore: problem('hint', ['POST', '/auth'], (method, path) => `Before this, the node sends ${method} ${path}.`),
	dryRunUnknown: sentence('hint', 'What the node does next depends on the response.'),
	outputFieldsNotFound: problem(
		'hint',
		[['merchant.nmae'], ['id', 'status', 'merchant.name']] as [string[], string[]],
		(missing, known) =>
			`Not found: ${missing.join(', ')}. The service may leave out a field without a value. The fields are: ${known.join(', ')}.`,
	),
	operationUnknown: problem('fields', ['alert', 'forward'], (resource, operation) => [
		`This node has no operation "${operation}" for "${resource}"`,
		'Open the node and choose a resource and an operation from the lists.',
	]),
	customApiCall: problem('fields', ['Acme Pay'], (service) => [
		`Use the HTTP Request node for a custom API call to ${service}`,
		`Add an HTTP Request node, choose "Predefined Credential Type", then ${service} API. Requests are authenticated the same way.`,
	]),

	// The run
	notWritable: problem('run', ['Converting circular structure to JSON'], (reason) => [
		`An item cannot be written as JSON: ${reason}`,
		'Values must be text, numbers, true or false, lists or objects. This item and those after it were not sent.',
	]),
	runStopped: problem(
		'run',
		[{ completed: [0, 1], partly: [2], failed: [4], unknown: [5], notSent: [6, 7] } as RunSummary],
		(summary) => [
			summaryOf(summary, 'Also failed'),
			'To process the other items, set On Error to "Continue" or "Continue (using error output)" in the node\'s Settings.',
		],
	),
	partlyCompleted: sentence(
		'run',
		'Part of this item was completed before it failed. If you run the item again, that part is sent again.',
	),
	nothingSent: sentence('run', 'Nothing was sent.'),
	otherItemsInvalid: problem(
		'run',
		[2],
		(count) => `Nothing was sent. ${count === 1 ? 'One more item' : `${count} more items`} cannot be sent either.`,
	),
	executionStopped: sentence('run', 'The execution was stopped before this item was sent', 'Nothing was sent for it.'),
	executionStoppedPartway: problem('run', ['Acme Pay'], (service) => [
		`The execution was stopped before the rest of this item was sent to ${service}. Part of it was completed before`,
		'Send only what is missing.',
	]),
	stoppedWhileSending: problem('run', ['Acme Pay', true], (service, isUnknown) => [
		`The execution was stopped before ${service} responded`,
		isUnknown ? `${UNKNOWN} ${lookUp(service)}` : '',
	]),
	runCancelled: problem(
		'run',
		[
			'Acme Pay',
			{ completed: [0, 1], partly: [], failed: [], unknown: [2], notSent: [3, 4] } as RunSummary,
			[{ index: 2, label: 'ORDER-1003' }] as ItemName[],
		],
		(service, summary, unknown) => [
			'The execution was stopped before all items were completed',
			together(
				summaryOf(summary, 'Failed'),
				unknown.length > 0 ? `Look up in ${service} before you send them again: ${itemNames(unknown)}.` : '',
			),
		],
	),
	stoppedPartway: problem('run', ['Acme Pay'], (service) => [
		`Another item failed, so the rest of this item was not sent to ${service}. Part of it was completed before`,
		`Look up in ${service} which part was completed, and send only the rest.`,
	]),

	// The credential
	baseUrlInvalid: problem(
		'credential',
		['Acme Pay', 'https://api.acmepay.example', 'api.acmepay.example'],
		(service, documented, seen) => [
			`Base URL in the ${service} credential must be an address that begins with https:// (http:// for a local sandbox). It is "${seen}"`,
			`The documented address is ${documented}.`,
		],
	),
	baseUrlSignIn: problem('credential', ['Acme Pay', 'https://api.acmepay.example'], (service, documented) => [
		`Base URL in the ${service} credential must not contain a user name or password`,
		`The documented address is ${documented}.`,
	]),
	credentialRejected: problem(
		'credential',
		['Acme Pay', 'https://api.acmepay.example', 'Invalid API key'] as [string, string, string, boolean?],
		(service, environment, words, isUnsent?: boolean) => [
			`${service} rejected the credential (status 401, ${environment})${isUnsent ? '. The request was not sent' : ''}`,
			together(
				asSentence(words),
				`Check the keys in the ${service} credential: they must be complete, still valid, and issued for the address above.`,
			),
		],
	),
	noToken: problem(
		'credential',
		['Acme Pay', 500 as string | number, 'https://login.acmepay.example/token', 'Internal Server Error'],
		(service, told, address, reason) => [
			`Could not get an access token from ${service}${told === '' ? '' : ` (${told})`}. The request was not sent`,
			together(
				`Check ${address} in the credential, and that neither a firewall nor a proxy (HTTPS_PROXY, HTTP_PROXY in n8n's environment) keeps n8n from it.`,
				reason === '' ? '' : `Reason: ${asSentence(reason)}`,
			),
		],
	),
	tokenAddressWrong: problem(
		'credential',
		['Acme Pay', 404, 'https://login.acmepay.example/token', 'an HTML page'],
		(service, status, address, came) => [
			`The address ${address}, which issues access tokens for ${service}, returned ${status}${came === '' ? '' : ` with ${came}`}${status < 300 ? ' but no token' : ''}. The request was not sent`,
			"The keys are not the reason. Compare this address in the credential with the service's documentation. If it is correct, a proxy or firewall may be answering instead: ask whoever runs n8n (HTTPS_PROXY, HTTP_PROXY and NO_PROXY in n8n's environment).",
		],
	),

	// Requests without a response
	waitTooLong: problem('request', ['Acme Pay', 'of 120 s', 60, ''], (service, wait, limit, words) => [
		`${service} asked for a wait ${wait}, which is longer than Max Retry Wait (${limit} s)`,
		together(
			asSentence(words),
			`This item was not processed. Run it again later, raise Max Retry Wait under Options, or ask ${service} for a higher limit.`,
		),
	]),
	stillBusy: problem('request', ['Acme Pay', 503, 58, 60, ''], (service, status, waited, limit, words) => [
		`${service} still returned ${status} after ${waited} s of waiting, and Max Retry Wait is ${limit} s`,
		together(
			asSentence(words),
			`This item was not processed. Run it again later, raise Max Retry Wait under Options, or ask ${service} for a higher limit.`,
		),
	]),
	noTimeLeft: problem('request', ['Acme Pay'], (service) => [
		`There was no time left for another request to ${service}`,
		'The request was not sent.',
	]),
	serviceFailing: problem('request', ['Acme Pay', 503 as number | undefined, 60], (service, status, limit) => [
		`${service} ${status === undefined ? 'did not respond' : `returned ${status}`} to earlier items, and had not recovered within Max Retry Wait (${limit} s)`,
		`This item was not sent. Run it again when ${service} has recovered, or raise Max Retry Wait under Options.`,
	]),
	timeout: problem('request', ['Acme Pay', 30, true], (service, seconds, isUnknown) => [
		`${service} did not respond within ${seconds} s`,
		together(
			isUnknown ? unknownOutcome(service) : '',
			'Raise Timeout under Options if the service is known to be slow.',
		),
	]),
	unreachable: problem(
		'request',
		['Acme Pay', 'https://api.acmepay.example', 'getaddrinfo ENOTFOUND api.acmepay.example'],
		(service, host, reason) => [
			`${service} could not be reached at ${host}`,
			`Nothing was sent. Check the Base URL in the credential, and that this n8n may open connections to it (proxy, firewall). Reason: ${asSentence(reason)}`,
		],
	),
	connectionLost: problem('request', ['Acme Pay', 'socket hang up', true, 1], (service, reason, isUnknown, tries) => [
		`The connection to ${service} was lost before its response was complete`,
		together(
			isUnknown ? unknownOutcome(service) : '',
			`Reason: ${asSentence(reason)}`,
			tries > 1 ? `The request was tried ${tries} times. Try again later.` : '',
		),
	]),
	notSent: problem(
		'request',
		['Acme Pay', 'self-signed certificate', true],
		(service, reason, isUntrusted?: boolean) => [
			`The request to ${service} could not be sent: ${reason}`,
			together(
				'Nothing was sent.',
				isUntrusted
					? "n8n does not trust the server's certificate. If your company or a proxy uses its own certificate authority, set NODE_EXTRA_CA_CERTS in n8n's environment to the file with its certificate, and restart n8n."
					: '',
			),
		],
	),
	blockedByN8n: problem(
		'request',
		['Acme Pay', 'http://127.0.0.1:3000', "The target '127.0.0.1' is not allowed."],
		(service, address, reason) => [
			`The request to ${service} at ${address} was blocked by n8n's SSRF protection`,
			`Nothing was sent. Check this address in the credential. To allow it, add it to N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES in n8n's environment. n8n says: ${asSentence(reason)}`,
		],
	),
	proxyRefused: problem('request', ['Acme Pay', 'https://api.acmepay.example', '407'], (service, address, reason) => [
		`The proxy refused to connect to ${service} at ${address} (${reason})`,
		together(
			'Nothing was sent.',
			reason === '407'
				? "The proxy requires a user name and a password. In n8n's environment, write them into the proxy's address in HTTPS_PROXY or HTTP_PROXY, such as http://user:password@proxy.example.com:8080. Then restart n8n."
				: "Have the proxy that is set in HTTPS_PROXY or HTTP_PROXY in n8n's environment allow this address, or list the address in NO_PROXY.",
		),
	]),
	tlsMismatch: problem(
		'request',
		['Acme Pay', 'https://127.0.0.1:3000', 'wrong version number'],
		(service, address, reason) => [
			`${service} at ${address} does not accept encrypted connections`,
			`Nothing was sent. Check this address in the credential: its port may be for http://, or a proxy in between may not support TLS. Reason: ${asSentence(reason)}`,
		],
	),
	certificateInvalid: problem(
		'request',
		['Acme Pay', 'https://api.acmepay.example', 'the certificate is for www.example.com'],
		(service, address, reason) => [
			`The certificate of the server at ${address} is not valid for ${service}: ${reason.trim()}`,
			"Nothing was sent. Check this address in the credential, and the clock of n8n's computer. If both are right, a proxy or another server has answered, or the certificate must be renewed.",
		],
	),
	redirect: problem('request', ['Acme Pay', 301, 'https://www.acmepay.example/'], (service, status, target) => [
		`${service} returned ${status} with a redirect to ${target || 'an unnamed address'}. Redirects are not followed`,
		"Compare the Base URL in the credential with the address in the service's documentation.",
	]),

	// What the service returned
	badRequest: problem(
		'response',
		['Acme Pay', 422, 'The case is closed', false],
		(service, status, words, namesFields) => [
			returned(service, status, words),
			namesFields
				? `Correct the fields that ${service} names, then try again.`
				: `Change what ${service} complains about, then try again.`,
		],
	),
	forbidden: problem('response', ['Acme Pay', 403, 'Not for this account'], (service, status, words) => [
		returned(service, status, words),
		`The credential is valid but has no access to this. Ask ${service} to enable it for your account.`,
	]),
	pageInsteadOfApi: problem('response', ['Acme Pay', 403, 'Access denied'], (service, status, beginning) => [
		`${service} returned ${status} with an HTML page, which does not come from its API`,
		together(
			"A proxy, a firewall or another server has answered. Check the Base URL in the credential, and HTTPS_PROXY and NO_PROXY in n8n's environment.",
			beginning === '' ? '' : `The response began: ${beginning}`,
		),
	]),
	responseTooLarge: problem('response', ['Acme Pay', 200, 20, true], (service, status, megabytes, isWrite) => [
		`${service} returned ${status}, but with more than ${megabytes} MB`,
		together(
			isWrite ? maybeAccepted(service) : '',
			'The rest was not read. Check the Base URL: this looks like another server or a proxy in between.',
		),
	]),
	resultUnusable: problem(
		'response',
		['Acme Pay', 'Maximum call stack size exceeded', true],
		(service, reason, isWrite) => [
			`The response of ${service} could not be read: ${reason}`,
			isWrite ? maybeAccepted(service) : '',
		],
	),
	notFound: problem('response', ['Acme Pay', 'alert 3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b'], (service, subject) => [
		`${capitalized(subject)} was not found in ${service}`,
		"Check the ID, and that it belongs to this credential's account. Sandbox and production are separate accounts.",
	]),
	serverError: problem('response', ['Acme Pay', 500, '', 3], (service, status, words, tries) => [
		returned(service, status, words),
		`The failure is on ${service}'s side. The request was tried ${tries} ${tries === 1 ? 'time' : 'times'}. Try again later.`,
	]),
	outcomeUnknown: problem('response', ['Acme Pay', 500, ''], (service, status, words) => [
		returned(service, status, words),
		unknownOutcome(service),
	]),
	acceptedWithErrors: problem('response', ['Acme Pay', 200, 'descriptor is too long'], (service, status, words) => [
		returned(service, status, words),
		`${service} accepted the request but listed errors, so it may not have been completed. ${lookUp(service)}`,
	]),
	notJson: problem(
		'response',
		['Acme Pay', 200, 'an HTML page', false, 'Maintenance'],
		(service, status, kind, isWrite, beginning) => [
			`${service} returned ${status}, but with ${kind} instead of JSON`,
			together(
				isWrite ? maybeAccepted(service) : '',
				'Check the Base URL: this looks like another server or a proxy in between.',
				beginning === '' ? '' : `The response began: ${beginning}`,
			),
		],
	),
	incompleteJson: problem('response', ['Acme Pay', 200, false], (service, status, isWrite) => [
		`${service} returned ${status}, but with an incomplete response instead of JSON`,
		together(
			isWrite ? maybeAccepted(service) : '',
			'The response was cut off on the way. Try again. If it keeps happening, a proxy in between may be the reason.',
		),
	]),
	wrongShape: problem(
		'response',
		['Acme Pay', 200, 'an object', 'a list', false, '[]'],
		(service, status, expected, kind, isWrite, beginning) => [
			`${service} returned ${status}, but with ${kind} where ${expected} was expected`,
			together(
				isWrite ? maybeAccepted(service) : '',
				'Check the Base URL: this looks like another server or a proxy in between.',
				beginning === '' ? '' : `The response began: ${beginning}`,
			),
		],
	),

	// Lists
	repeatedPage: problem('hint', ['Acme Pay'], (service) => [
		`${service} returned the same page twice, so reading stopped there. The list may be incomplete.`,
		'Run the node again. If this happens again, narrow the filters.',
	]),
	pageLimit: problem('hint', ['Acme Pay', 1000], (service, pages) => [
		`Reading stopped after ${pages} pages from ${service}. The list is incomplete.`,
		'Narrow the filters.',
	]),

	// Triggers
	publishLater: sentence('trigger', 'Wait a minute, then publish the workflow again.'),
	deliveryRefused: problem(
		'trigger',
		[
			'Acme Pay Trigger',
			'"Alerts" (pXq2)',
			401,
			{
				code: 'alertNotSigned',
				message: 'The request has no valid signature',
				advice: 'Compare the keys in the credential with those of the service.',
			},
			'The secret in the credential is empty',
			41,
		],
		(node, workflow, status, reason, cause, more) =>
			together(
				`"${node}" in workflow ${workflow} refused a request with ${status}: ${asSentence(reason.message)}`,
				asSentence(cause),
				reason.advice,
				more > 0 ? `Since the last line like this one: ${more} more.` : '',
			),
	),
	deliveryNotVerifiable: sentence(
		'trigger',
		'The sender cannot be verified at the moment. Send the request again later.',
		"n8n could not read the trigger's credential. Check that the credential exists, that its expressions return a value, and that its secrets store can be reached.",
	),
	credentialFieldMissing: problem('trigger', ['secretKey'], (field) => [
		`The field ${field} of the credential has no value: its expression failed`,
		'Open the credential and check the expression. If it reads an external secret, check that the secrets store can be reached.',
	]),
	selectionInvalid: problem('trigger', ['Trigger On'], (field) => [
		`${field} contains no valid selection, so the event was not processed. Send it again later.`,
		'Correct the expression in this field of the trigger, and publish the workflow again.',
	]),
	secretEmpty: problem('trigger', ['Secret Key', 'Acme Pay API'], (field, credential) => [
		`${field} is empty in the ${credential} credential, so this trigger would refuse every request`,
		`Enter ${field} in the credential, then publish the workflow again.`,
	]),

	// AI agents
	agentSwitch: problem(
		'panel',
		['Respond to alert'],
		(action) =>
			`Whether the AI agent may do this: ${action}. The node refuses it while this is off. The switch counts for this operation only.`,
	),
	agentNotAllowed: problem('agent', ['Respond to alert'], (action) => [
		`An AI agent is not allowed to do this: ${action}`,
		'Nothing was sent. To allow it, a person must open this tool, choose this operation, and turn on "Allow the Agent to Do This" by hand. An expression, or a value that the model chooses, does not count.',
	]),
});
