import { catalogue, problem, rule, sentence } from '../common/errors/problem';

const notice = (message: string) => sentence('panel', message);

/** Everything the Kount nodes tell a user: notices, errors, hints. Descriptions of fields stay with the fields. */
export const problems = catalogue({
	// Uploads
	uploadMigratedNotice: notice(
		'For accounts that were migrated from the older Dispute and Chargeback Management. New customers use the Create Order action instead.',
	),
	uploadItemsNotice: notice(
		"Each input item is one transaction in Kount's own format. It requires orderNumber, orderDateTime and orderTotal. Fields of its objects may be columns of their own, such as cardBin or itemName. Its amounts (orderTotal, price) are whole numbers of hundredths: 4409 for 44.09.",
	),
	uploadFieldNotice: notice(
		"The field contains one transaction in Kount's own format, or a list of them. Its amounts (orderTotal, price) are whole numbers of hundredths: 4409 for 44.09.",
	),
	transactionFieldEmpty: problem<[field: string, more?: string]>(
		'fields',
		['Order Number (orderNumber)'],
		(field, more) => [
			`${field} is empty`,
			['Kount requires orderNumber, orderDateTime and orderTotal in every transaction.', more]
				.filter(Boolean)
				.join(' '),
		],
	),
	tableColumnsLeftOut: problem(
		'hint',
		[['row_number', 'createdAt'] as string[]],
		(columns) => `These columns were not sent, because a table adds them to its rows: ${columns.join(', ')}.`,
	),
	columnUnlike: problem(
		'hint',
		['Customer Name', 'customerName'],
		(column, name) => `The column "${column}" was sent under its own name. If it is meant as ${name}, rename it.`,
	),
	amountUnitNotChosen: sentence(
		'fields',
		'No value is selected in Amounts Are In',
		'Choose Normal Amounts if 44.09 means 44.09. Choose Cents if 4409 means 44.09. The wrong choice is off by a factor of 100.',
	),
	transactionFieldMissing: problem('fields', ['transactions', ['orders', 'customer'] as string[]], (name, fields) => [
		`This item has no field "${name}"${fields.length > 0 ? `. Fields found: ${fields.join(', ')}` : ''}`,
		'In Field Name, enter one of the fields found, or have the previous node output this field.',
	]),
	uploadBodyGiven: problem('fields', ['transactions'], (name) => [
		`"${name}" contains the body of an upload, not a transaction`,
		'Use the list in its "transactions" field instead. This node writes the body around it.',
	]),
	transactionListEmpty: problem('fields', ['transactions'], (name) => [
		`"${name}" is an empty list, so this item has nothing to upload`,
		'In Field Name, enter one of the fields found, or have the previous node output this field.',
	]),
	cardBinCut: sentence(
		'hint',
		'Card BIN: values with more than 6 digits were cut to the first 6, because Kount accepts only 6.',
	),
	lastFourUnusual: sentence(
		'hint',
		'Last Four: some values do not have exactly 4 digits. They were sent unchanged. Spreadsheets often drop a leading zero.',
	),

	// Alerts
	alertResponseFinal: notice(
		'Your response goes to the card issuer and is final. It cannot be changed afterwards. It moves no money, so make the refund first.',
	),

	// Orders
	orderUpdateEmpty: sentence(
		'fields',
		'There is nothing to update',
		'Fill in at least one field, or Additional Fields (JSON).',
	),

	// The trigger
	alertWebhookSetup: notice(
		"Open Settings, Event Notifications, Webhook in Kount's chargeback portal. Paste the Production URL there, and enter the credential's Header Name and Secret. Kount does not sign these events, so this header alone verifies the sender.",
	),
	signedWebhookSetup: notice(
		'Open Admin, Product Configuration, Webhooks in the Kount 360 portal. Paste the Production URL there, and copy the public key that it shows into the field below.',
	),
	kountRepeatsEvents: notice(
		'Kount sends an event again until it is confirmed, so an event may arrive twice. To keep only the first, add a Remove Duplicates node and compare deliveryId.',
	),
	kountPanelInactive: notice(
		'<b>While building</b>: click the button above and have Kount send an event to the Test URL.<br /><br /><b>When it works</b>: publish the workflow and enter the Production URL in the Kount portal.',
	),
	kountPanelActive: notice(
		'<b>While building</b>: click the button above and have Kount send an event to the Test URL.<br /><br /><b>In production</b>: events sent to the Production URL start this workflow automatically. They are listed under Executions.',
	),
	kountActivation: notice('Publish the workflow, then enter the Production URL in the Kount portal.'),
	webhookHeaderMissing: sentence(
		'trigger',
		'The request does not have the header, or not the value, that the credential requires',
		'In the Kount portal, check that the webhook sends the Header Name and Secret of the credential. If the request did not come from Kount, there is nothing to do.',
	),
	kountSignatureInvalid: sentence(
		'trigger',
		"The request is not signed with the key that belongs to the credential's Public Key",
		'Copy the Public Key again from Webhooks in the Kount 360 portal. If the request did not come from Kount, there is nothing to do.',
	),
	kountTimestampStale: sentence(
		'trigger',
		"The timestamp of the request is too far from this server's clock",
		"Correct the server's clock, or raise Timestamp Tolerance. An old request that somebody sends again is refused for the same reason.",
	),
	kountEventInvalid: sentence(
		'trigger',
		'The body is not a Kount event: eventType is required',
		'Check that the address of this trigger is entered only at Kount, and that Trigger On matches what Kount sends to it.',
	),
	publicKeyInvalid: problem('trigger', ['Public Key'], (field) => [
		`${field} is not a public RSA key of at least 2048 bits`,
		'Copy the whole key from Webhooks in the Kount 360 portal, as base64 text (it begins with MII) or PEM. No event can be accepted without it.',
	]),

	// The webhook credential
	headerNameInvalid: sentence(
		'credential',
		'Header Name must be the name of an HTTP header such as X-Kount-Secret: letters, digits and hyphens',
	),
	headerNameReserved: problem(
		'credential',
		['User-Agent'],
		(name) => `Many requests carry a "${name}" header. Choose a header name of your own`,
	),
	secretTooShort: problem('credential', [16], (fewest) => `Secret must have at least ${fewest} characters`),
	secretNotAscii: sentence(
		'credential',
		'Secret must not contain line breaks or non-ASCII characters, because HTTP headers cannot carry them',
	),
	webhookHeaderValid: sentence(
		'credential',
		'The name and the value have a valid format. The first event will show whether Kount sends the same value.',
	),
});

/** What a value must be, unless the common rules say it. */
export const rules = catalogue({
	trueOrFalse: rule(['CVV Validated (cvvValidatedAtPurchase)', '"maybe"'], 'True or False'),
	hundredths: rule(
		['Order Total (orderTotal)', '44.09'],
		'a whole number of hundredths, such as 4409 for 44.09',
		'Kount accepts whole numbers only. If your amounts are normal ones, such as 44.09 dollars, choose Map Columns and, in Amounts Are In, Normal Amounts: they are then multiplied by 100 without rounding.',
	),
	amountDigits: rule(
		['Order Total (orderTotal)', '-4409', 11],
		(most) => `a whole number of 0 or more with at most ${most} digits`,
	),
	majorUnits: rule(
		['Order Total (orderTotal)', '"44,09"'],
		'digits with a point and at most two decimals, such as 44.09',
		'Use no comma and no currency sign. A total cannot be below zero. Kount accepts hundredths, so a third decimal would be lost.',
	),
	cardBinSix: rule(
		['Card BIN (cardBin)', 'a value of 16 characters'],
		'the first 6 digits of the card (7 or 8 digits are cut to 6)',
	),
	transactionOrList: rule(
		['"transactions"', '"ORDER-1001"'],
		'a transaction or a list of transactions',
		'Use an object, a list of objects, or JSON text of either. JSON needs double quotes.',
	),
	alertStatusCode: rule(
		['Outcome (Status Code)', '"refunded"'],
		'a code in capital letters, such as REFUNDED',
		'Choose one from the list, or choose Other and enter the code as Kount spells it.',
	),
	quotedAmount: rule(
		['"items[0].price"', '4409'],
		'text in quotes, because the Orders API accepts amounts as text in the smallest unit of the currency',
		'Write "4409" for 44.09 USD.',
	),
});
