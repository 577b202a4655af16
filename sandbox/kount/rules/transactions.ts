import { isObject, type JsonObject, kindOf } from '../../shared/jsonBody';
import { lengthOf } from '../../shared/textLength';
import type { Violation } from '../serviceError';
import { isUtcDateTime } from './values';

/** Gives the rule a value breaks, or nothing. Never repeats the value: it may be a card number. */
type Rule = (value: unknown) => string | undefined;

const text =
	(size = Infinity): Rule =>
	(value) => {
		if (typeof value !== 'string') return `must be a string; it was ${kindOf(value)}`;
		const length = lengthOf(value);
		return length > size ? `may have ${size} characters at most; it had ${length}` : undefined;
	};

/** Empty means unknown, as in the samples (Contract: 2.3). */
const matching =
	(isValid: (value: string) => boolean, sentence: string): Rule =>
	(value) =>
		text()(value) ?? (value === '' || isValid(value as string) ? undefined : sentence);

const integer: Rule = (value) =>
	Number.isSafeInteger(value)
		? undefined
		: `must be an integer; it was ${typeof value === 'number' ? 'another number' : kindOf(value)}`;

const digitsIn = (value: unknown): number => String(value).replace(/\D/g, '').length;

/** Longest piece of a card number that may be sent, in digits (Contract: 5 (9, 10), 6). */
const cardDigits =
	(most: number, size: number): Rule =>
	(value) => {
		if (typeof value !== 'string') return text()(value);
		return digitsIn(value) > most ? `may hold ${most} digits of a card number at most` : text(size)(value);
	};

const booleanText = matching((value) => value === 'True' || value === 'False', 'must be True or False');

/** Eight-digit BINs exist, though the size is 6 (Contract: 5 (10)). */
export const cardBin = cardDigits(8, 8);
export const lastFour = cardDigits(4, 100);

const orderTotal: Rule = (value) => integer(value) ?? (digitsIn(value) > 11 ? 'may have 11 digits at most' : undefined);

const REQUIRED = ['orderNumber', 'orderDateTime', 'orderTotal'];

/** Contract: 2.2 and 2.3, by parent; a field that is not listed is accepted unchecked. */
const ROOT: Record<string, Rule> = {
	orderNumber: (value) => text(50)(value) ?? (value === '' ? 'must not be empty' : undefined),
	orderDateTime: (value) =>
		text()(value) ??
		(isUtcDateTime(value as string) ? undefined : 'must be an ISO 8601 date and time in UTC: YYYY-MM-DDThh:mm:ssZ'),
	orderTotal,
	orderCurrency: matching((value) => /^[A-Z]{3}$/.test(value), 'must be an ISO 4217 alpha-3 code such as USD'),
	arn: text(),
	authStatus: text(50),
	customerID: text(250),
	customerEmailAddress: text(50),
	customerName: text(100),
	cvvValidatedAtPurchase: (value) => text(10)(value) ?? booleanText(value),
	deviceID: text(50),
	invoiceNumber: text(50),
	ipAddress: text(50),
	kountOrderNumber: text(),
	kountClientID: text(),
	campaignId: text(),
	campaignName: text(),
	// Not their path, but a card number must not slip through it.
	cardBin,
	last4: lastFour,
};

const CONTAINERS: Record<string, Record<string, Rule>> = {
	paymentInformation: {
		arn: text(),
		authCode: text(),
		avsMatch: (value) => text(10)(value) ?? booleanText(value),
		billingAddress1: text(50),
		billingAddress2: text(50),
		billingCity: text(50),
		billingCountry: text(50),
		billingName: text(50),
		billingState: text(50),
		cardBin,
		last4: lastFour,
		postalCode: text(150),
	},
	additionalTransactionData: { browserOrAppDesc: text(50), deviceType: text(50) },
	other: { contactUs: text(50), merchantName: text(50), merchantStoreName: text(50), websiteLink: text(1000) },
};

const ITEM: Record<string, Rule> = {
	itemDescription: text(250),
	itemID: text(50),
	itemName: text(100),
	itemType: text(200),
	price: integer,
	quantity: integer,
};

/** Adds what is wrong with the transaction at `index` to `violations`. */
export function checkTransaction(transaction: unknown, index: number, violations: Violation[]): void {
	const add = (field: string, description: string | undefined): void => {
		if (description !== undefined) violations.push({ index, field, description });
	};
	if (!isObject(transaction)) return add('', `must be an object; it was ${kindOf(transaction)}`);
	for (const name of REQUIRED) if (transaction[name] === undefined) add(name, 'is required');
	checkMembers(transaction, ROOT, '', add);
	for (const [name, rules] of Object.entries(CONTAINERS)) {
		const container = transaction[name];
		if (isObject(container)) checkMembers(container, rules, `${name}.`, add);
		else if (container !== undefined) add(name, `must be an object; it was ${kindOf(container)}`);
	}
	const { shoppingCart } = transaction;
	if (shoppingCart === undefined) return;
	if (!Array.isArray(shoppingCart)) return add('shoppingCart', `must be an array; it was ${kindOf(shoppingCart)}`);
	for (const [position, item] of shoppingCart.entries()) {
		const path = `shoppingCart[${position}]`;
		if (isObject(item)) checkMembers(item, ITEM, `${path}.`, add);
		else add(path, `must be an object; it was ${kindOf(item)}`);
	}
}

function checkMembers(
	members: JsonObject,
	rules: Record<string, Rule>,
	prefix: string,
	add: (field: string, description: string | undefined) => void,
): void {
	for (const name in members) {
		if (Object.hasOwn(rules, name)) add(prefix + name, rules[name](members[name]));
	}
}
