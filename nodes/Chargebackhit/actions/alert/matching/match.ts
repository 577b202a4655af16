import type { Order } from './orders';
import type { Card, Payment } from './payment';

/** The step that has found the order. Contract: 3.2. */
export type MatchedBy = 'transactionId' | 'arn' | 'authorizationCode' | 'cardAmountAndDate' | 'cardAndDate';

export type Confidence = 'high' | 'medium' | 'low';

/** Orders that match in one step: one order is a match, several are none. */
export interface Match {
	matchedBy: MatchedBy;
	confidence: Confidence;
	orders: Order[];
	/** What differs. */
	difference?: 'otherCurrency' | 'partOfAmount' | 'amountUnknown';
}

const DAY = 24 * 3_600_000;
/** The dates of an alert and of its order may differ this much. */
const DATE_TOLERANCE = 2 * DAY;

/** Undefined if one of them has no last four digits. */
function isSameCard(one: Card, other: Card): boolean | undefined {
	if (one.bin !== undefined && other.bin !== undefined && one.bin !== other.bin) return false;
	if (one.lastFour === undefined || other.lastFour === undefined) return undefined;
	return one.lastFour === other.lastFour;
}

/** True if they agree in the first six digits too. */
const isWholeCard = (one: Card, other: Card): boolean =>
	isSameCard(one, other) === true && one.bin !== undefined && other.bin !== undefined;

/** Undefined if one of them has no date. */
function isSameDate(one: Payment, other: Payment): boolean | undefined {
	if (one.date === undefined || other.date === undefined) return undefined;
	return Math.abs(one.date - other.date) <= DATE_TOLERANCE;
}

const DATE = '(?:19|20)\\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\\d|3[01])';
const DATE_BEFORE = new RegExp(`^${DATE}[-_ .:/]?(?=.{6,}$)`);
const DATE_AFTER = new RegExp(`^(.{6,}?)[-_ .:/]?${DATE}$`);

/** A transaction ID without the dates that some systems add before or after it. */
function withoutDates(id: string): string[] {
	const before = id.replace(DATE_BEFORE, '');
	return [before, id.replace(DATE_AFTER, '$1'), before.replace(DATE_AFTER, '$1')].filter((text) => text !== id);
}

/** How an order's amount compares with the alert's; undefined if they are too different. */
function compareAmounts(alert: Payment, order: Payment): 'same' | NonNullable<Match['difference']> | undefined {
	const [own] = order.amounts;
	if (own === undefined || alert.amounts.length === 0) return 'amountUnknown';
	const inCurrency = alert.amounts.filter(
		({ currency }) => currency === undefined || own.currency === undefined || currency === own.currency,
	);
	if (inCurrency.some(({ hundredths }) => hundredths === own.hundredths)) return 'same';
	if (inCurrency.length === 0) return 'otherCurrency';
	return inCurrency.some(({ hundredths }) => hundredths < own.hundredths) ? 'partOfAmount' : undefined;
}

/** The first step in which any order matches; undefined if none does. */
function firstMatch(steps: Array<() => Match>): Match | undefined {
	for (const step of steps) {
		const match = step();
		if (match.orders.length > 0) return match;
	}
	return undefined;
}

/** The keys of an alert by which orders can be found; empty if it has none. */
export function keysOf({ ids, arn, authCode, card, date }: Payment): MatchedBy[] {
	const hasCard = card.lastFour !== undefined;
	return [
		...(ids.length > 0 ? (['transactionId'] as const) : []),
		...(arn !== undefined ? (['arn'] as const) : []),
		...(authCode !== undefined && hasCard ? (['authorizationCode'] as const) : []),
		...(hasCard && date !== undefined ? (['cardAmountAndDate'] as const) : []),
	];
}

/**
 * Finds the orders that match an alert, in the steps of Chargebackhit's guide: transaction ID; ARN with the card; authorization
 * code with the card within 2 days; card with amount and date. A step is only taken if no order matches in those before it.
 * Contract: 3.2
 */
export function matchOrders(alert: Payment, orders: Order[]): Match | undefined {
	const ids = new Set(alert.ids);
	// a contradiction in what both know is never a match
	const isOtherCard = ({ payment }: Order) => isSameCard(alert.card, payment.card) === false;
	const hasCard = ({ payment }: Order) => isSameCard(alert.card, payment.card) === true;
	const byId = (isId: (id: string) => boolean): Match => ({
		matchedBy: 'transactionId',
		confidence: 'high',
		orders: ids.size === 0 ? [] : orders.filter((order) => order.payment.ids.some(isId) && !isOtherCard(order)),
	});
	const byArn = (isCard: (order: Order) => boolean, confidence: Confidence): Match => ({
		matchedBy: 'arn',
		confidence,
		orders: orders.filter(
			(order) => alert.arn !== undefined && order.payment.arn === alert.arn && isCard(order) && !isOtherCard(order),
		),
	});
	const byAuthCode = (isDate: (order: Order) => boolean, confidence: Confidence): Match => ({
		matchedBy: 'authorizationCode',
		confidence,
		orders: orders.filter(
			(order) =>
				alert.authCode !== undefined && order.payment.authCode === alert.authCode && hasCard(order) && isDate(order),
		),
	});
	const nearby = () => orders.filter((order) => hasCard(order) && isSameDate(alert, order.payment) === true);
	const byAmount = (difference?: Match['difference']): Match => {
		const found = nearby().filter(({ payment }) => compareAmounts(alert, payment) === (difference ?? 'same'));
		if (difference !== undefined) {
			const sure = found.filter(({ payment }) => isWholeCard(alert.card, payment.card));
			return { matchedBy: 'cardAndDate', confidence: 'low', orders: sure, difference };
		}
		const isSure = found.every(({ payment }) => isWholeCard(alert.card, payment.card));
		return { matchedBy: 'cardAmountAndDate', confidence: isSure ? 'medium' : 'low', orders: found };
	};
	/** All that differ in some way: which of them is meant cannot be told. */
	const byCardAndDate = (): Match => {
		const found = (['partOfAmount', 'otherCurrency', 'amountUnknown'] as const).map(byAmount);
		const [first] = found.filter(({ orders: some }) => some.length > 0);
		return { ...(first ?? found[0]), orders: found.flatMap(({ orders: some }) => some) };
	};
	return firstMatch([
		() => byId((id) => ids.has(id)),
		() => byId((id) => withoutDates(id).some((part) => ids.has(part))),
		() => byArn(hasCard, 'high'),
		() => byArn(() => true, 'medium'),
		() => byAuthCode(({ payment }) => isSameDate(alert, payment) === true, 'high'),
		() => byAuthCode(({ payment }) => isSameDate(alert, payment) === undefined, 'medium'),
		() => byAmount(),
		byCardAndDate,
	]);
}
