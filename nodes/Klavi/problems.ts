/** Every sentence that the Klavi nodes say to a user: notices, errors, advice, hints. What a field is stands with the field. */
export const messages = {
	choiceRule: (known: string[]): string => `one of ${known.join(', ')}`,

	// Tokens
	noToken: 'Klavi answered the auth call without an access token',
	noTokenAdvice: 'Nothing was created. Check the environment in the Klavi credential, then try again.',
	otherTokenAdvice:
		'The payment was asked for with a fresh token, because the one it was created with is not at hand any more (after 29 minutes, a restart of n8n, or on another worker). Klavi leaves open whether a payment can be read with another token than its own.',

	// Refusals
	businessErrors: {
		4101: 'the QR code is not a Pix QR code',
		4102: 'the QR code is one of Pix Cobrança, which cannot be paid this way',
		4103: 'the QR code is one of Pix Troco, which cannot be paid this way',
		4104: 'the QR code is one of Pix Saque, which cannot be paid this way',
	} as Record<string, string>,
	businessError: (meaning: string, words: string | undefined): string => (words ? `${meaning} (${words})` : meaning),
	qrCodeAdvice: 'Use a static or dynamic Pix QR code, or name the payee by a Pix key.',

	// Checks
	cpfRule: '11 digits, with or without punctuation',
	cnpjRule: '14 digits, with or without punctuation',
	taxIdRule: '11 digits (CPF) or 14 digits (CNPJ), with or without punctuation',
	notDigits: (field: string, rule: string, seen: string): string => `${field} must have ${rule}; this item has ${seen}`,
	soManyDigits: (count: number): string => `${count} digits`,
	otherSigns: 'other characters',
	digitsAdvice: 'A number that begins with 0 loses it when it is handled as a number: keep it as text.',
	atMost: (most: number): string => `at most ${most} characters long`,
	punctuatedKey: (field: string): string => `${field} must be written without punctuation where it is a CPF or CNPJ`,
	punctuatedKeyAdvice: 'Leave out dots, hyphens and slashes: the bank looks the key up as it is.',
	amountHelp:
		'As text; it is sent exactly as it stands here. Customer API v1: the documented samples are whole numbers such as 4800, probably centavos (R$ 48.00); ask Klavi before you pay with it. Instant payments: reais with two decimals, such as 1333.04.',
	amountLooseAdvice:
		'Its documented samples are whole numbers, probably centavos, so 48.00 could be read as another amount. If Klavi has told you to send decimals, switch on Send Amount as Typed under Options.',
	amountAdvice: 'Write 10 as 10.00. Nothing is rounded or converted.',
	noSuchMethod: (method: string, revision: string): string =>
		`Method ${method} does not exist in ${revision}, the API revision of this credential`,
	noSuchMethodAdvice: (known: string[]): string => `Choose one of ${known.join(', ')}.`,
	noSuchOperation: (operation: string, revision: string): string =>
		`${operation} does not exist in ${revision}, the API revision of this credential`,
	noSuchOperationAdvice:
		'Only Instant payments (institutions) have it. If your account uses them, choose that API revision in the Klavi credential.',

	// Create
	createNotice:
		'Starts a payment, which cannot be taken back here: Klavi has no refund. Leave Retry On Fail in the Settings of this node off: the node itself sends again what may be sent again, always under the same External ID.',
	linkForOne:
		'Wait For Bank Link works for one item at a time: all items of a node leave together, and a bank link lives for 60 s and opens once',
	linkForOneAdvice:
		'Put a Loop Over Items node before this one with a batch size of 1, and hand each link to its payer inside of the loop; or switch Wait For Bank Link off.',
	usedBefore: (externalId: string): string =>
		`External ID "${externalId}" was already used at Klavi; nothing was created by this item`,
	usedBeforeAdvice:
		'Klavi takes an ID once only. If this is the same payment, it exists already: look it up in place of paying again. If it is another one, give it an ID of its own.',
	createdUnseen: (externalId: string): string =>
		`The payment with External ID "${externalId}" was created, but its answer was lost on the way`,
	createdUnseenAdvice: (externalId: string, id: string | null): string =>
		`Do not create it again. ${whereToLook(externalId, id)} Without its bank link the payer cannot approve it, so it is rejected by itself after 5 minutes.`,
	maybeCreatedAdvice: (externalId: string, id: string | null): string =>
		`It is not known whether the payment was created. ${whereToLook(externalId, id)} Running this item again with the same External ID cannot pay twice: if the payment exists, Klavi refuses the ID.`,
	lastFailure: (words: string): string => `The last try failed as well: ${words}.`,
	cancelledMeanwhile: 'The execution was cancelled before it could be found out.',
	noLinkYet: (seconds: number): string =>
		`Klavi gave no bank link within ${seconds} s. The payment exists: ask for the link with Payment: Get Status, and do not create it again.`,
	noId: 'Klavi created the payment without naming its ID, so its bank link cannot be asked for. Look for its External ID in the Klavi console, and do not create it again.',
	linkUnreadable: (reason: string): string =>
		`The payment exists, but its bank link could not be read: ${reason}. Ask for it with Payment: Get Status, and do not create it again.`,

	// Wait
	waitNotice:
		'This node holds its execution until the wait ends. For waits of many minutes build a loop of Payment: Get Status, If and a Wait node, which holds nothing.',
	waitedInVain: (id: string, status: string, seconds: number): string =>
		`Payment ${id} was still ${status} after ${seconds} s`,
	waitedInVainAdvice:
		'It may still go on. Raise Wait Limit, or ask for it later with Payment: Get Status. Do not create it again.',
	endedOtherwise: (id: string, status: string): string => `Payment ${id} ended as ${status}`,
	endedOtherwiseAdvice: (reason: string): string => `${reason ? `Klavi says: ${reason}. ` : ''}Nothing was paid.`,
	waitHint: (seconds: number): string =>
		`A payment was not through after ${seconds} s; its item carries the last status.`,

	// Cancel and checkout
	cancelNotice: 'Cancels a payment that is pending or scheduled. It cannot be taken up again.',
	checkoutNotice: 'Opens a page on which a payer can pay at once. It cannot be taken back here.',

	// Trigger
	triggerSetup:
		'Open "Webhook URLs" above and have Klavi send payment events to the Production URL: in the Klavi console, or through Klavi\'s staff. There is no call to register it.',
	triggerOpen:
		'Only Instant payments (the newer revision) have events. Klavi documents their signature, but not their names and bodies: the event fields are filled as far as they are recognized; switch on Include Original to see the rest. The timestamp is not part of the signature, so a copied event passes: tell it by its deliveryId.',
	notSigned: 'The delivery carries no valid Klavi signature',
	tooOld: 'The timestamp of the delivery is missing or outside of the tolerance',
	notAnEvent: 'The body is not a Klavi event: an object, or a list of objects',
	panelInactive:
		'<b>While building</b>: click the button above and have an event sent to the Test URL.<br /><br /><b>When it works</b>: publish the workflow and have Klavi send its events to the Production URL.',
	panelActive:
		'<b>In production</b>: events sent to the Production URL start this workflow by themselves. They are listed under Executions.',
	panelActivation: 'Publish the workflow, and have Klavi send its events to the Production URL.',
};

function whereToLook(externalId: string, id: string | null): string {
	return id === null
		? `Look for External ID "${externalId}" in the Klavi console, or ask Klavi.`
		: `Look at it with Payment: Get Status and the ID ${id}, or in the Klavi console under External ID "${externalId}".`;
}
