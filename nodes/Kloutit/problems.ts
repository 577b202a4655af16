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
		'With Accepted, you give up the dispute. Won and Lost are final. Alleged means that you filed the defense yourself. None of them can be undone.',
	),
	detailsNotInSector: problem(
		'hint',
		(sector: string, details: string[]) => ({
			message: `These details were not sent, because the sector ${sector} does not have them: ${details.join(', ')}.`,
		}),
		'FASHION',
		['Hotel Name', 'Rental Amount'],
	),
	kloutitForbidden: sentence(
		'response',
		'If the case belongs to a payment processor that is connected to Kloutit, its status comes from there and cannot be changed here. Otherwise, ask Kloutit to enable this for your account.',
	),

	// Files
	noFiles: sentence('files', 'This item has no binary data', FILE_ADVICE),
	fileNotFound: problem(
		'files',
		(field: string, present: string[]) => ({
			message: `This item has no binary field "${field}". Its binary fields are: ${present.join(', ')}`,
			advice: FILE_ADVICE,
		}),
		'invoice',
		['data'],
	),
	fileEmpty: problem('files', (name: string) => ({ message: `The file "${name}" is empty` }), 'receipt.pdf'),
	fileTooLarge: problem(
		'files',
		(name: string, megabytes: string) => ({
			message: `The file "${name}" is ${megabytes} MB. Kloutit accepts up to 10 MB`,
			advice: 'Make it smaller, for example with a lower resolution, or split the document.',
		}),
		'receipt.pdf',
		'12.5',
	),
	fileTypeNotAccepted: problem(
		'files',
		(name: string, type: string, accepted: string) => ({
			message: `The file "${name}" is ${type}. Kloutit accepts only ${accepted} files here`,
			advice: "The type is read from the file's first bytes, whatever its name says. Convert the file first.",
		}),
		'receipt.pdf',
		'a ZIP archive or Office document',
		'PDF, JPEG and PNG',
	),
	fileNameWrong: problem(
		'files',
		(name: string, type: string) => ({
			message: `The file "${name}" is ${type}, but its name says otherwise`,
			advice: 'Give the file the extension of its real type, or check that it is the right file.',
		}),
		'receipt.pdf',
		'a PNG image',
	),
	uploadedBefore: problem(
		'files',
		(names: string[]) => ({
			message: `These files were uploaded to the case before the failure: ${names.join(', ')}.`,
		}),
		['receipt.pdf', 'photo.png'],
	),

	// Defenses
	defenseNotReady: problem(
		'response',
		(expedientNumber: string, said: string) => ({
			message: `Kloutit has no defense for case ${expedientNumber} yet`,
			advice: `Kloutit writes it after the case is submitted. Turn on Wait Until Ready, or use the Defense Generated event of the Kloutit Trigger. A wrong case number has the same result. The response was: ${said.replace(/\.$/, '')}.`,
		}),
		'EXP-2026-0117',
		'Kloutit returned 404: Not Found',
	),
	defenseWaitOver: problem(
		'response',
		(expedientNumber: string, seconds: number, tries: number, said: string) => ({
			message: `The defense for case ${expedientNumber} was not ready after ${seconds} s (checked ${tries} times)`,
			advice: `Raise Wait Limit, or use the Defense Generated event of the Kloutit Trigger. The last response was: ${said.replace(/\.$/, '')}.`,
		}),
		'EXP-2026-0117',
		120,
		14,
		'Kloutit returned 404: Not Found',
	),

	// Trigger
	kloutitTriggerSetup: sentence(
		'panel',
		'This trigger registers itself with Kloutit when you publish the workflow, and removes itself when you unpublish it. If your account has an API older than 2.2, paste the Production URL into the Kloutit dashboard instead, under My organization > Developers > Webhook.',
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
	registeredByHand: problem(
		'trigger',
		(url: string) => ({
			message: `This Kloutit account cannot register webhooks (its API is older than 2.2). Paste this address into the Kloutit dashboard, under My organization > Developers > Webhook: ${url}`,
		}),
		'https://n8n.example.com/webhook/3f2a1b4c/kloutit',
	),
	kloutitKeyWrong: sentence('trigger', "The address does not contain this trigger's key"),
	kloutitEventNotVerified: sentence(
		'trigger',
		'Kloutit did not confirm that it sent this event, so the event was rejected',
	),
	kloutitNotVerifiable: sentence(
		'trigger',
		'The event could not be verified with Kloutit at the moment. Send it again later.',
	),
	kloutitEventInvalid: sentence(
		'trigger',
		'The body is not a Kloutit event. It must contain eventType and expedientNumber',
	),
});

/** What a value must be, for Kloutit alone. */
export const rules = catalogue({
	caseAmount: rule('an object such as {"value": 299.90, "currency": "EUR"}', {
		field: 'Dispute Amount',
		seen: '12.50',
	}),
	exactAmount: rule('digits without leading zeros, with a point before the decimals, such as 299.90', {
		field: 'Value (Purchase Amount)',
		seen: '"007"',
	}),
	caseCurrency: rule(
		'a currency that Kloutit accepts, such as EUR',
		{ field: 'Currency (Purchase Amount)', seen: '"ZAR"' },
		'The Currency list in the node shows all of them.',
	),
	messageList: rule('a list such as [{"sender": "customer", "content": "Hello", "date": "2026-10-01"}]', {
		field: 'Communications',
		seen: 'an object',
	}),
	webhookAddress: rule('an address that begins with https://', { field: 'Target URL', seen: '"n8n.example.com"' }),
});
