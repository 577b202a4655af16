import { type ItemName, itemList, itemNames } from './itemNames';
import { A_SERVICE, catalogue, problem, sentence } from './problem';

/** The service's words as a sentence: some end with a period, others do not. */
const asSentence = (words: string): string => (words === '' || /[.!?]$/.test(words) ? words : `${words}.`);

/** The sentences that are not empty. */
const together = (...sentences: string[]): string => sentences.filter(Boolean).join(' ');

/** The first few of a long list. */
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
const TRY_AGAIN = 'Try again. If this happens again, show the message to whoever runs n8n.';
const CHECK_BASE_URL =
	'Check the Base URL in the credential: the response seems to come from another server or a proxy in between.';
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
			'Write it like {"name": "value"}: names and text in double quotes, no comma after the last entry. An expression that returns an object also works.',
		],
	),
	valueNotUnique: problem(
		'fields',
		['Your Reference (External ID)', 'REFUND-17', [1, 4] as number[]],
		(field, value, others) => [
			`${field} "${value}" is also used by ${itemList(others)}`,
			'None of these items was sent. Each needs its own value. Use an expression such as {{ $json.refundId }}, or correct the input.',
		],
	),
	unsafePath: problem('fields', ['..'], (value) => [
		`"${value}" cannot be used as an ID`,
		'Enter the ID as the service shows it, or check the expression in this field.',
	]),
	/** The advice about a missing column. */
	itemColumns: problem(
		'fields',
		['psp_name', ['descriptor', 'PSP Name'] as string[], 'PSP Name' as string | undefined],
		(name, columns, meant) =>
			together(
				`The value is read from the column "${name}".`,
				meant === undefined ? '' : `Rename the column "${meant}" to "${name}".`,
				columns.length === 0 ? 'The item has no columns.' : `The item's columns are: ${listed(columns, 30)}.`,
			),
	),
	repeatedItems: problem(
		'hint',
		['MID with the descriptor', 'MYSTORE*1001', [1, 4] as number[]],
		(what, value, indexes) =>
			`The same ${what} "${value}" is in ${itemList(indexes)}. All of them are sent. If you did not intend this, add a Remove Duplicates node before this one.`,
	),
	cardNumberFound: problem<[name: string, object?: string]>(
		'fields',
		['cardNumber', 'paymentInformation'],
		(name, object) => [
			`${object === undefined ? name : `"${name}" in ${object}`} contains what looks like a full card number`,
			'Only the first 6 and the last 4 digits of a card may be sent. Remove it from the input item or from the field of the node.',
		],
	),
	textMarkRemoved: problem(
		'hint',
		['Order ID'],
		(field) =>
			`${field}: the node removed apostrophes or quotes with which a spreadsheet marked some values as text. The values are sent without them.`,
	),
	zerosMayBeLost: problem(
		'hint',
		['CAID'],
		(field) =>
			`${field}: some values are numbers, and a number cannot begin with a zero. If your values do, set the type of this column to Text (in a data table: String) and enter them again.`,
	),
	filesLeftOut: sentence(
		'hint',
		'The input items have files, but the output does not: one output item stands for all input items of a request. To get every input item with its files, turn on Include Input Fields under Options.',
	),
	dryRun: problem('hint', [2, 5], (dry, all) =>
		dry === all
			? 'Dry Run is on: the items were checked, and nothing was sent. To send them, turn off Dry Run under Options.'
			: `Dry Run is on for ${dry} of ${all} items: these ${dry} were checked and not sent. The other ${all - dry} were processed as usual. To send these ${dry}, turn off Dry Run under Options and run only them: the others would be sent again.`,
	),
	dryRunBefore: problem(
		'hint',
		['POST', '/auth'],
		(method, path) => `Before this request, the node also sends ${method} ${path}.`,
	),
	dryRunUnknown: sentence('hint', 'What the node does next depends on the response.'),
	outputFieldsNotFound: problem(
		'hint',
		[['merchant.nmae'], ['id', 'status', 'merchant.name']] as [string[], string[]],
		(missing, known) =>
			`Not found: ${missing.join(', ')}. Check the spelling. The service may also leave out a field that is empty. The fields are: ${known.join(', ')}.`,
	),
	operationUnknown: problem('fields', ['alert', 'forward'], (resource, operation) => [
		`This node has no operation "${operation}" for "${resource}"`,
		'Open the node and choose a resource and an operation from the lists.',
	]),
	customApiCall: problem('fields', [A_SERVICE], (service) => [
		`Use the HTTP Request node for a custom API call to ${service}`,
		`Add an HTTP Request node. Set Authentication to "Predefined Credential Type", and choose the credential type of ${service}.`,
	]),

	// The run
	notWritable: problem('run', ['Converting circular structure to JSON'], (reason) => [
		`An item cannot be written as JSON: ${reason}`,
		'Correct it in an earlier node: values must be text, numbers, true or false, lists or objects. This item and those after it were not sent.',
	]),
	runStopped: problem(
		'run',
		[{ completed: [0, 1], partly: [2], failed: [4], unknown: [5], notSent: [6, 7] } as RunSummary],
		(summary) => [
			summaryOf(summary, 'Also failed'),
			'To have the node go on after a failed item, set On Error to "Continue" or "Continue (using error output)" in its Settings.',
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
		(count) =>
			`Nothing was sent. ${count === 1 ? 'One more item' : `${count} more items`} cannot be sent either: see below.`,
	),
	executionStopped: sentence('run', 'The execution was stopped before this item was sent', 'Nothing was sent for it.'),
	executionStoppedPartway: problem('run', [A_SERVICE], (service) => [
		`The execution was stopped before the rest of this item was sent to ${service}. Part of it was completed before`,
		`Look up in ${service} which part was completed, and send only the rest.`,
	]),
	stoppedWhileSending: problem('run', [A_SERVICE, true], (service, isUnknown) => [
		`The execution was stopped before ${service} responded`,
		isUnknown ? `${UNKNOWN} ${lookUp(service)}` : '',
	]),
	runCancelled: problem(
		'run',
		[
			A_SERVICE,
			{ completed: [0, 1], partly: [], failed: [], unknown: [2], notSent: [3, 4] } as RunSummary,
			[{ index: 2, label: 'ORDER-1003' }] as ItemName[],
		],
		(service, summary, unknown) => [
			'The execution was stopped before all items were completed',
			together(
				summaryOf(summary, 'Failed'),
				unknown.length > 0 ? `Look these up in ${service} before you send them again: ${itemNames(unknown)}.` : '',
			),
		],
	),
	stoppedPartway: problem('run', [A_SERVICE], (service) => [
		`Another item failed, so the rest of this item was not sent to ${service}. Part of it was completed before`,
		`Look up in ${service} which part was completed, and send only the rest.`,
	]),

	// The credential
	baseUrlInvalid: problem(
		'credential',
		[A_SERVICE, 'https://api.example.com', 'api.example.com'],
		(service, documented, seen) => [
			`Base URL in the ${service} credential must be an address that begins with https:// (http:// for a local sandbox). It is "${seen}"`,
			`Open the credential and correct it. The documented address is ${documented}.`,
		],
	),
	baseUrlSignIn: problem('credential', [A_SERVICE, 'https://api.example.com'], (service, documented) => [
		`Base URL in the ${service} credential must not contain a user name or password`,
		`Remove them from the address. The documented one is ${documented}.`,
	]),
	credentialRejected: problem(
		'credential',
		[A_SERVICE, 'https://api.example.com', 'Invalid API key'] as [string, string, string, boolean?],
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
		[A_SERVICE, 500 as string | number, 'https://login.example.com/as/token', 'Internal Server Error'],
		(service, told, address, reason) => [
			`Could not get an access token from ${service}${told === '' ? '' : ` (${told})`}. The request was not sent`,
			together(
				`Try again later. If this keeps happening, check the address ${address} in the credential, and ask whoever runs n8n whether a firewall or a proxy blocks it (HTTPS_PROXY, HTTP_PROXY in n8n's environment).`,
				reason === '' ? '' : `Reason: ${asSentence(reason)}`,
			),
		],
	),
	tokenAddressWrong: problem(
		'credential',
		[A_SERVICE, 404, 'https://login.example.com/as/token', 'an HTML page'],
		(service, status, address, came) => [
			`The address ${address}, which issues access tokens for ${service}, returned ${status}${came === '' ? '' : ` with ${came}`}${status < 300 ? ' but no token' : ''}. The request was not sent`,
			"The keys are not the reason. Compare this address in the credential with the service's documentation. If it is correct, a proxy or firewall may be answering instead: ask whoever runs n8n to check HTTPS_PROXY, HTTP_PROXY and NO_PROXY in n8n's environment.",
		],
	),

	// Requests without a response
	waitTooLong: problem('request', [A_SERVICE, 'of 120 s', 60, ''], (service, wait, limit, words) => [
		`${service} asked for a wait ${wait}, which is longer than Max Retry Wait (${limit} s)`,
		together(
			asSentence(words),
			`This item was not processed. Run it again later, raise Max Retry Wait under Options, or ask ${service} to allow you more requests.`,
		),
	]),
	stillBusy: problem('request', [A_SERVICE, 503, 58, 60, ''], (service, status, waited, limit, words) => [
		`${service} still returned ${status} after ${waited} s of waiting, and Max Retry Wait is ${limit} s`,
		together(
			asSentence(words),
			`This item was not processed. Run it again later, raise Max Retry Wait under Options, or ask ${service} to allow you more requests.`,
		),
	]),
	noTimeLeft: problem('request', [A_SERVICE], (service) => [
		`There was no time left for another request to ${service}`,
		'The request was not sent. It would only have checked whether a result is ready. Raise Wait Limit, or run the node with fewer items at once.',
	]),
	serviceFailing: problem('request', [A_SERVICE, 503 as number | undefined, 60], (service, status, limit) => [
		`${service} ${status === undefined ? 'did not respond' : `returned ${status}`} to earlier items, and had not recovered within Max Retry Wait (${limit} s)`,
		`This item was not sent. Run it again when ${service} has recovered, or raise Max Retry Wait under Options.`,
	]),
	timeout: problem('request', [A_SERVICE, 30, true], (service, seconds, isUnknown) => [
		`${service} did not respond within ${seconds} s`,
		together(
			isUnknown ? unknownOutcome(service) : 'Try again later.',
			`If ${service} often needs longer, raise Timeout under Options.`,
		),
	]),
	unreachable: problem(
		'request',
		[A_SERVICE, 'https://api.example.com', 'getaddrinfo ENOTFOUND api.example.com'],
		(service, host, reason) => [
			`${service} could not be reached at ${host}`,
			`Nothing was sent. Check the Base URL in the credential. If it is correct, ask whoever runs n8n whether a proxy or a firewall blocks it. Reason: ${asSentence(reason)}`,
		],
	),
	connectionLost: problem('request', [A_SERVICE, 'socket hang up', true, 1], (service, reason, isUnknown, tries) => [
		`The connection to ${service} was lost before its response was complete`,
		together(
			isUnknown ? unknownOutcome(service) : '',
			`Reason: ${asSentence(reason)}`,
			tries > 1 ? `The request was tried ${tries} times. Try again later.` : '',
		),
	]),
	notSent: problem(
		'request',
		[A_SERVICE, 'self-signed certificate', true],
		(service, reason, isUntrusted?: boolean) => [
			`The request to ${service} could not be sent: ${reason}`,
			together(
				'Nothing was sent.',
				isUntrusted
					? "n8n does not trust the server's certificate. If your company or a proxy issues its own certificates, ask whoever runs n8n to set NODE_EXTRA_CA_CERTS in n8n's environment to the file of its root certificate, and to restart n8n."
					: TRY_AGAIN,
			),
		],
	),
	blockedByN8n: problem(
		'request',
		[A_SERVICE, 'http://127.0.0.1:3000', "The target '127.0.0.1' is not allowed."],
		(service, address, reason) => [
			`The request to ${service} at ${address} was blocked by n8n's SSRF protection of internal addresses`,
			`Nothing was sent. Check this address in the credential. If it is correct, ask whoever runs n8n to add it to N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES in n8n's environment. n8n says: ${asSentence(reason)}`,
		],
	),
	proxyRefused: problem('request', [A_SERVICE, 'https://api.example.com', '407'], (service, address, reason) => [
		`The proxy refused to connect to ${service} at ${address} (${reason})`,
		together(
			'Nothing was sent.',
			reason === '407'
				? "The proxy requires a user name and a password. Ask whoever runs n8n to write them into the proxy's address in HTTPS_PROXY or HTTP_PROXY in n8n's environment, such as http://user:password@proxy.example.com:8080, and to restart n8n."
				: "Ask whoever runs n8n to allow this address in the proxy (HTTPS_PROXY or HTTP_PROXY in n8n's environment), or to list it in NO_PROXY.",
		),
	]),
	tlsMismatch: problem(
		'request',
		[A_SERVICE, 'https://127.0.0.1:3000', 'wrong version number'],
		(service, address, reason) => [
			`${service} at ${address} does not accept encrypted connections`,
			`Nothing was sent. Check this address in the credential: it may need another port, or http:// for a local sandbox. A proxy in between may also cause this. Reason: ${asSentence(reason)}`,
		],
	),
	certificateInvalid: problem(
		'request',
		[A_SERVICE, 'https://api.example.com', 'the certificate is for www.example.com'],
		(service, address, reason) => [
			`The certificate of the server at ${address} is not valid for ${service}: ${reason.trim()}`,
			"Nothing was sent. Check this address in the credential, and the clock of n8n's computer. If both are right, a proxy or another server has answered, or the server's owner must renew the certificate.",
		],
	),
	redirect: problem('request', [A_SERVICE, 301, 'https://www.example.com/'], (service, status, target) => [
		`${service} returned ${status} with a redirect to ${target || 'an unnamed address'}. The node does not follow redirects`,
		"Compare the Base URL in the credential with the address in the service's documentation.",
	]),

	// What the service returned
	badRequest: problem(
		'response',
		[A_SERVICE, 422, 'The case is closed', false],
		(service, status, words, namesFields) => [
			returned(service, status, words),
			namesFields
				? `Correct the fields that ${service} names, then try again.`
				: `Change what ${service} complains about, then try again.`,
		],
	),
	forbidden: problem('response', [A_SERVICE, 403, 'Not for this account'], (service, status, words) => [
		returned(service, status, words),
		`The credential is valid but has no access to this. Ask ${service} to enable it for your account.`,
	]),
	pageInsteadOfApi: problem('response', [A_SERVICE, 403, 'Access denied'], (service, status, beginning) => [
		`${service} returned ${status} with an HTML page, which does not come from its API`,
		together(
			"A proxy, a firewall or another server has answered. Check the Base URL in the credential. If it is correct, ask whoever runs n8n to check HTTPS_PROXY and NO_PROXY in n8n's environment.",
			beginning === '' ? '' : `The response began: ${beginning}`,
		),
	]),
	responseTooLarge: problem('response', [A_SERVICE, 200, 20, true], (service, status, megabytes, isWrite) => [
		`${service} returned ${status}, but with more than ${megabytes} MB`,
		together(isWrite ? maybeAccepted(service) : '', 'The rest was not read.', CHECK_BASE_URL),
	]),
	resultUnusable: problem(
		'response',
		[A_SERVICE, 'Maximum call stack size exceeded', true],
		(service, reason, isWrite) => [
			`The response of ${service} could not be read: ${reason}`,
			isWrite ? maybeAccepted(service) : TRY_AGAIN,
		],
	),
	notFound: problem('response', [A_SERVICE, 'alert 3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b'], (service, subject) => [
		`${capitalized(subject)} was not found in ${service}`,
		"Check the ID, and that it belongs to this credential's account. Sandbox and production are separate accounts.",
	]),
	serverError: problem('response', [A_SERVICE, 500, '', 3], (service, status, words, tries) => [
		returned(service, status, words),
		`The failure is on ${service}'s side. The request was tried ${tries} ${tries === 1 ? 'time' : 'times'}. Try again later.`,
	]),
	outcomeUnknown: problem('response', [A_SERVICE, 500, ''], (service, status, words) => [
		returned(service, status, words),
		unknownOutcome(service),
	]),
	acceptedWithErrors: problem('response', [A_SERVICE, 200, 'descriptor is too long'], (service, status, words) => [
		returned(service, status, words),
		`${service} accepted the request but listed errors, so it may not have been completed. ${lookUp(service)}`,
	]),
	notJson: problem(
		'response',
		[A_SERVICE, 200, 'an HTML page', false, 'Maintenance'],
		(service, status, kind, isWrite, beginning) => [
			`${service} returned ${status}, but with ${kind} instead of JSON`,
			together(
				isWrite ? maybeAccepted(service) : '',
				CHECK_BASE_URL,
				beginning === '' ? '' : `The response began: ${beginning}`,
			),
		],
	),
	incompleteJson: problem('response', [A_SERVICE, 200, false], (service, status, isWrite) => [
		`${service} returned ${status}, but with an incomplete response instead of JSON`,
		together(
			'The response was cut off on the way.',
			isWrite ? maybeAccepted(service) : 'Try again.',
			'If this keeps happening, ask whoever runs n8n whether a proxy in between cuts responses off.',
		),
	]),
	wrongShape: problem(
		'response',
		[A_SERVICE, 200, 'an object', 'a list', false, '[]'],
		(service, status, expected, kind, isWrite, beginning) => [
			`${service} returned ${status}, but with ${kind} where ${expected} was expected`,
			together(
				isWrite ? maybeAccepted(service) : '',
				CHECK_BASE_URL,
				beginning === '' ? '' : `The response began: ${beginning}`,
			),
		],
	),

	// Lists
	repeatedPage: problem('hint', [A_SERVICE], (service) => [
		`${service} returned the same page twice, so reading stopped there. The list may be incomplete.`,
		'Run the node again. If this happens again, narrow the filters.',
	]),
	pageLimit: problem('hint', [A_SERVICE, 1000], (service, pages) => [
		`Reading stopped after ${pages} pages from ${service}. The list is incomplete.`,
		'Narrow the filters, and run the node again.',
	]),

	// Triggers
	publishLater: sentence('trigger', 'Wait a minute, then publish the workflow again.'),
	pollLater: sentence(
		'trigger',
		'Try again in a few minutes. If the workflow is published, there is nothing to do: the next poll continues where the last one ended.',
	),
	deliveryRefused: problem(
		'trigger',
		[
			`${A_SERVICE} Trigger`,
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
		"n8n could not read the trigger's credential. Check that the credential exists, that its expressions return a value, and that n8n can reach the external secrets that it uses.",
	),
	credentialFieldMissing: problem('trigger', ['Secret Key'], (field) => [
		`The field ${field} of the credential has no value: its expression failed`,
		'Open the credential and check the expression. If it reads an external secret, check under Settings, External Secrets that n8n can reach it.',
	]),
	selectionInvalid: problem('trigger', ['Trigger On'], (field) => [
		`${field} contains no valid selection, so the event was not processed. Send it again later.`,
		'Correct the expression in this field of the trigger, and publish the workflow again.',
	]),
	secretEmpty: problem('trigger', ['Secret', `${A_SERVICE} Webhook API`], (field, credential) => [
		`${field} is empty in the ${credential} credential, so this trigger would refuse every request`,
		`Enter ${field} in the credential, then publish the workflow again.`,
	]),

	// AI agents
	agentSwitch: problem(
		'panel',
		['Respond to alert'],
		(action) =>
			`Whether the AI agent may do this: ${action}. While the switch is off, the node refuses and sends nothing. The switch counts for this operation only.`,
	),
	agentNotAllowed: problem('agent', ['Respond to alert'], (action) => [
		`An AI agent is not allowed to do this: ${action}`,
		'Nothing was sent. To allow it, a person must open this tool, choose this operation, and turn on "Allow the Agent to Do This" by hand. An expression, or a value that the model chooses, does not count.',
	]),
});
