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
	pixKeyPunctuated: problem(
		'fields',
		(field: string) => ({
			message: `${field} must not contain punctuation if it is a CPF or CNPJ`,
			advice: 'Remove dots, hyphens and slashes. The bank looks up the key exactly as it is sent.',
		}),
		'Pix Key',
	),
	methodUnavailable: problem(
		'fields',
		(method: string, revision: string, methods: string[]) => ({
			message: `Method ${method} is not available in ${revision}, the API revision of this credential`,
			advice: `Choose one of ${methods.join(', ')}.`,
		}),
		'PIX_INIC',
		'Customer API v1 (participants)',
		['PIX_DICT', 'PIX_MANU', 'PIX_MANU_AUTO', 'PIX_QRCODE'],
	),
	cancelUnavailable: problem(
		'fields',
		(revision: string) => ({
			message: `Payments cannot be canceled in ${revision}, the API revision of this credential`,
			advice:
				'Only Instant payments (institutions) can be canceled. If your account uses them, choose that API Revision in the Klavi credential.',
		}),
		'Customer API v1 (participants)',
	),
	linkForSingleItem: sentence(
		'fields',
		'Wait For Bank Link works with one item at a time. All items of a node are sent together, and a bank link expires after 60 s and opens only once',
		'Add a Loop Over Items node with a batch size of 1 before this node, and send each link to its payer inside the loop. Or turn off Wait For Bank Link.',
	),

	// What became of a payment
	qrCodeRejected: problem(
		'response',
		(meaning: string, words: string | undefined) => ({
			message: words ? `${meaning} (${words})` : meaning,
			advice: 'Use a static or dynamic Pix QR code, or identify the payee by a Pix key.',
		}),
		'The QR code is not a Pix QR code',
		'Invalid QR code',
	),
	externalIdUsed: problem(
		'response',
		(externalId: string) => ({
			message: `External ID "${externalId}" was already used in Klavi, so this item created nothing`,
			advice:
				'Klavi accepts each ID only once. If this is the same payment, it already exists: look it up instead of paying again. If it is a different payment, give it its own ID.',
		}),
		'REFUND-2026-0117',
	),
	createdWithoutResponse: problem(
		'response',
		(externalId: string, id: string | null) => ({
			message: `The payment with External ID "${externalId}" was created, but Klavi's response was lost`,
			advice: `Do not create it again. ${whereToLook(externalId, id)} The payer cannot approve it without its bank link, so it is rejected automatically after 5 minutes.`,
		}),
		'REFUND-2026-0117',
		EXAMPLE_ID,
	),
	createUnclear: problem(
		'response',
		(failure: string, externalId: string, id: string | null, ending: { failure?: string; isCanceled?: boolean }) => ({
			message: `It is unknown whether the payment was created. ${failure}`,
			advice: [
				whereToLook(externalId, id),
				'You can run this item again with the same External ID. That cannot pay twice, because Klavi rejects an ID that already has a payment.',
				ending.failure === undefined ? '' : `The last try also failed: ${withStop(ending.failure)}`,
				ending.isCanceled ? 'The execution was canceled before the node could find out.' : '',
			]
				.filter(Boolean)
				.join(' '),
		}),
		'Klavi returned 500 with no explanation',
		'REFUND-2026-0117',
		EXAMPLE_ID,
		{ failure: 'Klavi did not respond within 30 s' },
	),
	paymentNotReached: problem(
		'response',
		(id: string, status: string, seconds: number) => ({
			message: `Payment ${id} was still ${status || 'without a status'} after ${seconds} s`,
			advice:
				'It may still be completed. Raise Wait Limit, or check the payment later with Payment: Get Status. Do not create it again.',
		}),
		EXAMPLE_ID,
		'CONSENT_AWAITING_AUTHORIZATION',
		300,
	),
	paymentNotPaid: problem(
		'response',
		(id: string, status: string, reason: string | null) => ({
			message: `Payment ${id} ended as ${status}`,
			advice: `${reason === null ? '' : `Klavi gave the reason ${reason}. `}Nothing was paid.`,
		}),
		EXAMPLE_ID,
		'PAYMENT_REJECTED',
		'SALDO_INSUFICIENTE',
	),

	// Hints
	paymentIdMissing: sentence(
		'hint',
		'Klavi created the payment but returned no ID, so the node cannot ask for its bank link. Look up its External ID in the Klavi console, and do not create the payment again.',
	),
	bankLinkMissing: problem(
		'hint',
		(seconds: number) => ({
			message: `Klavi returned no bank link within ${seconds} s. The payment exists. ${ASK_FOR_LINK}`,
		}),
		30,
	),
	bankLinkUnreadable: problem(
		'hint',
		(reason: string) => ({
			message: `The payment exists, but its bank link could not be read: ${withStop(reason)} ${ASK_FOR_LINK}`,
		}),
		'Klavi returned 500 with no explanation',
	),
	paymentUnfinished: problem(
		'hint',
		(seconds: number) => ({
			message: `A payment had not finished after ${seconds} s. Its item contains the last status.`,
		}),
		300,
	),

	// Notices of operations
	createNotice: sentence(
		'panel',
		"Creates a payment. It cannot be reversed here, because Klavi has no refunds. Keep Retry On Fail off in this node's Settings: the node retries safely by itself with the same External ID.",
	),
	paymentWaitNotice: sentence(
		'panel',
		'This node keeps the execution running until the wait ends. To wait many minutes, build a loop of Payment: Get Status, an If node and a Wait node instead. n8n keeps nothing running while a Wait node waits.',
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
	klaviSignatureInvalid: sentence('trigger', 'The request has no valid Klavi signature'),
	klaviTimestampInvalid: sentence(
		'trigger',
		"The timestamp of the request is missing, or differs from this server's clock by more than Timestamp Tolerance",
	),
	klaviEventInvalid: sentence('trigger', 'The body is not a Klavi event: an object, or a list of objects'),
});

/** What values must be that only Klavi has. */
export const rules = catalogue({
	cpf: rule('11 digits, with or without punctuation', { field: 'Payer CPF', seen: '10 digits' }, DIGITS_ADVICE),
	cnpj: rule('14 digits, with or without punctuation', { field: 'Company CNPJ', seen: '13 digits' }, DIGITS_ADVICE),
	cpfOrCnpj: rule(
		'11 digits (CPF) or 14 digits (CNPJ), with or without punctuation',
		{ field: 'Cancelled By', seen: 'other characters' },
		DIGITS_ADVICE,
	),
	branch: rule('1 to 4 digits, without the check digit', { field: 'Creditor Branch', seen: '"12345"' }),
	accountNumber: rule('1 to 20 digits, including the check digit and without a hyphen', {
		field: 'Creditor Account Number',
		seen: '"12345-6"',
	}),
	redirectUrl: rule('an address that begins with https:// (or the scheme of an app)', {
		field: 'Redirect URL',
		seen: '"shop.example.com"',
	}),
	wholeAmount: rule(
		'a whole number such as 4800, as in the samples of the Customer API v1',
		{ field: 'Amount', seen: '"48.00"' },
		'The samples are probably in centavos, so 48.00 could be read as another amount. If Klavi has told you to send decimals, turn on Send Amount as Typed under Options.',
	),
	reaisAmount: rule(
		'in reais with exactly two decimals, such as 1333.04',
		{ field: 'Amount', seen: '"48"' },
		'Write 10 as 10.00. Nothing is rounded or converted.',
	),
});
