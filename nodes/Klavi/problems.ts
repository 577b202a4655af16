import { catalogue, problem, rule, sentence } from '../common/errors/problem';

/** Ends a sentence that may be another one's words. */
const withStop = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

/** Where a person finds a payment whose response was lost. */
const whereToLook = (externalId: string, id: string | null): string =>
	id === null
		? `Look up External ID "${externalId}" in the Klavi console, or ask Klavi.`
		: `Look it up with Payment: Get Status and the ID ${id}, or in the Klavi console under External ID "${externalId}".`;

const ASK_FOR_LINK = 'Get the link with Payment: Get Status, and do not create the payment again.';
const DIGITS_ADVICE = 'A number that starts with 0 loses the 0 if it is handled as a number. Keep it as text.';
const EXAMPLE_ID = '5d1b5a8e-3c0e-4a51-9c0f-6f0a3a6d7b21';

/** Every sentence that only Klavi has. The description of a field stands with the field. */
export const problems = catalogue({
	// Access tokens
	accessTokenMissing: sentence(
		'credential',
		'Klavi returned no access token, so the request was not sent',
		'Check the environment in the Klavi credential, then try again.',
	),
	otherTokenUsed: sentence(
		'response',
		'The request used a new access token, because the one that the payment was created with is no longer available. It expires after 29 minutes, and it is lost when n8n restarts or another worker runs the node. Klavi does not document whether a payment can be read with another token.',
	),

	// Fields
	pixKeyPunctuated: problem('fields', ['Pix Key'], (field) => [
		`${field} must not contain punctuation if it is a CPF or CNPJ`,
		'Remove dots, hyphens and slashes. The bank looks up the key exactly as it is sent.',
	]),
	methodUnavailable: problem(
		'fields',
		['PIX_INIC', 'Customer API v1 (participants)', ['PIX_DICT', 'PIX_MANU', 'PIX_MANU_AUTO', 'PIX_QRCODE'] as string[]],
		(method, revision, methods) => [
			`Method ${method} is not available in ${revision}, the API revision of this credential`,
			`Choose one of ${methods.join(', ')}.`,
		],
	),
	cancelUnavailable: problem('fields', ['Customer API v1 (participants)'], (revision) => [
		`Payments cannot be canceled in ${revision}, the API revision of this credential`,
		'Only Instant payments (institutions) can be canceled. If your account uses them, choose that API Revision in the Klavi credential.',
	]),
	linkForSingleItem: sentence(
		'fields',
		'Wait For Bank Link works with one item at a time. All items of a node are sent together, and a bank link expires after 60 s and opens only once',
		'Add a Loop Over Items node with a batch size of 1 before this node, and send each link to its payer inside the loop. Or turn off Wait For Bank Link.',
	),

	// What became of a payment
	qrCodeRejected: problem(
		'response',
		['The QR code is not a Pix QR code', 'Invalid QR code' as string | undefined],
		(meaning, words) => [
			words ? `${meaning} (${words})` : meaning,
			'Use a static or dynamic Pix QR code, or identify the payee by a Pix key.',
		],
	),
	externalIdUsed: problem('response', ['REFUND-2026-0117'], (externalId) => [
		`External ID "${externalId}" was already used in Klavi, so this item created nothing`,
		'Klavi accepts each ID only once. If this is the same payment, it already exists: look it up instead of paying again. If it is a different payment, give it its own ID.',
	]),
	createdWithoutResponse: problem('response', ['REFUND-2026-0117', EXAMPLE_ID as string | null], (externalId, id) => [
		`The payment with External ID "${externalId}" was created, but Klavi's response was lost`,
		`Do not create it again. ${whereToLook(externalId, id)} The payer cannot approve it without its bank link, so it is rejected automatically after 5 minutes.`,
	]),
	createUnclear: problem(
		'response',
		[
			'Klavi returned 500 with no explanation',
			'REFUND-2026-0117',
			EXAMPLE_ID as string | null,
			{ failure: 'Klavi did not respond within 30 s' } as { failure?: string; isCanceled?: boolean },
		],
		(failure, externalId, id, ending) => [
			`It is unknown whether the payment was created. ${failure}`,
			[
				whereToLook(externalId, id),
				'You can run this item again with the same External ID. That cannot pay twice, because Klavi rejects an ID that already has a payment.',
				ending.failure === undefined ? '' : `The last try also failed: ${withStop(ending.failure)}`,
				ending.isCanceled ? 'The execution was canceled before the node could find out.' : '',
			]
				.filter(Boolean)
				.join(' '),
		],
	),
	paymentNotReached: problem('response', [EXAMPLE_ID, 'CONSENT_AWAITING_AUTHORIZATION', 300], (id, status, seconds) => [
		`Payment ${id} was still ${status || 'without a status'} after ${seconds} s`,
		'It may still be completed. Raise Wait Limit, or check the payment later with Payment: Get Status. Do not create it again.',
	]),
	paymentNotPaid: problem(
		'response',
		[EXAMPLE_ID, 'PAYMENT_REJECTED', 'SALDO_INSUFICIENTE' as string | null],
		(id, status, reason) => [
			`Payment ${id} ended as ${status}`,
			`${reason === null ? '' : `Klavi gave the reason ${reason}. `}Nothing was paid.`,
		],
	),

	// Hints
	paymentIdMissing: sentence(
		'hint',
		'Klavi created the payment but returned no ID, so the node cannot ask for its bank link. Look up its External ID in the Klavi console, and do not create the payment again.',
	),
	bankLinkMissing: problem(
		'hint',
		[30],
		(seconds) => `Klavi returned no bank link within ${seconds} s. The payment exists. ${ASK_FOR_LINK}`,
	),
	bankLinkUnreadable: problem(
		'hint',
		['Klavi returned 500 with no explanation'],
		(reason) => `The payment exists, but its bank link could not be read: ${withStop(reason)} ${ASK_FOR_LINK}`,
	),
	paymentUnfinished: problem(
		'hint',
		[300],
		(seconds) => `A payment had not finished after ${seconds} s. Its item contains the last status.`,
	),

	// Notices of operations
	createNotice: sentence(
		'panel',
		"Creates a payment. It cannot be reversed here, because Klavi has no refunds. Keep Retry On Fail off in this node's Settings: the node retries safely on its own, with the same External ID.",
	),
	paymentWaitNotice: sentence(
		'panel',
		'This node keeps the execution running until the wait ends. If you expect to wait more than 5 minutes, build a loop of Payment: Get Status, an If node and a Wait node instead. A Wait node does not keep the execution running.',
	),
	cancelNotice: sentence('panel', 'Cancels a pending or scheduled payment. The payment cannot be resumed.'),
	checkoutNotice: sentence('panel', 'Opens a page on which a payer can pay right away. It cannot be undone here.'),

	// The trigger
	klaviSetup: sentence(
		'panel',
		'Open "Webhook URLs" above and have Klavi send payment events to the Production URL. Enter it in the Klavi console or ask Klavi\'s staff. The API has no call to register it.',
	),
	klaviEvents: sentence(
		'panel',
		'Only Instant payments (the newer API revision) send events. Klavi documents their signature, but not their names and bodies, so this node fills in the event fields that it recognizes. Turn on Include Original to see the rest. The timestamp is not part of the signature, so a copied event is accepted. Recognize copies by their deliveryId.',
	),
	klaviPanelInactive: sentence(
		'panel',
		'<b>While building</b>: click the button above and have an event sent to the Test URL.<br /><br /><b>When it works</b>: publish the workflow and have Klavi send its events to the Production URL.',
	),
	klaviPanelActive: sentence(
		'panel',
		'<b>In production</b>: events sent to the Production URL start this workflow automatically. You find them under Executions.',
	),
	klaviPanelActivation: sentence(
		'panel',
		'Publish the workflow, and have Klavi send its events to the Production URL.',
	),
	klaviSignatureInvalid: sentence(
		'trigger',
		'The request has no valid Klavi signature',
		'Compare the Secret Key in the credential with the one from Klavi. If Klavi has changed it, the old one goes into Previous Secret Key.',
	),
	klaviSecretEmpty: sentence('trigger', 'Secret Key in the credential is empty, so nothing can be verified'),
	klaviTimestampInvalid: sentence(
		'trigger',
		"The timestamp of the request is missing, or differs from this server's clock by more than Timestamp Tolerance",
	),
	klaviEventInvalid: sentence('trigger', 'The body is not a Klavi event: an object, or a list of objects'),
});

/** What values must be that only Klavi has. */
export const rules = catalogue({
	cpf: rule(['Payer CPF', '10 digits'], '11 digits, with or without punctuation', DIGITS_ADVICE),
	cnpj: rule(['Company CNPJ', '13 digits'], '14 digits, with or without punctuation', DIGITS_ADVICE),
	cpfOrCnpj: rule(
		['Cancelled By', 'other characters'],
		'11 digits (CPF) or 14 digits (CNPJ), with or without punctuation',
		DIGITS_ADVICE,
	),
	branch: rule(['Creditor Branch', '"12345"'], '1 to 4 digits, without the check digit'),
	accountNumber: rule(
		['Creditor Account Number', '"12345-6"'],
		'1 to 20 digits, including the check digit and without a hyphen',
	),
	redirectUrl: rule(
		['Redirect URL', '"shop.example.com"'],
		'an address that begins with https:// (or the scheme of an app)',
	),
	wholeAmount: rule(
		['Amount', '"48.00"'],
		'a whole number such as 4800, as in the samples of the Customer API v1',
		'The samples are probably in centavos, so 48.00 could be read as another amount. If Klavi has told you to send decimals, turn on Send Amount as Typed under Options.',
	),
	reaisAmount: rule(
		['Amount', '"48"'],
		'in reais with exactly two decimals, such as 1333.04',
		'Write 10 as 10.00. Nothing is rounded or converted.',
	),
});
