import { catalogue, problem, rule, sentence } from '../common/errors/problem';

/** Ends a sentence that may be another one's words. */
const withStop = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

/** Where a person finds a payment whose response was lost. */
const whereToLook = (externalId: string, id: string | null): string =>
	id === null
		? `Look up External ID "${externalId}" in the Klavi console, or ask Klavi.`
		: `Look it up with Payment: Get Status and the ID ${id}, or in the Klavi console under External ID "${externalId}".`;

/** What is known about sending an External ID a second time. Contract: 6.24 */
const SAME_ID =
	'Klavi says that an ID works only once, but not how it checks this. So look first, and never use a new ID for the same payment.';

const lastFailure = (failure: string | undefined): string =>
	failure === undefined ? '' : `The last check failed: ${withStop(failure)}`;

const statusKnown = (status: string | null): string =>
	status === null ? 'its status is unknown' : `its last known status is ${status}`;

const together = (...sentences: string[]): string => sentences.filter(Boolean).join(' ');

const DIGITS_ADVICE = 'A number that starts with 0 loses the 0 if it is handled as a number. Keep it as text.';
const EXAMPLE_ID = '5d1b5a8e-3c0e-4a51-9c0f-6f0a3a6d7b21';

/** Every sentence that only Klavi has. The description of a field stands with the field. */
export const problems = catalogue({
	// Access tokens
	otherTokenUsed: sentence(
		'response',
		'The request used a new access token, because the one that the payment was created with is no longer available. It expires after 29 minutes, and it is lost when n8n restarts or another worker runs the node. Klavi does not document whether a payment can be read with another token.',
	),

	// Fields
	pixKeyAmbiguous: problem(
		'fields',
		['Pix Key', '+5511987654321', '119.876.543-21' as string | undefined],
		(field, mobile, cpf) => [
			cpf === undefined
				? `${field} looks like a mobile number without its country`
				: `${field} could be a mobile number or a CPF`,
			`For the mobile number, write ${mobile}.${cpf === undefined ? '' : ` For the CPF, write ${cpf}.`} Ask the payee if you are not sure: the wrong key pays somebody else.`,
		],
	),
	qrCodeInvalid: problem(
		'fields',
		['QR Code Text', 'its checksum is wrong, so it was changed or cut'],
		(field, complaint) => [
			`${field} is not a valid Pix QR code: ${complaint}`,
			'Copy the whole text of the code again (Pix copy and paste).',
		],
	),
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
	createdWithoutResponse: problem(
		'response',
		['REFUND-2026-0117', EXAMPLE_ID as string | null, false],
		(externalId, id, isAbsent) => [
			`Klavi accepted the payment with External ID "${externalId}", but its response could not be read`,
			together(
				'Klavi returned success, so do not create the payment again.',
				isAbsent ? 'It was not found when the node looked it up, which may take a moment.' : '',
				whereToLook(externalId, id),
				'The payer cannot approve it without its bank link, so it is rejected automatically after 5 minutes.',
			),
		],
	),
	probablyCreated: problem(
		'response',
		['REFUND-2026-0117', EXAMPLE_ID as string | null, 'Klavi returned 409: Conflict'],
		(externalId, id, failure) => [
			`The payment with External ID "${externalId}" was probably created, but Klavi's response was lost`,
			`No response came to the first request, so the node sent it again. Klavi refused the second one, so the first probably arrived. Do not create it again. ${whereToLook(externalId, id)} Klavi's refusal: ${withStop(failure)}`,
		],
	),
	externalIdTaken: problem('response', ['REFUND-2026-0117'], (externalId) => [
		`External ID "${externalId}" is already used in Klavi, probably by another payment`,
		`This item's payment was not found, but its first try may have arrived. Look up the ID in the Klavi console. If that is the same payment, do not create it again. If it is a different payment, give this one its own ID.`,
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
			together(
				whereToLook(externalId, id),
				'If it is not there, run this item again with the same External ID.',
				SAME_ID,
				ending.failure === undefined ? '' : `The last try also failed: ${withStop(ending.failure)}`,
				ending.isCanceled ? 'The execution was canceled before the node could find out.' : '',
			),
		],
	),
	paymentNotReached: problem(
		'response',
		[EXAMPLE_ID, 'CONSENT_AWAITING_AUTHORIZATION' as string | null, 300, undefined as string | undefined],
		(id, status, seconds, failure) => [
			status === null
				? `The status of payment ${id} is still unknown after ${seconds} s`
				: `Payment ${id} was still ${status} after ${seconds} s`,
			together(
				lastFailure(failure),
				'The payment may still be completed, so do not create it again. Raise Wait Limit, or check it later with Payment: Get Status.',
			),
		],
	),
	statusNeverRead: problem(
		'response',
		[EXAMPLE_ID, 300],
		(id, seconds) =>
			`The status of payment ${id} could not be read within ${seconds} s. The payment may still be completed, so do not create it again. Raise Wait Limit, or check it later with Payment: Get Status.`,
	),
	waitRefused: problem(
		'response',
		[EXAMPLE_ID, 'CONSENT_AWAITING_AUTHORIZATION' as string | null],
		(id, status) =>
			`The node stopped waiting for payment ${id}, because later checks would fail in the same way. Do not create the payment again: ${statusKnown(status)}. When the cause is removed, look it up with Payment: Get Status.`,
	),
	paymentNotPaid: problem(
		'response',
		[EXAMPLE_ID, 'PAYMENT_REJECTED' as string | null, 'SALDO_INSUFICIENTE' as string | null],
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
	waitsForLinkNext: problem(
		'hint',
		[30],
		(seconds) => `After this, the node waits up to ${seconds} s for the bank link, which only a real payment has.`,
	),
	bankLinkMissing: problem(
		'hint',
		[EXAMPLE_ID, 'ENQUEUED' as string | null, 30 as number | null, undefined as string | undefined],
		(id, status, seconds, failure) =>
			together(
				`There is no bank link${seconds === null ? '' : ` after ${seconds} s`}. Payment ${id} exists, and ${statusKnown(status)}.`,
				lastFailure(failure),
				'Get the link with Payment: Get Status, and do not create the payment again.',
			),
	),
	paymentUnfinished: problem(
		'hint',
		[EXAMPLE_ID, 'CONSENT_AWAITING_AUTHORIZATION' as string | null, 300, undefined as string | undefined],
		(id, status, seconds, failure) =>
			together(
				`Payment ${id} had not finished after ${seconds} s, and ${statusKnown(status)}.`,
				lastFailure(failure),
				'It may still be completed, so do not create it again.',
			),
	),

	// Notices of operations
	createNotice: sentence(
		'panel',
		"Creates a payment. It cannot be reversed here, because Klavi has no refunds. Keep Retry On Fail off in this node's Settings: the node retries on its own, only with the same External ID, and never after Klavi has accepted the payment.",
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
	klaviSecretEmpty: sentence(
		'trigger',
		'Secret Key in the credential is empty, so nothing can be verified',
		'Enter the Secret Key from Klavi in the credential.',
	),
	klaviTimestampInvalid: sentence(
		'trigger',
		"The timestamp of the request is missing, or differs from this server's clock by more than Timestamp Tolerance",
		"Correct the server's clock, or raise Timestamp Tolerance. An old request that somebody sends again is refused for the same reason.",
	),
	klaviEventInvalid: sentence(
		'trigger',
		'The body is not a Klavi event: an object, or a list of objects',
		"It is signed with your key, so tell Klavi's support, with the time of the request.",
	),
});

/** What values must be that only Klavi has. */
export const rules = catalogue({
	cpf: rule(['Payer CPF', '10 digits'], '11 digits, with or without punctuation', DIGITS_ADVICE),
	cnpj: rule(
		['Company CNPJ', '13 digits'],
		'12 digits or letters and 2 check digits, with or without punctuation',
		`${DIGITS_ADVICE} If it has letters, one of its characters may be mistyped: look for a 0 entered as O, and a 1 entered as I.`,
	),
	cpfOrCnpj: rule(
		['Cancelled By', '12 digits'],
		'a CPF (11 digits) or a CNPJ (12 digits or letters and 2 check digits), with or without punctuation',
		`${DIGITS_ADVICE} If a CNPJ has letters, one of its characters may be mistyped: look for a 0 entered as O, and a 1 entered as I.`,
	),
	ispb: rule(['Payee Bank Code (ISPB)', '"123"'], '8 digits or letters', DIGITS_ADVICE),
	pixKey: rule(
		['Pix Key', 'a value of 38 characters'],
		'a CPF, a CNPJ, a phone number such as +55 11 98765-4321, an email address, or a random key (UUID)',
		'Compare it with the key that the payee gave you. A random key has 36 characters; a CPF or CNPJ that starts with 0 loses the 0 if it is handled as a number, so keep it as text.',
	),
	branch: rule(['Payee Branch (Creditor)', '"12345"'], '1 to 4 digits, without the check digit'),
	accountNumber: rule(
		['Payee Account Number (Creditor)', '"12345-6"'],
		'1 to 20 digits, including the check digit (which may be X) and without a hyphen',
	),
	redirectUrl: rule(
		['Redirect URL', '"shop.example.com"'],
		'an address that begins with https:// (or the scheme of an app, but not javascript: or data:)',
	),
	reaisAmount: rule(
		['Amount', '48'],
		'in reais with a point and two decimals, such as 48.00',
		'Write 48 as 48.00, without commas or thousands separators. If an expression returns a number, add .toFixed(2), such as {{ $json.amount.toFixed(2) }}. The Customer API v1 gets the amount in centavos: 48.00 is sent as 4800.',
	),
});
