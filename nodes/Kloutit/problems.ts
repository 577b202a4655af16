import { catalogue, problem, rule, sentence } from '../common/errors/problem';

const FILE_ADVICE =
	"Read or download the file in an earlier node. If this node's input does not show the file, a node in between has dropped it.";

/** Every sentence that only the Kloutit nodes say. What a field is stands with the field. */
export const problems = catalogue({
	// Cases
	submitNotice: sentence(
		'panel',
		'Marks the case as complete, which cannot be undone. If automatic defenses are turned on in your Kloutit account, Kloutit starts writing the defense.',
	),
	caseStatusNotice: sentence(
		'panel',
		'You cannot go back to an earlier status, and Won and Lost are final. Given Up means that you stop defending the dispute. Filed by You means that you filed the defense yourself.',
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
		'Add them with Case: Update, then submit the case again. Case: Update cannot add some, such as Notification Date: ask Kloutit to add those.',
	]),
	caseExists: sentence(
		'response',
		'Kloutit returned 409: A case with expedientNumber EXP-2026-17 already exists (Conflict)',
		'If it is the case of this dispute, for example from an earlier run that failed after this step, do not create it: go on with Case: Update or File: Upload Evidence. If it is a different dispute, enter another Case Number.',
	),
	kloutitForbidden: sentence(
		'response',
		'If the case came from a payment processor that is connected to Kloutit, Kloutit gets the status from that processor, and you cannot change it. Otherwise, ask Kloutit to allow this operation for your account.',
	),

	// Files
	noFiles: sentence('files', 'This item has no file (binary data)', FILE_ADVICE),
	fileNotFound: problem('files', ['invoice', ['data'] as string[]], (field, present) => [
		`This item has no file in the field "${field}". It has files in: ${present.join(', ')}`,
		present.length === 1
			? `Set Input Data Field Name to "${present[0]}".`
			: 'Enter one of these names under Input Data Field Name, or several separated by commas.',
	]),
	fileEmpty: problem('files', ['receipt.pdf'], (name) => [
		`The file "${name}" is empty`,
		'Check the node that reads or downloads it, or choose another file.',
	]),
	fileTooLarge: problem('files', ['receipt.pdf', '12.5'], (name, megabytes) => [
		`The file "${name}" is ${megabytes} MB. Kloutit accepts up to 10 MB`,
		'Make it smaller, for example with a lower resolution, or split the document.',
	]),
	fileTypeNotAccepted: problem(
		'files',
		['photo.jpg', 'a WebP image', 'PDF, JPEG and PNG', 'Save it as JPEG or PNG first.'],
		(name, type, accepted, advice) => [
			`The file "${name}" is ${type}. Kloutit accepts only ${accepted} files here`,
			`${advice} The node looks at the file's content, not at its name.`,
		],
	),
	fileNameWrong: problem('files', ['receipt.pdf', 'a PNG image'], (name, type) => [
		`The file "${name}" is ${type}, but its name says otherwise`,
		'Check that it is the right file. If it is, give its name the ending of its type, such as .png for a PNG image.',
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
			`The PDF "${name}" is encrypted. If it asks for a password when you open it, Kloutit cannot read it: remove the password and upload it again.`,
	),
	uploadedBefore: problem(
		'files',
		[['receipt.pdf', 'photo.png'] as string[]],
		(names) =>
			`These files were uploaded to the case before the failure: ${names.join(', ')}. Upload only the others again.`,
	),

	// Defenses
	defenseNotReady: problem(
		'response',
		['EXP-2026-0117', 'Kloutit returned 404: Not Found'],
		(expedientNumber, said) => [
			`Kloutit has no defense for case ${expedientNumber} yet`,
			`Check the case number, and whether the case was submitted. To wait for the defense, turn on Wait Until Ready, or start a workflow with the Defense Generated event of the Kloutit Trigger. The response was: ${said.replace(/\.$/, '')}.`,
		],
	),
	defenseWaitOver: problem(
		'response',
		['EXP-2026-0117', 120, 14, 'Kloutit returned 404: Not Found' as string | undefined],
		(expedientNumber, seconds, tries, said) => [
			`The defense for case ${expedientNumber} was not ready after ${seconds} s (checked ${tries} ${tries === 1 ? 'time' : 'times'})`,
			[
				'Kloutit may still be writing it. Do not create or submit the case again: run Defense: Download again later. To avoid this next time, raise Wait Limit, or start a workflow with the Defense Generated event of the Kloutit Trigger.',
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
			`The node stopped waiting for the defense of case ${expedientNumber}, because further checks would fail for the same reason. Correct the cause, then run Defense: Download again. Do not create or submit the case again.`,
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
		'Have the person who runs your n8n set the environment variable N8N_WEBHOOK_URL (in older versions of n8n: WEBHOOK_URL) to its public address, such as https://n8n.example.com/, and restart n8n. Then publish the workflow again.',
	]),
	registrationNotChecked: problem('trigger', ['Kloutit returned 503 with no explanation'], (reason) => [
		`The webhooks at Kloutit could not be checked: ${reason}`,
		'Nothing has changed: the trigger keeps the webhooks that it registered before.',
	]),
	webhookNotDeleted: problem('trigger', ['sub-1', 'Kloutit returned 503 with no explanation'], (id, reason) => [
		`The webhook ${id} at Kloutit could not be deleted: ${reason}`,
		'The trigger tries again when the workflow is next published or unpublished, or when n8n next starts.',
	]),
	webhooksOfEarlierKey: problem('trigger', [3], (count) => {
		const [webhooks, them, start] = count === 1 ? ['webhook', 'it', 'it starts'] : ['webhooks', 'them', 'they start'];
		return [
			`Kloutit still has ${count} ${webhooks} that this trigger registered with an earlier API key`,
			`Only that key can delete ${them}. You can leave ${them}: ${start} no additional executions. The trigger works with the current key. To delete ${them} anyway: unpublish the workflow, enter the earlier key in the credential, publish and unpublish the workflow once, enter the current key, and publish it.`,
		];
	}),
	kloutitKeyWrong: sentence(
		'trigger',
		"The address does not contain this trigger's key",
		'If you pasted the address into the Kloutit dashboard yourself, turn on Register By Hand in the trigger and publish the workflow. If events no longer arrive, unpublish and publish the workflow: the trigger then registers the right address.',
	),
	kloutitEventNotVerified: sentence(
		'trigger',
		'Kloutit did not confirm that it sent this event, so the event was rejected',
		'Check that the API key in the credential belongs to the organization whose events arrive here. If the request did not come from Kloutit, there is nothing to do.',
	),
	verdictUnclear: problem('response', [200], (status) => [
		`Kloutit returned ${status}, but its response neither confirms nor rejects the event`,
		'Treat the event as not verified. Check the Base URL in the credential: the response seems to come from another server.',
	]),
	kloutitKeyRejected: problem('trigger', ['Kloutit rejected the credential (status 401)'], (reason) => [
		`Events from Kloutit cannot be verified: ${reason}`,
		'Correct the API key in the credential. Until then, the trigger rejects every event with 503, so that Kloutit sends it again.',
	]),
	kloutitNotVerifiable: sentence(
		'trigger',
		'The event could not be verified with Kloutit at the moment. Send it again later.',
		'If Kloutit rejects the API key, correct it in the credential. Otherwise, there is nothing to do: Kloutit sends the event again.',
	),
	kloutitEventInvalid: sentence(
		'trigger',
		'The request is not a Kloutit event. It must contain eventType and expedientNumber',
		"The trigger asked Kloutit, and Kloutit confirmed that it sent this request. Report it to Kloutit's support, and give the time of the request.",
	),
});

/** What a value must be, for Kloutit alone. */
export const rules = catalogue({
	caseAmount: rule(
		['Dispute Amount', '12.50'],
		'a value with its currency, such as {"value": 299.90, "currency": "EUR"}',
	),
	exactAmount: rule(['Value (Purchase Amount)', '"007"'], 'a number such as 299.90, with no extra zeros in front'),
	caseCurrency: rule(
		['Currency (Purchase Amount)', '"ZAR"'],
		'a currency that Kloutit accepts, such as EUR',
		'The Currency list under Case Details shows all of them. For a payment in another currency, ask Kloutit which amount to enter.',
	),
	messageList: rule(
		['Communications', 'an object'],
		'a list such as [{"sender": "customer", "content": "Hello", "date": "2026-10-01"}]',
	),
	webhookAddress: rule(['Target URL', '"n8n.example.com"'], 'an address that begins with https://'),
});
