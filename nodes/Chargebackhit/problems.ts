import { catalogue, problem, rule, sentence } from '../common/errors/problem';

/** Everything that the Chargebackhit nodes tell a user. A field's description stands with the field. */
export const problems = catalogue({
	// The credential
	bodyNotSignable: sentence(
		'credential',
		'Chargebackhit requests are signed over their exact bytes, so this credential cannot send form or multipart bodies. Set Body Content Type to JSON or Raw.',
	),
	chargebackhitKeysNotice: sentence(
		'panel',
		'Find both keys in the Chargebackhit HUB under Account settings, API keys. Sandbox and production are separate accounts with separate keys.',
	),
	chargebackhitKeysRejected: sentence(
		'credential',
		'Chargebackhit rejected these keys. Check that both belong to the same account, sandbox or production, and that neither is cut off.',
	),
	chargebackhitNoAccess: sentence(
		'credential',
		'These keys are valid, but the account has no access to the API. Ask Chargebackhit to enable it.',
	),
	chargebackhitNotAtUrl: sentence('credential', 'The Chargebackhit API was not found at this Base URL.'),

	// What Chargebackhit refuses: the message is Chargebackhit's own, such as this one
	productsNotActive: sentence(
		'response',
		'Chargebackhit returned 400: status must be a valid value for a product passed in request (validation_status_invalid)',
		'At least one of these products is not enrolled on this CAID, or is being changed right now. CAID: Get shows the status of each product. Choose only products that are active.',
	),
	alertAlreadyFinal: sentence(
		'response',
		'Chargebackhit returned 409: The alert has its final outcome (outcome_already_final)',
		'The alert already has its final outcome. Nothing more can be sent for it.',
	),

	// Fields
	filterEmpty: problem('fields', ['Order IDs'], (field) => [
		`The filter ${field} is empty`,
		'Remove the filter to list everything, or check that its expression returns a value for this item.',
	]),
	productRequires: problem('fields', ['rdr', 'Acquirer BIN and CAID, or 3 to 10 ARNs'], (product, required) => [
		`Product "${product}" requires ${required}`,
		'Fill in what is missing, or remove the product from Products.',
	]),
	columnsLeftOut: problem(
		'hint',
		[['row_number', 'comment'] as string[]],
		(columns) =>
			`These columns were not sent, because the API has no fields with these names: ${columns.join(', ')}. If the API has a new field, add it to Additional Fields (JSON).`,
	),

	// Answer the Waiting Alert
	replyOutcomeNotAllowed: problem('fields', ['inquiry'], (type) => [
		`An alert of type "${type}" can only be answered with the outcome "acknowledged"`,
		'Other outcomes are only for alerts of type "init-refund".',
	]),
	replyNotFirstItem: sentence(
		'run',
		'Not sent: only the first item replies, because an alert is one request and gets one response',
		'To reply with the content of several items, combine them before this node, for example with Aggregate.',
	),
	replyWithoutTrigger: sentence(
		'run',
		'There is no Chargebackhit Trigger before this node, so there is no request to reply to',
		'Start this workflow with a Chargebackhit Trigger and set its Respond to Using "Answer the Waiting Alert".',
	),
	replyNotExpected: problem('run', ['Chargebackhit Trigger'], (trigger) => [
		`"${trigger}" replies to its alerts itself, so there is no request left to reply to`,
		`Open "${trigger}" and set Respond to Using "Answer the Waiting Alert".`,
	]),
	replyNotStarted: problem('run', ['Chargebackhit Trigger'], (trigger) => [
		`"${trigger}" did not start this execution, so no request is waiting for a reply`,
		"Send a test alert to the trigger's URL instead of starting the workflow by hand.",
	]),
	replySentBefore: problem('run', ['Answer the waiting alert'], (node) => [
		`"${node}" already replied to this alert in this execution`,
		'Nothing to do if the first reply was final: it cannot be replaced. If it was Pending, send the final outcome with Alert: Respond.',
	]),
	replyTooLate: problem('run', [1.2, 'acknowledged', false], (seconds, outcome, isRefund) => [
		`Not sent: the trigger replies with "${outcome}" at most ${seconds} s after an alert arrives, and that time has passed`,
		isRefund
			? 'Send the final outcome with Alert: Respond.'
			: 'Shorten the path from the trigger to this node. If n8n was busy, free a slot for this workflow.',
	]),
	replyCallerGone: sentence(
		'run',
		'Not sent: Chargebackhit closed the request before this node replied',
		'Send the outcome with Alert: Respond.',
	),
	replyOvertaken: sentence(
		'run',
		'Not sent: the alert already has a reply',
		'Nothing to do if the first reply was final: it cannot be replaced. If it was Pending, send the final outcome with Alert: Respond.',
	),
	replyNotConfirmed: sentence(
		'run',
		'Not confirmed: n8n did not pass this reply on to the request',
		'Read the alert with Alert: Get. If its outcome is open, send it with Alert: Respond.',
	),
	replyNotWaiting: sentence(
		'run',
		'Not sent: no request is waiting for this reply. A request ends when it is answered or closed, or when n8n restarts. Retries, and steps that you execute in the editor, have none',
		'Send the outcome with Alert: Respond.',
	),
	replyInDryRun: sentence(
		'hint',
		"This would be the reply to the waiting alert. It was not sent, so the trigger's fallback answers the alert in time.",
	),

	evidenceMissing: problem(
		'hint',
		[
			'Compelling Evidence 3.0',
			['only 1 earlier payment qualifies, and 2 are needed', 'no IP address or device is the same'],
		],
		(program: string, missing: string[]) =>
			`This reply does not stop a fraud dispute by ${program}: ${missing.join('; ')}.`,
	),
	evidenceNotSent: problem(
		'hint',
		['Compelling Evidence 3.0', 'IP address'],
		(program, elements) =>
			`The earlier payments meet ${program}, but the reply does not contain the ${elements}, so it may not stop the dispute. Ask Chargebackhit for the names of these fields, and enter them under Names of Evidence Fields.`,
	),

	// Match to Order
	matchWithoutKey: sentence(
		'run',
		'The alert has nothing by which an order can be found: no transaction ID, no ARN, no authorization code with a card, and no card with the date of the payment',
		'Turn on Include Original in the trigger, or read the alert with Alert: Get and Simplify off. Some issuers send less: then search by hand.',
	),
	matchNone: problem('run', [240, 'transaction ID, ARN'], (count, keys) => [
		`${count === 0 ? 'There is no order to compare' : count === 1 ? 'The only order does not match the alert' : `None of the ${count} orders matches the alert`} (searched by ${keys})`,
		'Check that the input items contain the orders of that time, with their transaction IDs, ARNs, or cards, amounts and dates.',
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
		'Rename the columns, or name them under Columns.',
	]),
	matchUnreadable: problem(
		'hint',
		['Amount', 3],
		(column, count) =>
			`${column} could not be read in ${count === 1 ? 'one order, which was' : `${count} orders, which were`} compared without it. Amounts need a point before the decimals, dates the form 2026-11-21, and an ARN must be text.`,
	),

	// Notices
	finalOutcomeNotice: sentence(
		'panel',
		'A final outcome cannot be changed. Only Pending can be followed by another outcome. Send Refunded only after the refund has succeeded. Never refund an alert of type "resolved": it is already refunded.',
	),
	replyNotice: sentence(
		'panel',
		'Replies to the open request of a Chargebackhit Trigger whose Respond is set to Using "Answer the Waiting Alert". Each alert gets one reply. After Pending, send the final outcome with Alert: Respond. An inquiry must be answered within 2 seconds, with customer and products.',
	),
	midColumnsNotice: sentence(
		'panel',
		"Each input item is one MID. Its columns must have the API's names: descriptor, psp_name, required_products, card_acceptor_id, acquirer_bin, mcc, description, merchant_internal_id, arns, support_info_merchant, integration_for_matching, paypal_merchant_id. Other columns are not sent.",
	),
	disenrollNotice: sentence(
		'panel',
		'The CAID will get no more alerts for these products. Enrolling them again can take up to 10 business days.',
	),

	// Trigger
	alertNotSigned: sentence(
		'trigger',
		'The request has no valid Chargebackhit signature',
		'Compare the keys in the credential with those in the HUB. They must belong to the account that sends the alerts.',
	),
	alertOfOtherAccount: sentence(
		'trigger',
		'The alert belongs to another public key than the one in the credential',
		'Choose the credential of the account that sends alerts to this address.',
	),
	alertKeysEmpty: sentence(
		'trigger',
		'A key in the credential is empty, so nothing can be verified',
		'Enter both keys from the HUB in the credential.',
	),
	notAnAlert: sentence(
		'trigger',
		'The body is not an alert: alert, transaction and merchant are required',
		'The request was signed with your keys, so it comes from Chargebackhit. Tell its support that the alert was incomplete, with the time of the request.',
	),
	notificationUrlNotice: sentence(
		'panel',
		'Open "Webhook URLs" above and copy the Production URL into the Chargebackhit HUB: Account settings, Notification URL. The Test URL works only while you test this step, and for one alert.',
	),
	inquiryNotice: sentence(
		'panel',
		'An alert of type "inquiry" must be answered within 2 seconds. Keep the path from here to the reply short: one lookup, then the reply.',
	),
	immediateReplyNotice: sentence(
		'panel',
		'An immediate reply to an inquiry contains an empty customer and no products, so it deflects no chargeback. To send the order, set Respond to Using "Answer the Waiting Alert".',
	),
	replyModeNotice: sentence(
		'panel',
		'Add the operation Alert: Answer the Waiting Alert to every branch of this workflow. If a branch ends or fails without it, or reaches it too late, Chargebackhit gets the fallback reply, which contains no order and deflects nothing.',
	),
	lastNodeNotice: sentence(
		'panel',
		'The first item of the last node is sent as the reply, unchanged. It must look like {"outcome": "acknowledged", "order": {"order_id": "1001"}}, without the other fields of the alert. For an inquiry, it also needs "customer": {…} and "products": […]. Anything else is replaced by the fallback reply.',
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
		'This trigger asks Chargebackhit for news at the poll times above, so n8n needs no public address. It cannot answer inquiries, which must be answered within 2 seconds.',
	),
	pollingRepeatNotice: sentence(
		'panel',
		'After a restart of n8n, the events of the last poll come once more, with the same deliveryId. Put "Remove Duplicates" on deliveryId after this trigger.',
	),
	pollingNothingFound: sentence(
		'trigger',
		'Chargebackhit has no alert or dispute for a test event',
		'Select other events in Trigger On or Alert Types, or create an alert with Integration: Generate Sandbox Alert.',
	),
	alertPanelPublish: sentence(
		'panel',
		'Publish the workflow, and paste the Production URL into the Chargebackhit HUB: Account settings, Notification URL.',
	),
});

const ARN_ADVICE = "You find ARNs in the acquirer's settlement reports. Enter 3 to 10 Visa ARNs of this MID.";

/** What values must be that only Chargebackhit has. */
export const rules = catalogue({
	visaArn: rule(['2nd ARN', 'a value of 22 characters'], '23 characters long, with "4" as the second', ARN_ADVICE),
	arnCount: rule(['ARNs', '2'], 'a list of 3 to 10', ARN_ADVICE),
});
