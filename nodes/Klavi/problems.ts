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
	'Always look first: Klavi does not say how it makes sure that an ID works only once. Never use a new ID for the same payment.';

const lastFailure = (failure: string | undefined): string =>
	failure === undefined ? '' : `The last check failed: ${withStop(failure)}`;

const statusKnown = (status: string | null): string =>
	status === null ? 'its status is unknown' : `its last known status is ${status}`;

const together = (...sentences: string[]): string => sentences.filter(Boolean).join(' ');

const DIGITS_ADVICE =
	'If it starts with 0, a spreadsheet may have dropped the 0. Format the column as text and enter it again.';
const EXAMPLE_ID = '5d1b5a8e-3c0e-4a51-9c0f-6f0a3a6d7b21';

/** Every sentence that only Klavi has. The description of a field stands with the field. */
export const problems = catalogue({
	// Access tokens
	otherTokenUsed: sentence(
		'response',
		'The request used a new access token (a temporary key), because the node no longer had the one with which the payment was created. The node keeps a token for 29 minutes at most, and loses it when n8n restarts or another worker runs the node. Klavi does not say whether a new one is enough. Look up the payment in the Klavi console.',
	),

	// Fields
	pixKeyAmbiguous: problem(
		'fields',
		['Pix Key', '+5511987654321', '119.876.543-21' as string | undefined],
		(field, mobile, cpf) => [
			cpf === undefined
				? `${field} looks like a mobile number without its country code`
				: `${field} could be a mobile number or a CPF`,
			`For the mobile number, write ${mobile}.${cpf === undefined ? '' : ` For the CPF, write ${cpf}.`} Ask the payee if you are not sure: the wrong key pays somebody else.`,
		],
	),
	qrCodeInvalid: problem(
		'fields',
		['QR Code Text', 'its last 4 characters do not fit the rest, so it was changed or cut'],
		(field, complaint) => [
			`${field} is not a valid Pix QR code: ${complaint}`,
			'Copy the whole text of the code again (Pix Copia e Cola).',
		],
	),
	methodUnavailable: problem(
		'fields',
		['PIX_INIC', 'Customer API v1 (participants)', ['PIX_DICT', 'PIX_MANU', 'PIX_MANU_AUTO', 'PIX_QRCODE'] as string[]],
		(method, revision, methods) => [
			`Method ${method} is not available in ${revision}, the API revision of this credential`,
			`In Method, choose one of ${methods.join(', ')}.`,
		],
	),
	cancelUnavailable: problem('fields', ['Customer API v1 (participants)'], (revision) => [
		`Payments cannot be canceled in ${revision}, the API revision of this credential`,
		'Only Instant payments (institutions) can be canceled. If your account uses them, choose that API Revision in the Klavi credential.',
	]),
	linkForSingleItem: sentence(
		'fields',
		'Wait For Bank Link works with one item at a time, because a bank link expires after 60 s',
		'Add a Loop Over Items node with Batch Size 1 before this node, and send each link to its payer inside the loop. Or turn off Wait For Bank Link.',
	),

	// What became of a payment
	qrCodeRejected: problem(
		'response',
		['The QR code is not a Pix QR code', 'Invalid QR code' as string | undefined],
		(meaning, words) => [
			words ? `${meaning} (${words})` : meaning,
			'Ask the payee for another Pix QR code. Or choose Pix Key (PIX_DICT) in Method and enter their Pix key.',
		],
	),
	externalIdUsed: problem('response', ['REFUND-2026-0117'], (externalId) => [
		`External ID "${externalId}" was already used in Klavi, so this item created nothing`,
		'Klavi accepts each ID only once, also if its payment failed. If this is a different payment, enter a new ID for it. If it is the same payment, look up its status with Payment: Get Status, or in the Klavi console. Pay again, with a new ID, only if it was rejected, canceled or has expired.',
	]),
	createdWithoutResponse: problem(
		'response',
		['REFUND-2026-0117', EXAMPLE_ID as string | null, false],
		(externalId, id, isAbsent) => [
			`Klavi accepted the payment with External ID "${externalId}", but its response could not be read`,
			together(
				'Klavi returned success, so do not create the payment again.',
				isAbsent ? 'The node looked it up and did not find it, but Klavi may only need a moment.' : '',
				whereToLook(externalId, id),
				'The payer cannot approve it without its bank link, so Klavi rejects it after 5 minutes.',
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
		`The node did not find this item's payment, but Klavi may have received it. Look up the ID in the Klavi console. If it shows this item's payment, do not create it again. If it shows a different one, give this item a new ID.`,
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
			`The node stopped waiting for payment ${id}, because later checks would fail in the same way. Do not create the payment again: ${statusKnown(status)}. When you have solved the problem, check it with Payment: Get Status.`,
	),
	paymentNotPaid: problem(
		'response',
		[EXAMPLE_ID, 'PAYMENT_REJECTED' as string | null, 'SALDO_INSUFICIENTE' as string | null],
		(id, status, reason) => [
			`Payment ${id} ended as ${status}`,
			`${reason === null ? '' : `Klavi gave the reason ${reason}. `}Nothing was paid. To try again, use a new External ID.`,
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
		(seconds) => `In a real run, the node then waits up to ${seconds} s for the bank link.`,
	),
	amountInRequest: problem(
		'hint',
		['48.00', '4800'],
		(reais, written) => `The amount of ${reais} reais is sent as ${written}, in centavos.`,
	),
	bankLinkReady: problem(
		'hint',
		['2026-11-21T14:30:00.000Z'],
		(until) =>
			`The bank link is in the field redirectConsentURL. The payer must open it before ${until}, and only once.`,
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
				'It may still be completed, so do not create it again. Check it later with Payment: Get Status.',
			),
	),

	// Notices of operations
	createNotice: sentence(
		'panel',
		"Creates a payment. It cannot be reversed here, because Klavi has no refunds. Keep Retry On Fail off in this node's Settings. The node tries again on its own, always with the same External ID, and never after Klavi has accepted the payment.",
	),
	paymentWaitNotice: sentence(
		'panel',
		"This operation keeps the execution running until it ends. If that may take more than 5 minutes, build a loop instead: n8n's Wait node, Payment: Get Status, and an If node that checks the field finished. n8n's Wait node does not keep the execution running.",
	),
	cancelNotice: sentence('panel', 'Cancels a pending or scheduled payment. The payment cannot be resumed.'),
	checkoutNotice: sentence(
		'panel',
		'Creates a payment page at Klavi, on which a payer can pay right away. This node cannot undo it.',
	),

	// The trigger
	klaviSetup: sentence(
		'panel',
		'Copy the Production URL from "Webhook URLs" above. Enter it for payment events in the Klavi console, or ask Klavi\'s support to do so. n8n cannot do it for you.',
	),
	klaviEvents: sentence(
		'panel',
		'Klavi sends events only to accounts with Instant payments (API Revision in the credential). It does not document what an event contains, so the node fills in the fields that it recognizes. To see the rest, turn on Include Original. An event that somebody copies and sends again is accepted too. Copies have the same deliveryId: drop them with a Remove Duplicates node.',
	),
	klaviPanelInactive: sentence(
		'panel',
		'<b>While building</b>: click the button above and have Klavi send an event to the Test URL.<br /><br /><b>When it works</b>: publish the workflow and have Klavi send its events to the Production URL.',
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
		'Check Secret Key in the credential. If Klavi changed it, enter the new one there and the old one in Previous Secret Key. If the request did not come from Klavi, there is nothing to do.',
	),
	klaviSecretEmpty: sentence(
		'trigger',
		'Secret Key in the credential is empty, so nothing can be verified',
		'Enter the Secret Key from Klavi in the credential.',
	),
	klaviTimestampInvalid: sentence(
		'trigger',
		'The timestamp of the request is missing, or differs from the clock of your n8n server by more than Timestamp Tolerance',
		'Raise Timestamp Tolerance in the trigger, or ask whoever runs your n8n server to check its clock. If the request did not come from Klavi, there is nothing to do.',
	),
	klaviEventInvalid: sentence(
		'trigger',
		'Klavi signed the request, but the node cannot read it as an event',
		"Report this to Klavi's support, with the time of the request.",
	),
});

/** What values must be that only Klavi has. */
export const rules = catalogue({
	cpf: rule(['Payer CPF', '10 digits'], '11 digits, with or without punctuation', DIGITS_ADVICE),
	cnpj: rule(
		['Company CNPJ', '13 digits'],
		'14 digits (the first 12 may also be letters), with or without punctuation',
		`${DIGITS_ADVICE} If it has letters, look for a typing error, such as the letter O for the digit 0, or I for 1.`,
	),
	cpfOrCnpj: rule(
		['Cancelled By', '12 digits'],
		'a CPF (11 digits) or a CNPJ (14 digits, of which the first 12 may be letters), with or without punctuation',
		`${DIGITS_ADVICE} If a CNPJ has letters, look for a typing error, such as the letter O for the digit 0, or I for 1.`,
	),
	ispb: rule(['Payee Bank Code (ISPB)', '"123"'], '8 digits or letters', DIGITS_ADVICE),
	pixKey: rule(
		['Pix Key', 'a value of 38 characters'],
		'a CPF, a CNPJ, a phone number such as +55 11 98765-4321, an email address, or a random key of 36 characters',
		'Compare it with the key that the payee gave you. If a CPF or CNPJ starts with 0, a spreadsheet may have dropped the 0: format the column as text.',
	),
	branch: rule(['Payee Branch (Creditor)', '"12345"'], '1 to 4 digits, without the check digit'),
	accountNumber: rule(
		['Payee Account Number (Creditor)', '"12345-6"'],
		'1 to 20 digits, including the check digit (which may be X) and without a hyphen',
		'For example, write 12345-6 as 123456.',
	),
	redirectUrl: rule(
		['Redirect URL', '"shop.example.com"'],
		'a complete address, such as https://shop.example.com/thanks or, for an app, myshop://paid',
	),
	reaisAmount: rule(
		['Amount', '48'],
		'in reais with a point and two decimals, such as 48.00',
		'Write 48 as 48.00, and 1.234,50 as 1234.50. If an expression returns a number, add .toFixed(2), such as {{ $json.amount.toFixed(2) }}. Do not convert to centavos: the node does this if your API Revision requires it.',
	),
});
