import { catalogue, problem, rule, sentence } from './problem';

/** The first few of a list that may be long. */
const listed = (words: string[], most: number): string =>
	`${words.slice(0, most).join(', ')}${words.length > most ? ` and ${words.length - most} more` : ''}`;

/** What Map Automatically found, as its hint and its errors tell. */
export interface FoundColumns {
	/** The known export; empty for other files. */
	source: string;
	/** Each header with the column that it fills. */
	taken: Array<[header: string, column: string]>;
	left: string[];
	unclear: Array<{ headers: string[]; columns: string[] }>;
}

const quoted = (headers: string[]): string => headers.map((header) => `"${header}"`).join(' and ');

function unclearIn({ unclear }: FoundColumns): string[] {
	return unclear
		.slice(0, 10)
		.map(({ headers, columns }) =>
			headers.length > 1
				? `${quoted(headers)} could both be ${columns[0]}`
				: `${quoted(headers)} could be ${columns.join(' or ')}`,
		);
}

/** What Map Columns tells, for all services. */
/** What to do about a file that was read as one column, because it is separated by something else than commas. */
function otherDelimiter({ taken, left }: FoundColumns): string {
	const [sign] = (taken.length === 0 && left.length === 1 && /[;|]/.exec(left[0])) || [];
	if (sign === undefined) return '';
	const name = sign === ';' ? 'semicolons' : 'vertical bars';
	return `The file seems to be separated by ${name} instead of commas: in the Extract from File node, add the option Delimiter and enter ${sign}.`;
}

export const problems = catalogue({
	mapColumnsNotice: sentence(
		'panel',
		"Map Automatically recognizes exports from Shopify, WooCommerce, Stripe, PayPal, Adyen and Braintree, and columns named like this panel's fields or the API's. You need not rename these, whatever n8n's note below says. A hint at the output lists the columns used. If one is missing, choose Map Each Column Manually.",
	),
	columnsMapped: problem<[found: FoundColumns]>(
		'hint',
		[
			{
				source: 'Shopify',
				taken: [
					['Name', 'Order Number'],
					['Total', 'Order Total'],
				],
				left: ['Tags', 'Notes'],
				unclear: [{ headers: ['Date'], columns: ['Order Date', 'Shipping Date'] }],
			},
		],
		(found) =>
			[
				found.source === ''
					? 'Columns were mapped automatically.'
					: `Columns were mapped automatically, as in a ${found.source} export.`,
				`Used: ${
					found.taken.length === 0
						? 'none'
						: listed(
								found.taken.map(([header, column]) => `"${header}" as ${column}`),
								60,
							)
				}.`,
				found.left.length === 0 ? '' : `Not used: ${listed(found.left, 40)}.`,
				found.unclear.length === 0
					? ''
					: `Not used because they are ambiguous: ${unclearIn(found).join('; ')}. To use them, rename them or choose Map Each Column Manually.`,
			]
				.filter(Boolean)
				.join(' '),
	),
	columnNotFound: problem<[columns: string[], found: FoundColumns]>(
		'fields',
		[
			['Order Number'],
			{
				source: '',
				taken: [],
				left: ['Ref', 'Total'],
				unclear: [{ headers: ['Name'], columns: ['Order Number', 'Customer Name'] }],
			},
		],
		(columns, found) => [
			`No column was found for ${columns.join(', ')}`,
			[
				otherDelimiter(found),
				found.unclear.length === 0 ? '' : `Ambiguous: ${unclearIn(found).join('; ')}.`,
				found.left.length === 0 ? 'The input has no other columns.' : `Columns not used: ${listed(found.left, 40)}.`,
				`${
					columns.length === 1 ? `Rename the right column to ${columns[0]}` : 'Rename the right columns to these names'
				}, or choose Map Each Column Manually.`,
			]
				.filter(Boolean)
				.join(' '),
		],
	),
	columnNotMapped: problem('fields', [['Order Total'] as string[]], (columns) => [
		`${columns.join(', ')} ${columns.length > 1 ? 'are' : 'is'} required but not mapped`,
		'Open the node and drag the matching input column into each of these fields.',
	]),
	mappedColumnUnknown: problem('fields', [['Old Column'] as string[]], (columns) => [
		`The mapping has columns that this operation does not have: ${columns.join(', ')}`,
		'Open the node and choose Refresh Column List in the menu of Values to Send, then check the mapping.',
	]),
	amountUnitMissing: problem('fields', [['Order Total'] as string[]], (columns) => [
		'No value is selected in Amounts Are In',
		`The input has amounts (${listed(columns, 5)}). Choose Normal Amounts if 44.09 means 44.09. Choose Cents if 4409 means 44.09.`,
	]),
	amountUnitOfExport: problem(
		'hint',
		['Stripe', true],
		(source, isMajor) =>
			`Amounts were read as ${isMajor ? 'normal amounts (44.09)' : 'cents (4409 for 44.09)'}, as in a ${source} export. If that is wrong, set Amounts Are In.`,
	),
	rowsContradict: problem(
		'fields',
		['Order Total (column "Total")', '"45.00"', '"44.09"', 'ORDER-1001'],
		(field, seen, earlier, key) => [
			`${field} is ${seen} in this row, but ${earlier} in an earlier row of ${key}`,
			'Rows with the same order number are sent as one order. Correct the row, or give the orders different numbers.',
		],
	),
	rowsNotSentTogether: problem('fields', ['ORDER-1001'], (key) => [
		`Another row of ${key} cannot be sent, so this row was not sent either`,
		'Rows with the same order number are sent as one order. Correct the other row first.',
	]),
});

/** What a value of an export must be. */
export const rules = catalogue({
	timeZoneName: rule(
		['TimeZone', '"CST"'],
		'a time zone with one meaning, such as UTC, CET or Europe/Madrid',
		'Replace the abbreviation in an earlier node, for example CST by America/Chicago.',
	),
	cents: rule(
		['Purchase Amount', '"44.09"'],
		'a whole number of cents, such as 4409 for 44.09',
		'If 44.09 means 44.09, choose Normal Amounts in Amounts Are In.',
	),
});
