/** Every sentence that the Chargebackhit nodes say to a user: notices, errors, advice, hints. What a field is stands with the field. */
export const messages = {
	unsignable:
		'Chargebackhit requests are signed over their exact bytes, so form and multipart bodies cannot be sent with this credential. Choose the body type JSON or Raw.',
	productStatusAdvice:
		'At least one of these products is not enrolled on this CAID, or is being changed right now. CAID: Get shows the status of each product under info.products; choose only products that are active there.',
	finalAdvice: 'The alert already has its final outcome. Nothing more can be sent for it.',

	emptyFilter: (field: string): string => `The filter ${field} is empty`,
	emptyFilterAdvice: 'Remove the filter to list everything, or check that its expression gives a value for this item.',

	// Alerts
	choiceRule: (known: string[]): string => `one of ${known.join(', ')}`,
	respondNotice:
		'A final outcome cannot be changed. Only Pending can be followed by one. Send Reversed only after the refund has succeeded, and never refund an alert of type "resolved": it is refunded already.',

	// Reply in the webhook
	replyNotice:
		'Answers the open request of a Chargebackhit Trigger that is set to respond Using "Reply in Webhook". One reply per alert: after Pending, send the final outcome with Alert: Respond. An inquiry must be answered within 2 seconds, with customer and products.',
	replyFirstOnly: 'Only the first item can reply: an alert is one request and gets one answer',
	replyFirstOnlyAdvice: 'Gather the items into one before this node, for example with Aggregate or Limit.',
	replyNoTrigger: 'No Chargebackhit Trigger stands before this node, so there is no request to reply to',
	replyNoTriggerAdvice:
		'Put a Chargebackhit Trigger at the start of this workflow and set its Respond to Using "Reply in Webhook".',
	replyOtherMode: (trigger: string): string =>
		`"${trigger}" answers its alerts itself, so there is nothing left to reply to`,
	replyOtherModeAdvice: (trigger: string): string => `Open "${trigger}" and set Respond to Using "Reply in Webhook".`,
	replyNotStarted: (trigger: string): string =>
		`This run was not started by "${trigger}", so no request is waiting for a reply`,
	replyNotStartedAdvice: "Send a test alert to the trigger's URL instead of starting the workflow by hand.",
	replyTwice: (node: string): string => `This alert was already answered by "${node}" in this run`,
	replyTwiceAdvice: 'Only the first reply counts. Use Alert: Respond for the final outcome after Pending.',
	replyTooLate: (seconds: number, outcome: string): string =>
		`Not sent: the trigger answers this alert with "${outcome}" ${seconds} s after it came in, and that time is over`,
	replyTooLateRefund: 'Send the final outcome with Alert: Respond.',
	replyTooLateAdvice: 'Shorten the way from the trigger to this node.',
	replyOutcome: (type: string): string =>
		`An alert of type "${type}" can only be answered with the outcome "acknowledged"`,
	replyOutcomeAdvice: 'Other outcomes are for alerts of type "init-refund".',

	// Enrolment
	enrollNeeds: (product: string, needs: string): string => `Product ${product} needs ${needs}, which this item lacks`,
	enrollNeedsAdvice: 'Fill the field in, or take the product out of Products.',
	arnRule: (arn: string, length: number): string =>
		`ARN must have 23 characters with "4" second; ${length === 23 ? `"${arn}" has "${arn[1]}" second` : `this item has one of ${length}`}`,
	arnCount: (count: number): string => `ARNs must be 3 to 10; this item has ${count}`,
	arnAdvice: 'You find ARNs in the settlement reports of the acquirer. Give 3 to 10 Visa ARNs of this MID.',
	needs: {
		rdr: 'Acquirer BIN and CAID, or 3 to 10 ARNs',
		binCaidWebsite: 'Acquirer BIN, CAID and Website URL',
		website: 'Website URL',
		binCaid: 'Acquirer BIN and CAID',
		paypal: 'PayPal Merchant ID',
	},
	columnsLeftOut: (names: string[]): string =>
		`Left out, because the API does not know these columns: ${names.join(', ')}. What is new there goes into Additional Fields (JSON).`,
	enrollInputNotice:
		'Each input item is one MID, under the names of the API; other columns are left out: descriptor, psp_name, required_products, card_acceptor_id, acquirer_bin, mcc, description, merchant_internal_id, arns, support_info_merchant, integration_for_matching, paypal_merchant_id.',
	disenrollNotice:
		'After this the CAID gets no more alerts of these products. Enrolling them again can take up to 10 business days.',
	noProducts: 'Products must name at least one product to disenroll',

	// Trigger
	triggerSetup:
		'Open "Webhook URLs" above and copy the Production URL into the Chargebackhit HUB: Account settings, Notification URL. The Test URL works only while you test this step, for one alert.',
	triggerInquiry:
		'An alert of type "inquiry" must be answered within 2 seconds. Keep the way from here to the reply short: one look-up, then the reply.',
	immediatelyNotice:
		'An inquiry answered at once carries an empty customer and no products, which deflects no chargeback. To send the order, set Respond to Using "Reply in Webhook".',
	replyModeNotice:
		'Put the operation Alert: Reply in Webhook on every branch of this workflow. A branch that ends or fails without it, or comes too late to it, leaves Chargebackhit with the fallback reply, which holds no order and deflects nothing.',
	panelInactive:
		'<b>While building</b>: click the button above and send an alert to the Test URL, for example with "send test alert" in the HUB.<br /><br /><b>When it works</b>: publish the workflow and paste the Production URL into the HUB (Account settings, Notification URL).',
	panelActive:
		'<b>While building</b>: click the button above and send an alert to the Test URL.<br /><br /><b>In production</b>: alerts sent to the Production URL start this workflow by themselves. They are listed under Executions.',
	panelActivation:
		'Publish the workflow, and paste the Production URL into the Chargebackhit HUB: Account settings, Notification URL.',
	lastNodeNotice:
		'The first item of the last node is sent as the reply, as it is. It must look like {"outcome": "acknowledged", "order": {"order_id": "1001"}}, without the other fields of the alert; for an inquiry with "customer": {…} and "products": […] as well. Anything else is replaced by the fallback reply.',
	notSigned: 'The delivery carries no valid Chargebackhit signature',
	notAnAlert: 'The body is not an alert: alert, transaction and merchant are required',

	// Lists in dropdowns
	searched: {
		alertId: 'alert ID',
		orderId: 'order ID',
		merchantTransactionId: 'merchant transaction ID',
		transactionId: 'transaction ID',
		merchantId: 'merchant ID',
		internalId: 'internal ID',
		caid: 'CAID',
		id: 'ID',
	},
	noOutcomeYet: 'no outcome yet',
	matchedBy: (what: string): string => `${what} matches`,
	filteredByName: 'found in the newest records',
};
