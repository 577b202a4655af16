import { catalogue, problem, rule, sentence } from '../common/errors/problem';

const notice = (message: string) => sentence('panel', message);

/** Everything the Kount nodes tell a user: notices, errors, hints. Descriptions of fields stay with the fields. */
export const problems = catalogue({
	// Uploads
	uploadMigratedNotice: notice(
		'For accounts migrated from Kount\'s older product, "Dispute and Chargeback Management". All others use Order: Create. If you are not sure, ask Kount.',
	),
	uploadItemsNotice: notice(
		"Each input item is one transaction, with Kount's own names for its columns, such as cardBin or itemName. It requires orderNumber, orderDateTime and orderTotal. Amounts (orderTotal, price) are whole numbers of hundredths: 4409 for 44.09.",
	),
	uploadFieldNotice: notice(
		"The field contains one transaction with Kount's own field names, such as orderNumber, or a list of such transactions. Amounts (orderTotal, price) are whole numbers of hundredths: 4409 for 44.09.",
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
		(columns) =>
			`These columns were not sent, because n8n or the spreadsheet adds them to every row: ${columns.join(', ')}.`,
	),
	secondColumnLeftOut: problem(
		'hint',
		[['Order Number'] as string[]],
		(columns) =>
			`These columns were not sent, because another column fills the same field with another value: ${columns.join(', ')}. Keep the right column and remove the other in an earlier node.`,
	),
	columnUnlike: problem(
		'hint',
		['Customer Name', 'customerName'],
		(column, name) =>
			`The column "${column}" was sent under that name. If you mean Kount's field ${name}, rename the column to it.`,
	),
	amountUnitNotChosen: sentence(
		'fields',
		'No value is selected in Amounts Are In',
		'Choose Normal Amounts if you write 44.09 as 44.09. Choose Cents if you write it as 4409. With the wrong choice, amounts are 100 times too large or too small.',
	),
	transactionFieldMissing: problem('fields', ['transactions', ['orders', 'customer'] as string[]], (name, fields) => [
		`This item has no field "${name}"${fields.length > 0 ? `. Fields found: ${fields.join(', ')}` : ''}`,
		'In Field Name, enter one of the fields found, or change the previous node so that it returns this field.',
	]),
	uploadBodyGiven: problem('fields', ['transactions'], (name) => [
		`"${name}" contains a whole request to Kount, not a transaction`,
		`In Field Name, enter the list inside it, for example ${name}.transactions. The node adds the rest of the request.`,
	]),
	transactionListEmpty: problem('fields', ['transactions'], (name) => [
		`"${name}" is an empty list, so this item has nothing to upload`,
		'In Field Name, enter the field that contains the transactions. Or leave out items like this one with a Filter node.',
	]),
	cardBinCut: sentence(
		'hint',
		'Card BIN: values with more than 6 digits were cut to the first 6, because Kount accepts only 6.',
	),
	lastFourUnusual: sentence(
		'hint',
		'Last Four: some values do not have exactly 4 digits. They were sent unchanged. Check them: spreadsheets often drop a zero at the beginning.',
	),

	// Alerts
	alertResponseFinal: notice(
		'Your response goes to the card issuer and is final. It cannot be changed afterwards. It moves no money, so make the refund first.',
	),

	// Orders
	orderUpdateEmpty: sentence(
		'fields',
		'There is nothing to update',
		'Add at least one field under Order or Payment, or fill in Additional Fields (JSON).',
	),

	// The trigger
	alertWebhookSetup: notice(
		'Copy the Production URL from "Webhook URLs" above. In Kount\'s chargeback portal, open Settings, Event Notifications, Webhook. Paste the URL there, with the same Header Name and Secret as in the credential. They are the only proof that an event comes from Kount.',
	),
	signedWebhookSetup: notice(
		'Copy the Production URL from "Webhook URLs" above. In the Kount 360 portal, open Admin, Product Configuration, Webhooks and paste the URL there. Copy the public key that the portal shows into Public Key below.',
	),
	kountRepeatsEvents: notice(
		'Kount may send an event twice, with the same deliveryId. To keep only the first, add a Remove Duplicates node with Operation "Remove Items Processed in Previous Executions" and Value to Dedupe On {{ $json.deliveryId }}.',
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
		'The request does not have the Header Name and Secret of the credential',
		"In Kount's chargeback portal, open Settings, Event Notifications, Webhook and compare the header there with the credential. If the request did not come from Kount, there is nothing to do.",
	),
	kountSignatureInvalid: sentence(
		'trigger',
		'The signature of the request does not fit Public Key in the trigger',
		'Copy the public key again: in the Kount 360 portal, open Admin, Product Configuration, Webhooks. If the request did not come from Kount, there is nothing to do.',
	),
	kountTimestampStale: sentence(
		'trigger',
		'The timestamp of the request differs from the clock of your n8n server by more than Timestamp Tolerance',
		'Raise Timestamp Tolerance in the trigger, or ask whoever runs your n8n server to check its clock. If the request did not come from Kount, there is nothing to do.',
	),
	kountEventInvalid: sentence(
		'trigger',
		'The request is not a Kount event: it has no eventType',
		"Check that this trigger's URL is entered only in Kount, and that Source names the portal in which you entered it.",
	),
	publicKeyInvalid: problem('trigger', ['Public Key'], (field) => [
		`${field} is not a complete public key (RSA, at least 2048 bits)`,
		'In the Kount 360 portal, open Admin, Product Configuration, Webhooks and copy the whole key. It begins with MII or with -----BEGIN PUBLIC KEY-----.',
	]),

	// The webhook credential
	headerNameInvalid: sentence(
		'credential',
		'Header Name must be a name of unaccented letters, digits and hyphens, such as X-Kount-Secret',
	),
	headerNameReserved: problem(
		'credential',
		['User-Agent'],
		(name) =>
			`Many requests carry a "${name}" header, so it proves nothing. Choose another name, such as X-Kount-Secret`,
	),
	secretTooShort: problem('credential', [16], (fewest) => `Secret must have at least ${fewest} characters`),
	secretNotAscii: sentence(
		'credential',
		'Secret may contain only unaccented letters, digits and signs such as - or _, all on one line',
	),
	webhookHeaderValid: sentence(
		'credential',
		'Header Name and Secret have a valid form. The first event will show whether Kount sends the same ones.',
	),
});

/** What a value must be, unless the common rules say it. */
export const rules = catalogue({
	trueOrFalse: rule(['CVV Validated (cvvValidatedAtPurchase)', '"maybe"'], 'True or False, or empty if unknown'),
	hundredths: rule(
		['Order Total (orderTotal)', '44.09'],
		'a whole number of hundredths, such as 4409 for 44.09',
		'Kount accepts whole numbers only. If your amounts are normal ones, such as 44.09 dollars, set "Transactions Come From" to "Map Columns", and "Amounts Are In" to "Normal Amounts". The node then multiplies them by 100.',
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
		'Check Field Name. Its field needs JSON such as [{"orderNumber": "ORDER-1001", …}], with double quotes.',
	),
	alertStatusCode: rule(
		['Outcome (Status Code)', '"refunded"'],
		'a code in capital letters, such as REFUNDED',
		'Choose one from the list, or choose Other and enter the code as Kount spells it.',
	),
	quotedAmount: rule(
		['"items[0].price"', '4409'],
		'an amount in quotes, in hundredths, such as "4409" for 44.09 USD',
		'Correct it in Additional Fields (JSON).',
	),
});
