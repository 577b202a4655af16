import { catalogue, problem, rule, sentence } from '../common/errors/problem';

/** Everything that the Chargebackhit nodes tell a user. A field's description stands with the field. */
export const problems = catalogue({
	// The credential
	bodyNotSignable: sentence(
		'credential',
		'This credential cannot sign form data or files for Chargebackhit. In the HTTP Request node, set Body Content Type to JSON or Raw.',
	),
	chargebackhitKeysNotice: sentence(
		'panel',
		'Find both keys in the Chargebackhit HUB under Account settings, API keys. Sandbox and production are separate accounts with separate keys.',
	),
	chargebackhitKeysRejected: sentence(
		'credential',
		'Chargebackhit rejected these keys. Copy both again from the HUB: Account settings, API keys. Both must belong to the same account, sandbox or production.',
	),
	chargebackhitNoAccess: sentence(
		'credential',
		'These keys are valid, but the account has no access to the API. Ask Chargebackhit to enable it.',
	),
	chargebackhitNotAtUrl: sentence(
		'credential',
		'The Chargebackhit API was not found at this Base URL. The usual one is https://api.chargebackhit.com.',
	),

	// What Chargebackhit refuses: the message is Chargebackhit's own, such as this one
	productsNotActive: sentence(
		'response',
		'Chargebackhit returned 400: status must be a valid value for a product passed in request (validation_status_invalid)',
		'At least one of these products is not enrolled on this CAID, or is being changed right now. CAID: Get shows the status of each product. Choose only products that are active.',
	),
	alertAlreadyFinal: sentence(
		'response',
		'Chargebackhit returned 409: The alert has its final outcome (outcome_already_final)',
		'Nothing more can be sent for this alert. Alert: Get returns its outcome, in the field status.',
	),

	// Fields
	filterEmpty: problem('fields', ['Order IDs'], (field) => [
		`The filter ${field} is empty`,
		'Remove the filter to list everything, or check that its expression returns a value for this item.',
	]),
	productRequires: problem('fields', ['RDR', 'Acquirer BIN and CAID, or 3 to 10 ARNs'], (product, required) => [
		`Product "${product}" requires ${required}`,
		'Fill in what is missing, or remove the product from Products.',
	]),
	columnsLeftOut: problem(
		'hint',
		[['row_number', 'comment'] as string[]],
		(columns) =>
			`These columns were not sent, because Chargebackhit's API has no fields with these names: ${columns.join(', ')}. Nothing to do, unless a name is misspelled or new in the API: then correct it, or enter it in Additional Fields (JSON).`,
	),

	// Answer the Waiting Alert
	replyOutcomeNotAllowed: problem('fields', ['inquiry'], (type) => [
		`An alert of type "${type}" can only be answered with the outcome "acknowledged"`,
		'Set Outcome to Acknowledged for this type. Only refund requests (init-refund) can have other outcomes.',
	]),
	replyNotFirstItem: sentence(
		'run',
		'Not sent: an alert gets one reply, and the node makes it from the first item',
		'Nothing to do if the first item contains all that the reply needs. Otherwise, combine the items before this node, for example with an Aggregate node.',
	),
	replyWithoutTrigger: sentence(
		'run',
		'There is no Chargebackhit Trigger before this node, so no alert is waiting for an answer',
		'Start this workflow with a Chargebackhit Trigger whose Respond is set to Using "Answer the Waiting Alert". In any other workflow, use Alert: Respond.',
	),
	replyNotExpected: problem('run', ['Chargebackhit Trigger'], (trigger) => [
		`"${trigger}" answers its alerts itself, so no alert is waiting for an answer`,
		`Open "${trigger}" and set Respond to Using "Answer the Waiting Alert".`,
	]),
	replyNotStarted: problem('run', ['Chargebackhit Trigger'], (trigger) => [
		`"${trigger}" did not start this execution, so no alert is waiting for an answer`,
		'To test, click Listen for test event in the trigger, and send a test alert to its Test URL. If another trigger starts the workflow, use Alert: Respond.',
	]),
	replySentBefore: problem('run', ['Answer the waiting alert'], (node) => [
		`"${node}" already replied to this alert in this execution`,
		'Nothing to do if the first reply was final: it cannot be replaced. If it was Pending, send the final outcome with Alert: Respond.',
	]),
	replyTooLate: problem('run', [1.2, 'acknowledged', false], (seconds, outcome, isRefund) => [
		`Not sent: after ${seconds} s without a reply, the trigger answers with "${outcome}", and this reply came later`,
		isRefund
			? 'Send the final outcome with Alert: Respond.'
			: 'This alert can no longer be answered. For the next ones, remove steps between the trigger and this node. If n8n was busy, run fewer workflows at the same time.',
	]),
	replyCallerGone: sentence(
		'run',
		'Not sent: Chargebackhit stopped waiting before this node replied',
		'Send the outcome with Alert: Respond.',
	),
	replyOvertaken: sentence(
		'run',
		'Not sent: the alert already has a reply',
		'Nothing to do if the first reply was final: it cannot be replaced. If it was Pending, send the final outcome with Alert: Respond.',
	),
	replyNotConfirmed: sentence(
		'run',
		'Not confirmed: this reply may not have reached Chargebackhit',
		'Read the alert with Alert: Get. If its status is empty or pending, send the outcome with Alert: Respond.',
	),
	replyNotWaiting: sentence(
		'run',
		'Not sent: Chargebackhit is not waiting for this reply. It waits only for a short time, and only in the execution that the alert started: not in a retry, in a step that you execute in the editor, or after a restart of n8n',
		'Send the outcome with Alert: Respond.',
	),
	replyInDryRun: sentence(
		'hint',
		"This would be the reply to the waiting alert. Dry Run is on, so it was not sent. The alert gets the trigger's fallback reply instead.",
	),

	evidenceMissing: problem(
		'hint',
		[
			'Compelling Evidence 3.0',
			['only 1 earlier payment qualifies, and 2 are needed', 'neither the IP address nor the device matches'],
		],
		(program: string, missing: string[]) =>
			`This reply does not stop a fraud dispute under ${program}: ${missing.join('; ')}. If you have what is missing, add it to Earlier Payments (JSON) or Payment in Question (JSON).`,
	),
	evidenceNotSent: problem(
		'hint',
		['Compelling Evidence 3.0', 'IP address'],
		(program, elements) =>
			`The earlier payments meet ${program}, but the reply does not contain the ${elements}, so it may not stop the dispute. Ask Chargebackhit's support under which field names to send this, and enter them in Names of Evidence Fields.`,
	),

	// Match to Order
	matchWithoutKey: sentence(
		'run',
		'The alert has nothing by which an order can be found: no transaction ID, no ARN, no authorization code with a card, and no card with the date of the payment',
		'Turn on Include Original in the trigger, or read the alert with Alert: Get and Simplify off. If the issuer sent no more than this, search for the order by hand.',
	),
	matchNone: problem('run', [240, 'transaction ID, ARN'], (count, keys) => [
		`${count === 0 ? 'There is no order to compare' : count === 1 ? 'The only order does not match the alert' : `None of the ${count} orders matches the alert`} (searched by ${keys})`,
		'Check that the input items contain the orders from around the date of the payment, with transaction IDs or ARNs, or with cards, amounts and dates.',
	]),
	matchSeveral: problem('run', [2, 'ORDER-1001, ORDER-1002', 'card, amount and date'], (count, orders, matchedBy) => [
		`${count} orders match the alert equally by ${matchedBy}: ${orders}`,
		'Let a person decide, or add a column that tells them apart, such as the transaction ID or the ARN.',
	]),
	matchUnsure: problem('run', ['the alert has a smaller amount than the order'], (difference) => [
		`The card and the date match, but not the amount: ${difference}`,
		'Let a person check it before you refund. The alert may be about a part of the amount, or state it in another currency.',
	]),
	matchColumnsMissing: problem('fields', [['Nr', 'Sum'] as string[]], (columns) => [
		`No order has a transaction ID, an order number, an ARN, an authorization code or a card. Columns found: ${columns.join(', ')}`,
		'Under Columns, add for example Transaction ID, and enter the name of that column in your orders.',
	]),
	matchUnreadable: problem(
		'hint',
		['Amount', 3],
		(column, count) =>
			`${column} could not be read in ${count === 1 ? 'one order, which was' : `${count} orders, which were`} compared without it. Write amounts like 49.90 and dates like 2026-11-21. In a spreadsheet, format the ARN column as text.`,
	),

	// Notices
	finalOutcomeNotice: sentence(
		'panel',
		'A final outcome cannot be changed. Only Pending can be followed by another outcome. Send Refunded only after the refund has succeeded. Never refund an alert of the type Refunded by RDR (resolved): RDR has already done it.',
	),
	replyNotice: sentence(
		'panel',
		'Use this in a workflow that starts with a Chargebackhit Trigger whose Respond is set to Using "Answer the Waiting Alert". Each alert gets one reply. After Pending, send the final outcome with Alert: Respond. An inquiry must be answered within 2 seconds, with customer and products.',
	),
	midColumnsNotice: sentence(
		'panel',
		'Each input item is one MID. Its columns must have these names, of which the first three are required: descriptor, psp_name, required_products, card_acceptor_id, acquirer_bin, mcc, description, merchant_internal_id, arns, support_info_merchant, integration_for_matching, paypal_merchant_id. Other columns are not sent.',
	),
	disenrollNotice: sentence(
		'panel',
		'The CAID will get no more alerts for these products. Enrolling them again can take up to 10 business days.',
	),

	// Trigger
	alertNotSigned: sentence(
		'trigger',
		'The request has no valid Chargebackhit signature',
		'Compare the keys in the credential with those in the Chargebackhit HUB (Account settings, API keys). They must belong to the account that sends the alerts.',
	),
	alertOfOtherAccount: sentence(
		'trigger',
		'The alert comes from another account: its public key is not the one in the credential',
		'In the trigger, choose the credential of the account that sends these alerts. Sandbox and production are separate accounts.',
	),
	alertKeysEmpty: sentence(
		'trigger',
		'A key in the credential is empty, so nothing can be verified',
		'In the credential, enter both keys from the Chargebackhit HUB: Account settings, API keys.',
	),
	notAnAlert: sentence(
		'trigger',
		'The body is not an alert: alert, transaction and merchant are required',
		"The request comes from Chargebackhit, because it is signed with your keys. Tell Chargebackhit's support when it arrived, and that parts of the alert were missing.",
	),
	notificationUrlNotice: sentence(
		'panel',
		'Open "Webhook URLs" above and copy the Production URL into the Chargebackhit HUB: Account settings, Notification URL. The Test URL works only while you test this step, and for one alert.',
	),
	inquiryNotice: sentence(
		'panel',
		'An inquiry must be answered within 2 seconds. Keep the workflow from here to the reply short: look up the order, then reply.',
	),
	immediateReplyNotice: sentence(
		'panel',
		'An immediate reply to an inquiry contains no customer and no products, so it deflects no chargeback. To send the order, set Respond to Using "Answer the Waiting Alert".',
	),
	replyModeNotice: sentence(
		'panel',
		'Every branch of this workflow needs a Chargebackhit node with the operation Alert: Answer the Waiting Alert. If it is missing, fails or comes too late, Chargebackhit gets the fallback reply, which contains no order and deflects nothing.',
	),
	lastNodeNotice: sentence(
		'panel',
		'The first item of the last node is sent as the reply, unchanged. Use an Edit Fields node, so that it contains only {"outcome": "acknowledged", "order": {"order_id": "1001"}}. For an inquiry, add "customer": {…} and "products": […]. Without a valid outcome, the fallback reply is sent instead.',
	),
	alertTestWaiting: sentence('panel', 'Waiting for an alert at the Test URL'),
	alertTriggerActivated: sentence('panel', 'Alerts sent to the Production URL now start this workflow.'),
	alertPanelInactive: sentence(
		'panel',
		'<b>While building</b>: click the button above and send an alert to the Test URL, for example with "send test alert" in the HUB.<br /><br /><b>When it works</b>: publish the workflow and paste the Production URL into the HUB (Account settings, Notification URL).',
	),
	alertPanelActive: sentence(
		'panel',
		'<b>While building</b>: click the button above and send an alert to the Test URL.<br /><br /><b>In production</b>: alerts sent to the Production URL start this workflow automatically. You find them under Executions.',
	),
	pollingNotice: sentence(
		'panel',
		'This trigger asks Chargebackhit for news at the poll times above, so it also works if Chargebackhit cannot reach your n8n. It is too slow for inquiries, which must be answered within 2 seconds. Answer other alerts with Alert: Respond.',
	),
	pollingRepeatNotice: sentence(
		'panel',
		'After a restart of n8n, the events of the last poll come once more. To skip them, add a Remove Duplicates node, choose Remove Items Processed in Previous Executions, and drag deliveryId into Value to Dedupe On.',
	),
	pollingNothingFound: sentence(
		'trigger',
		'Chargebackhit has no alert or dispute of the selected kinds to show as a test event',
		'Select more in Trigger On or Alert Types. In a sandbox account, you can also create an alert with Testing (Integration): Generate Sandbox Alert.',
	),
	alertPanelPublish: sentence(
		'panel',
		'Publish the workflow, and paste the Production URL into the Chargebackhit HUB: Account settings, Notification URL.',
	),
});

const ARN_ADVICE = "You find ARNs in the acquirer's settlement reports. Enter 3 to 10 Visa ARNs of this MID.";

/** What values must be that only Chargebackhit has. */
export const rules = catalogue({
	visaArn: rule(
		['2nd ARN', 'a value of 22 characters'],
		'23 characters long, with "4" as the second character',
		ARN_ADVICE,
	),
	arnCount: rule(['ARNs', '2'], 'a list of 3 to 10', ARN_ADVICE),
});
