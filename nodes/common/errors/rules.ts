import { catalogue, rule } from './problem';

/** What a value must be, for all services. */
const CONVERT_DATE =
	'Convert it first. If your dates look like 21.11.2026, use {{ DateTime.fromFormat($json.date, "dd.MM.yyyy") }}.';
const CONVERT_DAY_FIRST =
	'Convert it first. If yours begin with the day, use {{ DateTime.fromFormat($json.date, "dd/MM/yyyy") }}.';

export const rules = catalogue({
	lostDigits: rule(
		['ARN', '7.4609e+22'],
		'text: numbers this long lose digits',
		'Lost digits cannot be recovered. Set its column to Text in the spreadsheet or table and enter it again, or return it as text in an earlier node.',
	),
	brokenCell: rule(
		['Order ID', '"#N/A"'],
		'a real value',
		'This is what a spreadsheet or a program writes if it has no value. Correct the cell, or the expression.',
	),
	identifier: rule(
		['Order ID', '"1001.0"'],
		'an ID, not true or false, and not a number with decimals',
		'If a program has added .0 to whole numbers, change the type of this column to text. Otherwise, check which column or expression fills this field.',
	),
	oneLine: rule(
		['Order ID', '"A-1 A-2"'],
		'one value on one line',
		'This value contains a tab or a line break. Remove it, or put each value into a separate item in an earlier node.',
	),
	text: rule(['Order ID', 'an object'], 'text', 'Choose one value inside it, for example {{ $json.order.id }}.'),
	textOrList: rule(['Products', 'an object'], 'text or a list', 'In text, separate several values with commas.'),
	textLength: rule(['Order Number', 'a value of 62 characters', 50], (longest) => `at most ${longest} characters`),
	uuid: rule(
		['Alert', '"4711"'],
		'a UUID such as 3f2a1b4c-5d6e-4f70-8a9b-0c1d2e3f4a5b',
		'Use the ID that the service assigned, for example from an item of the trigger, and not your own order number.',
	),
	wholeNumber: rule(['Batch Size', '0', 1, 1000], (lowest, highest) =>
		highest === Number.MAX_SAFE_INTEGER
			? `a whole number of at least ${lowest}`
			: `a whole number from ${lowest} to ${highest}`,
	),
	number: rule(['Timeout', '900', 0.1, 300], (lowest, highest) => `a number from ${lowest} to ${highest}`),
	isoDate: rule(
		['Date', '"21.11.2026"'],
		'a date in ISO 8601 form, such as 2026-11-21 or 2026-11-21T09:30:00Z',
		CONVERT_DATE,
	),
	dateOrder: rule(
		['Date', '"01/02/2026"'],
		'a date in ISO 8601 form, such as 2026-02-01',
		`This date begins with the day in some countries and with the month in others. ${CONVERT_DAY_FIRST}`,
	),
	dateSerial: rule(
		['Date', '46054'],
		'a date in ISO 8601 form, such as 2026-02-01',
		'This looks like the number that a spreadsheet stores for a date. Convert it first, for example with {{ DateTime.fromISO("1899-12-30").plus({ days: $json.date }) }}.',
	),
	dateUnixTime: rule(
		['Date', '1769904000'],
		'a date in ISO 8601 form, such as 2026-02-01T00:00:00Z',
		'This looks like Unix time, counted from 1970. Convert it first: with 10 digits {{ DateTime.fromSeconds($json.date) }}, with 13 digits {{ DateTime.fromMillis($json.date) }}.',
	),
	dateYear: rule(['Date', '"0024-05-01"', 1970, 2199], (first, last) => `a date from ${first} to ${last}`),
	amount: rule(['Amount', '"49,90"'], 'digits with a point before the decimals, such as 49.90'),
	amountDecimals: rule(
		['Amount', '"1.000"', 'EUR', 2],
		(currency, decimals) =>
			`${decimals === 0 ? 'a whole number' : `a number with at most ${decimals} decimals`}${currency === '' ? '' : ` in ${currency}`}`,
		'The point separates decimals, not thousands: write 1000 for one thousand.',
	),
	smallestUnits: rule(['Price', '"44.09"'], 'a whole number of hundredths, in every currency: 4409 for 44.09 USD'),
	currency: rule(['Currency', '"Euro"'], 'a three-letter currency code (ISO 4217), such as EUR'),
	cardBin: rule(['BIN', 'a value of 16 characters'], 'the first 6 to 8 digits of the card'),
	cardLastFour: rule(['Last Four', 'a value of 16 characters'], 'the last 4 digits of the card'),
	digits: rule(
		['MCC', '"541"', 4],
		(count) => `${count} digits`,
		'If a spreadsheet or table has dropped zeros at the beginning, set the type of this column to Text.',
	),
	boolean: rule(['Delivery Confirmation', '"maybe"'], 'true or false'),
	oneOf: rule<[choices: readonly string[], isOfSeveral?: boolean]>(
		['Outcome', '"paid back"', ['Acknowledged', 'Refunded (reversed)']],
		(choices, isOfSeveral) =>
			isOfSeveral
				? `one or several of ${choices.join(', ')}, with commas, semicolons or line breaks in between`
				: `one of ${choices.join(', ')}`,
	),
	jsonObject: rule(['Additional Fields (JSON)', 'a list'], 'a JSON object such as {"name": "value"}'),
	jsonRecord: rule(['Order', 'a list'], 'a JSON object'),
	jsonList: rule(
		['Products', 'an object'],
		'a JSON list',
		'A list has square brackets around it, also with one entry: [{ … }].',
	),
});
