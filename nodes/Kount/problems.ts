/** Every sentence that the Kount nodes say to a user: notices, errors, advice, hints. What a field is stands with the field. */
export const messages = {
	// Uploads
	uploadInputNotice:
		'Each input item is one transaction as Kount takes it: orderNumber, orderDateTime (with a time zone) and orderTotal are required, and orderTotal and price are whole numbers of hundredths (4409 for 44.09).',
	uploadFieldNotice:
		'The field holds one transaction as Kount takes it, or a list of them; orderTotal and price are whole numbers of hundredths (4409 for 44.09).',
	migratedNotice:
		'For accounts that were migrated from the older Dispute and Chargeback Management. New customers create orders instead: Order, Create.',
	sizeRule: (size: number): string => `at most ${size} characters`,
	flagRule: 'True or False',
	dateRule: 'a date in ISO 8601 form with its time zone, such as 2026-01-31T10:00:00Z or 2026-01-31T11:00:00+01:00',
	dateAdvice: 'Without a time zone nobody can tell when the order was. Add Z where it is UTC already.',
	hundredthsRule: 'a whole number of hundredths, such as 4409 for 44.09',
	hundredthsAdvice:
		'Kount takes whole numbers only. Multiply by 100 where the amount is in major units; with Typed Fields, Amounts Are In: Major Units does it without rounding.',
	amountSizeRule: (size: number): string => `a whole number of 0 or more with at most ${size} digits`,
	majorRule: 'digits with a point and at most two decimals, such as 44.09',
	majorAdvice:
		'No comma, no currency sign, no total below zero. Kount takes hundredths, so that a third decimal would be lost.',
	wholeRule: 'a whole number of 0 or more',
	binRule: 'the first 6 digits of the card (up to 8 are taken)',
	binCut: 'Card BIN: 8 digits were cut to the first 6, which is what Kount takes.',
	lastFourRule: 'the last 4 digits of the card',
	lastFourHint:
		'Last Four: some values do not have exactly 4 digits. They were sent as they are; spreadsheets often drop a leading zero.',
	cardNumber: (name: string, place: string): string =>
		`"${name}" in ${place} holds what looks like a whole card number`,
	cardNumberAdvice: 'Only the first 6 and the last 4 digits may be sent, as Card BIN and Last Four. Remove the field.',
	requiredAdvice: 'Kount needs orderNumber, orderDateTime and orderTotal in every transaction.',
	amountsAre: 'Amounts Are In is not chosen',
	amountsAreAdvice:
		'Choose Major Units where 44.09 means 44.09, or Hundredths where 4409 does. A wrong choice is off by a factor of 100.',
	fieldMissing: (name: string, there: string[]): string =>
		`This item has no field "${name}"${there.length > 0 ? `; it has ${there.join(', ')}` : ''}`,
	fieldMissingAdvice: 'Correct Field Name, or the node before this one.',
	fieldRule: 'a transaction or a list of transactions',
	fieldAdvice:
		'An object, a list of objects, or JSON text of either. Single quotes and text in place of an object do not work.',
	wholeBody: (name: string): string => `"${name}" holds the body of an upload, not a transaction`,
	wholeBodyAdvice: 'Give the list that stands under "transactions"; this node writes the body around it.',
	emptyList: (name: string): string => `"${name}" is an empty list, so this item has nothing to upload`,
	atTransaction: (text: string, place: number): string => `Transaction ${place}: ${text}`,

	// Alerts
	respondNotice:
		'The answer goes to the card issuer and is final: it cannot be changed afterwards. It moves no money, so make the refund first.',
	statusCodeRule: 'a code in capital letters, such as REFUNDED',
	statusCodeAdvice: 'Choose one from the list, or choose Other and type the code as Kount spells it.',

	// Orders
	nothingToUpdate: 'There is nothing to update',
	nothingToUpdateAdvice: 'Fill in at least one field, or Additional Fields (JSON).',
	notText: (name: string): string =>
		`"${name}" must be text in quotes: the Orders API takes amounts as text in the smallest unit of the currency`,
	notTextAdvice: 'Write "4409" for 44.09 USD.',
	listRule: 'a list of objects',

	// Trigger
	alertSetup:
		'Paste the Production URL into the chargeback portal of Kount, Settings, Event Notifications, Webhook, and enter there the header name and the value of this credential. That header is all that proves the sender: Kount does not sign these events.',
	signedSetup:
		'Paste the Production URL into the Kount 360 portal, Admin, Product Configuration, Webhooks, and copy the public key shown there into the field below.',
	repeatedNotice:
		'Kount sends an event again until it is confirmed, so that one may come twice: Remove Duplicates on deliveryId keeps the first.',
	headerMissing: 'The delivery does not carry the header of this credential',
	notSigned: 'The delivery is not signed with the public key of this trigger',
	staleTimestamp: 'The timestamp of the delivery is too far from the clock of this server',
	notAnEvent: 'The body is not an event of Kount: eventType is required',
	keyUnreadable: (field: string): string => `${field} is not a public RSA key of at least 2048 bits`,
	keyAdvice:
		'Copy it from the Kount 360 portal, Webhooks: base64 text (it begins with MII) or PEM, the whole of it. Without it no event could be accepted.',
	panelInactive:
		'<b>While building</b>: click the button above and have Kount send an event to the Test URL.<br /><br /><b>When it works</b>: publish the workflow and enter the Production URL in the portal of Kount.',
	panelActive:
		'<b>While building</b>: click the button above and have Kount send an event to the Test URL.<br /><br /><b>In production</b>: events sent to the Production URL start this workflow by themselves. They are listed under Executions.',
	panelActivation: 'Publish the workflow, then enter the Production URL in the portal of Kount.',

	// Credentials
	headerName: 'Header Name must be the name of an HTTP header, such as X-Kount-Secret: letters, digits and hyphens',
	headerNameStandard: (name: string): string =>
		`"${name}" is a header that every request carries: choose a name of your own`,
	secretShort: (length: number): string => `Secret must have at least ${length} characters`,
	secretText:
		'Secret may hold no line breaks and no characters outside of ASCII: they do not pass through an HTTP header',
	secretGood: 'The form is right. Whether Kount sends the same value shows with the first event.',
};
