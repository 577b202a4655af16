/** Every sentence that the Kloutit nodes say to a user: notices, errors, advice, hints. What a field is stands with the field. */
export const messages = {
	subscriptions: 'webhook subscriptions (they need API 2.2)',
	connection: 'this call (it needs API 2.2)',

	// Cases
	foreignFields: (sector: string, fields: string[]): string =>
		`Left out, because the sector ${sector} does not have them: ${fields.join(', ')}.`,
	sectorHint:
		'Choose the sector first: it decides which details there are. After a change n8n drops details that the new sector lacks.',
	sectorToChangeHint:
		'Leave it empty to keep the sector of the case. All details are offered then: choose those that its sector has.',
	sectorUnchanged: 'Keep the Sector of the Case',
	forbiddenAdvice:
		'Where the case belongs to a payment processor that is connected to Kloutit, its status comes from there and cannot be set. Otherwise ask Kloutit to enable this for your account.',
	submitNotice:
		'Declares the case complete. Where automatic defenses are switched on, Kloutit starts writing the defense. It cannot be taken back.',
	statusNotice:
		'Accepted gives the dispute up, and Won and Lost are final. Alleged says that you have filed the defense yourself. None can be taken back.',
	choiceRule: (known: string[]): string => `one of ${known.join(', ')}`,
	currencyRule: 'one of the currencies that Kloutit takes, such as EUR',
	flagRule: 'true or false',
	amountRule: 'digits without leading zeros, with a point before the decimals, such as 299.90',
	amountPart: (field: string, part: string): string => `${field}: ${part}`,

	// Files
	noFiles: 'This item has no binary data',
	noFilesAdvice: 'Read or download the file in a node before this one, and check that it comes through to here.',
	noSuchFile: (field: string, there: string[]): string =>
		`This item has no binary field "${field}"${there.length > 0 ? `; it has ${there.join(', ')}` : ''}`,
	fileTooLarge: (name: string, megabytes: string): string =>
		`The file "${name}" has ${megabytes} MB; Kloutit takes up to 10 MB`,
	fileTooLargeAdvice: 'Make it smaller, for example by a lower resolution, or split the document.',
	fileEmpty: (name: string): string => `The file "${name}" is empty`,
	fileType: (name: string, real: string, allowed: string): string =>
		`The file "${name}" is ${real}; Kloutit takes ${allowed} here`,
	fileNamed: (name: string, real: string): string => `The file "${name}" is ${real}, which its name does not say`,
	fileNamedAdvice: 'Give the file a name that ends as its content is, or check that it is the right file.',
	fileTypeAdvice: 'The type is read from the first bytes of the file, whatever its name says. Convert the file first.',
	fileKinds: {
		pdf: 'a PDF document',
		jpeg: 'a JPEG image',
		png: 'a PNG image',
		exe: 'a Windows program',
		zip: 'a ZIP archive or Office document',
		gif: 'a GIF image',
		html: 'an HTML page',
		other: 'of an unknown type',
	},
	allowedEvidence: 'PDF, JPEG and PNG files',
	allowedPhoto: 'JPEG and PNG images',
	uploadedBefore: (names: string[]): string => `Uploaded before this one, and now with the case: ${names.join(', ')}.`,

	// Defense
	notReady: (expedientNumber: string): string => `Kloutit has no defense of case ${expedientNumber} yet`,
	notReadyAdvice:
		'It is written after the case was submitted. Switch on Wait Until Ready, or wait for the event Defense Generated of the Kloutit Trigger. If the case number is wrong, the answer is the same.',
	waitedInVain: (expedientNumber: string, seconds: number, tries: number): string =>
		`The defense of case ${expedientNumber} was not ready after ${seconds} s (asked ${tries} times)`,
	waitedAdvice: (last: string): string =>
		`The last answer was: ${last}. Raise Wait Limit, or use the event Defense Generated of the Kloutit Trigger.`,

	// Trigger
	triggerSetup:
		'This trigger registers itself at Kloutit when the workflow is published, and takes itself off when it is unpublished. If the API of your account is older than 2.2, paste the Production URL into the Kloutit dashboard instead: My organization, Developers, Webhook.',
	registeredByHand: (url: string): string =>
		`This Kloutit account cannot register webhooks (API older than 2.2). Paste this address into the Kloutit dashboard, My organization, Developers: ${url}`,
	notOurs: 'The delivery does not carry the key of this subscription',
	notVerified: 'Kloutit does not know this event, so it was not accepted',
	cannotVerify: 'The event could not be verified with Kloutit right now. Send it again later.',
	notAnEvent: 'The body is not a Kloutit event: eventType and expedientNumber are required',
	panelInactive:
		'<b>While building</b>: click the button above; the trigger registers its Test URL at Kloutit for as long as it listens.<br /><br /><b>When it works</b>: publish the workflow; the trigger registers its Production URL by itself.',
	panelActive: '<b>In production</b>: events start this workflow by themselves. They are listed under Executions.',
	panelActivation: 'Publish the workflow: the trigger registers itself at Kloutit.',
};
