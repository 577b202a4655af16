import { catalogue, problem, rule, sentence } from '../common/errors/problem';

const FILE_ADVICE = 'Read or download the file in an earlier node, and check that the nodes in between pass it on.';

/** Every sentence that only the Kloutit nodes say. What a field is stands with the field. */
export const problems = catalogue({
	// Cases
	submitNotice: sentence(
		'panel',
		'Marks the case as complete. If automatic defenses are turned on, Kloutit starts writing the defense. This cannot be undone.',
	),
	caseStatusNotice: sentence(
		'panel',
		'Given Up means that you stop defending the dispute. Won and Lost are final. Filed by You means that you filed the defense yourself. None of them can be undone.',
	),
	detailsNotInSector: problem(
		'hint',
		['FASHION', ['Hotel Name', 'Rental Amount'] as string[]],
		(sector, details) =>
			`These details were not sent, because the sector ${sector} does not have them: ${details.join(', ')}.`,
	),
	/** Also a text for a message of the user's own, such as one to Slack. */
	caseLacks: problem(
		'response',
		[['Notification Date', 'Transaction Date'] as string[]],
		(details) => `Kloutit still needs: ${details.join(', ')}.`,
	),
	caseMayHave: problem(
		'response',
		[['Customer Phone'] as string[]],
		(details) => `Optional, not filled in yet: ${details.join(', ')}.`,
	),
	caseIncomplete: problem('response', ['Kloutit still needs: Notification Date, Transaction Date.'], (missing) => [
		`The case was not submitted. ${missing}`.trim().replace(/\.$/, ''),
		'Add them with Case: Update, then submit the case again. Details that only Create has must be in the case from the start.',
	]),
	kloutitForbidden: sentence(
		'response',
		'If the case belongs to a payment processor that is connected to Kloutit, its status comes from there and cannot be changed here. Otherwise, ask Kloutit to enable this for your account.',
	),

	// Files
	noFiles: sentence('files', 'This item has no binary data', FILE_ADVICE),
	fileNotFound: problem('files', ['invoice', ['data'] as string[]], (field, present) => [
		`This item has no binary field "${field}". Its binary fields are: ${present.join(', ')}`,
		present.length === 1
			? `Enter ${present[0]} under Input Data Field Name.`
			: 'Enter one of these names under Input Data Field Name, or several separated by commas.',
	]),
	fileEmpty: problem('files', ['receipt.pdf'], (name) => `The file "${name}" is empty`),
	fileTooLarge: problem('files', ['receipt.pdf', '12.5'], (name, megabytes) => [
		`The file "${name}" is ${megabytes} MB. Kloutit accepts up to 10 MB`,
		'Make it smaller, for example with a lower resolution, or split the document.',
	]),
	fileTypeNotAccepted: problem(
		'files',
		['photo.jpg', 'a WebP image', 'PDF, JPEG and PNG', 'Save it as JPEG or PNG first.'],
		(name, type, accepted, advice) => [
			`The file "${name}" is ${type}. Kloutit accepts only ${accepted} files here`,
			`${advice} The type is read from the file's first bytes, whatever its name says.`,
		],
	),
	fileNameWrong: problem('files', ['receipt.pdf', 'a PNG image'], (name, type) => [
		`The file "${name}" is ${type}, but its name says otherwise`,
		'Give the file the extension of its real type, or check that it is the right file.',
	]),
	fileNameHidden: problem(
		'hint',
		['receipt 411111xxxxxx1111.pdf'],
		(name) => `A file's name contained a card number. The file is sent as "${name}".`,
	),
	fileEncrypted: problem(
		'hint',
		['receipt.pdf'],
		(name) =>
			`The PDF "${name}" is encrypted. If it needs a password to open, Kloutit cannot read it: upload it without the password.`,
	),
	uploadedBefore: problem(
		'files',
		[['receipt.pdf', 'photo.png'] as string[]],
		(names) => `These files were uploaded to the case before the failure: ${names.join(', ')}.`,
	),

	// Defenses
	defenseNotReady: problem(
		'response',
		['EXP-2026-0117', 'Kloutit returned 404: Not Found'],
		(expedientNumber, said) => [
			`Kloutit has no defense for case ${expedientNumber} yet`,
			`Kloutit writes it after the case is submitted. Turn on Wait Until Ready, or use the Defense Generated event of the Kloutit Trigger. A wrong case number has the same result. The response was: ${said.replace(/\.$/, '')}.`,
		],
	),
	defenseWaitOver: problem(
		'response',
		['EXP-2026-0117', 120, 14, 'Kloutit returned 404: Not Found' as string | undefined],
		(expedientNumber, seconds, tries, said) => [
			`The defense for case ${expedientNumber} was not ready after ${seconds} s (checked ${tries} ${tries === 1 ? 'time' : 'times'})`,
			[
				'Kloutit may still be writing it. Do not create or submit the case again: run Defense: Download again later. For other cases, raise Wait Limit, or use the Defense Generated event of the Kloutit Trigger.',
				said === undefined
					? 'There was no response to the last check.'
					: `The last response was: ${said.replace(/\.$/, '')}.`,
			].join(' '),
		],
	),
	defenseWaitRefused: problem(
		'response',
		['EXP-2026-0117'],
		(expedientNumber) =>
			`The node stopped waiting for the defense of case ${expedientNumber}, because every other check would fail for the same reason. The case exists at Kloutit: do not create or submit it again.`,
	),

	// Trigger
	kloutitTriggerSetup: sentence(
		'panel',
		'This trigger registers itself with Kloutit when you publish the workflow, and removes itself when you unpublish it. Before you change the API key in the credential, unpublish the workflow: only the key that registered the trigger can remove it.',
	),
	kloutitPanelInactive: sentence(
		'panel',
		'<b>While building</b>: click the button above. The trigger registers its Test URL with Kloutit while it listens.<br /><br /><b>When the workflow is ready</b>: publish it. The trigger registers its Production URL automatically.',
	),
	kloutitPanelActive: sentence(
		'panel',
		'<b>In production</b>: events start this workflow automatically. They are listed under Executions.',
	),
	kloutitActivationHint: sentence('panel', 'Publish the workflow. The trigger then registers itself with Kloutit.'),
	registeredByHand: problem('trigger', ['https://n8n.example.com/webhook/3f2a1b4c/kloutit'], (url) => [
		'This Kloutit account cannot register webhooks, because its API is older than 2.2',
		`Paste the address ${url} into the Kloutit dashboard, under My organization > Developers > Webhook. Then turn on Register By Hand in the trigger and publish the workflow again.`,
	]),
	addressNotReachable: problem('trigger', ['http://localhost:5678/webhook/3f2a1b4c/kloutit'], (url) => [
		`Kloutit cannot reach the address of this trigger: ${url}`,
		'Set the environment variable N8N_WEBHOOK_URL (in older versions of n8n: WEBHOOK_URL) to the public address of your n8n, such as https://n8n.example.com/. Restart n8n and publish the workflow again.',
	]),
	registrationNotChecked: problem('trigger', ['Kloutit returned 503 with no explanation'], (reason) => [
		`The webhooks at Kloutit could not be checked: ${reason}`,
		'The trigger keeps the ones that it registered before.',
	]),
	webhookNotDeleted: problem('trigger', ['sub-1', 'Kloutit returned 503 with no explanation'], (id, reason) => [
		`The webhook ${id} at Kloutit could not be deleted: ${reason}`,
		'The trigger deletes it when the workflow is next published or unpublished, or when n8n next starts.',
	]),
	webhooksOfEarlierKey: problem('trigger', [3], (count) => [
		`Kloutit still has ${count} ${count === 1 ? 'webhook' : 'webhooks'} that this trigger registered with an earlier API key`,
		'Only that key can delete them. You can leave them: an event that also arrives through them is still processed once. To delete them, enter the earlier key in the credential, publish the workflow and unpublish it. Then enter the current key and publish again.',
	]),
	kloutitKeyWrong: sentence(
		'trigger',
		"The address does not contain this trigger's key",
		'If the webhook is entered by hand at Kloutit, copy the whole address from Webhook URLs. Otherwise publish the workflow again, which registers the address.',
	),
	kloutitEventNotVerified: sentence(
		'trigger',
		'Kloutit did not confirm that it sent this event, so the event was rejected',
		'Check that the API key in the credential belongs to the organization whose events arrive here. If the request did not come from Kloutit, there is nothing to do.',
	),
	verdictUnclear: problem('response', [200], (status) => [
		`Kloutit returned ${status}, but its response neither confirms nor rejects the event`,
		'Treat the event as not verified. Check the Base URL in the credential: this looks like another server or a proxy in between.',
	]),
	kloutitKeyRejected: problem('trigger', ['Kloutit rejected the credential (status 401)'], (reason) => [
		`Events from Kloutit cannot be verified: ${reason}`,
		'Correct the API key in the credential. Until then, the trigger rejects every event with 503, so that Kloutit sends it again.',
	]),
	kloutitNotVerifiable: sentence(
		'trigger',
		'The event could not be verified with Kloutit at the moment. Send it again later.',
		'If Kloutit rejects the API key, correct it in the credential. Kloutit sends the event again until it is accepted.',
	),
	kloutitEventInvalid: sentence(
		'trigger',
		'The body is not a Kloutit event. It must contain eventType and expedientNumber',
		"The trigger asked Kloutit, and Kloutit confirmed that it sent this request. Report it to Kloutit's support, and give the time of the request.",
	),
});

/** What a value must be, for Kloutit alone. */
export const rules = catalogue({
	caseAmount: rule(['Dispute Amount', '12.50'], 'an object such as {"value": 299.90, "currency": "EUR"}'),
	exactAmount: rule(
		['Value (Purchase Amount)', '"007"'],
		'digits without leading zeros, with a point before the decimals, such as 299.90',
	),
	caseCurrency: rule(
		['Currency (Purchase Amount)', '"ZAR"'],
		'a currency that Kloutit accepts, such as EUR',
		'The Currency list in the node shows all of them.',
	),
	messageList: rule(
		['Communications', 'an object'],
		'a list such as [{"sender": "customer", "content": "Hello", "date": "2026-10-01"}]',
	),
	webhookAddress: rule(['Target URL', '"n8n.example.com"'], 'an address that begins with https://'),
});
