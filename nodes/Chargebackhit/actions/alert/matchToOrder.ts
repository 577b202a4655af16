import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { hideCardNumbersIn } from '../../../common/cardNumber';
import { giveWay } from '../../../common/clock';
import { InputError } from '../../../common/errors/errors';
import { ordinal } from '../../../common/errors/itemNames';
import type { Problem } from '../../../common/errors/problem';
import type { FieldSpec } from '../../../common/fields/fieldSpec';
import * as kinds from '../../../common/fields/kinds';
import type { ItemOperation } from '../../../common/operation';
import { type JsonRecord, textOrNull } from '../../../common/values/json';
import { problems } from '../../problems';
import { spec } from '../spec';
import { keysOf, type Match, type MatchedBy, matchOrders } from './matching/match';
import { COLUMNS, type ColumnName, type Order, OrderColumns, orderOf } from './matching/orders';
import { paymentOf } from './matching/payment';

const LABELS: Record<ColumnName, string> = {
	amount: 'Amount',
	arn: 'ARN',
	authCode: 'Authorization Code',
	card: 'Card',
	cardBin: 'Card, First 6 Digits',
	cardLastFour: 'Card, Last 4 Digits',
	currency: 'Currency',
	date: 'Date',
	orderId: 'Order Number',
	transactionId: 'Transaction ID',
};

const COLUMN_FIELDS: FieldSpec[] = (Object.keys(LABELS) as ColumnName[]).map((name) =>
	spec(LABELS[name], name, name, kinds.text),
);

const alertField: INodeProperties = {
	displayName: 'Alert',
	name: 'alert',
	type: 'json',
	default: '={{ $("Chargebackhit Trigger").first().json }}',
	required: true,
	description:
		'The alert, as a trigger or Alert: Get returns it. For its authorization code and the date of its payment, turn on Include Original in the trigger, or turn off Simplify in Alert: Get.',
};

const columnsField: INodeProperties = {
	displayName: 'Columns',
	name: 'orderColumns',
	type: 'collection',
	placeholder: 'Add Column',
	default: {},
	description: 'Only for columns that the node does not recognize by their names',
	options: COLUMN_FIELDS.map(({ displayName, name }) => ({
		displayName,
		name,
		type: 'string' as const,
		default: '',
		description: 'What this column is called in your orders',
	})),
};

/** What was compared, in words. */
const STEP_WORDS: Record<MatchedBy, string> = {
	transactionId: 'transaction ID',
	arn: 'ARN',
	authorizationCode: 'authorization code and card',
	cardAmountAndDate: 'card, amount and date',
	cardAndDate: 'card and date',
};
const DIFFERENCE_WORDS: Record<NonNullable<Match['difference']>, string> = {
	otherCurrency: 'the currencies are different',
	partOfAmount: 'the alert has a smaller amount than the order',
	amountUnknown: 'one of the two amounts is missing',
};

/** Orders that a result lists if several match. */
const MOST_LISTED = 10;
/** Orders that are read before other work of n8n gets its turn. */
const ORDERS_PER_TURN = 5000;

const saying = ({ code, message, advice }: Problem): IDataObject => ({ problem: code, reason: message, advice });

function resultOf(
	match: Match | undefined,
	count: number,
	keys: MatchedBy[],
	rowOf: (order: Order) => unknown,
): IDataObject {
	const nothing = { matchedBy: null, confidence: null, orderId: null, order: null };
	if (keys.length === 0) return { match: 'none', ...nothing, ...saying(problems.matchWithoutKey()) };
	if (!match)
		return {
			match: 'none',
			...nothing,
			...saying(problems.matchNone(count, keys.map((key) => STEP_WORDS[key]).join('; '))),
		};
	const { matchedBy, orders } = match;
	if (orders.length > 1) {
		const listed = orders.slice(0, MOST_LISTED);
		const names = listed.map(({ name, index }) => name ?? `${ordinal(index + 1)} item`);
		return {
			match: 'several',
			...nothing,
			matchedBy,
			orders: listed.map(rowOf) as IDataObject[],
			...saying(problems.matchSeveral(orders.length, names.join(', '), STEP_WORDS[matchedBy])),
		};
	}
	const [order] = orders;
	return {
		match: 'one',
		matchedBy,
		confidence: match.confidence,
		orderId: order.name,
		order: rowOf(order) as IDataObject,
		...(match.difference
			? { difference: match.difference, ...saying(problems.matchUnsure(DIFFERENCE_WORDS[match.difference])) }
			: {}),
	};
}

/** Contract: 3.2. */
export const matchToOrder: ItemOperation = {
	value: 'matchToOrder',
	name: 'Match to Order',
	action: 'Match alert to order',
	description:
		'Find the order of an alert among your orders, which are the input items. Sends nothing. Returns one match, none, or several, with the reason.',
	effect: 'none',
	fields: [alertField, columnsField],
	sample: {
		parameters: { alert: { transaction: { transaction_id: '481516234200815' }, alert: {} } },
		input: [{ 'Order Number': 'ORDER-1003', 'Transaction ID': '481516234200815' }],
	},
	prepare: (item) => {
		// all items are the orders of one alert: the result belongs to the first
		if (item.index > 0) return async () => await Promise.resolve([]);
		const alert = item.jsonObject(alertField);
		const named = Object.fromEntries(
			Object.entries(item.collection('orderColumns')).flatMap(([name, value]) => {
				const column = textOrNull(value)?.trim() ?? '';
				return Object.hasOwn(COLUMNS, name) && column !== '' ? [[name, column]] : [];
			}),
		) as Partial<Record<ColumnName, string>>;
		const { timeZone, hint } = item;
		return async (_send, context) => {
			const columns = new OrderColumns(named);
			const rows = context.getInputData().map(({ json }) => json as JsonRecord);
			const orders: Order[] = [];
			for (const [index, row] of rows.entries()) {
				orders.push(orderOf(row, index, columns, timeZone));
				if (index % ORDERS_PER_TURN === ORDERS_PER_TURN - 1) await giveWay();
			}
			const readable = ({ payment: { ids, arn, card, authCode } }: Order) =>
				ids.length > 0 || arn !== undefined || authCode !== undefined || card.lastFour !== undefined;
			const hasRows = rows.some((row) => Object.keys(row).length > 0);
			if (hasRows && !orders.some(readable)) throw new InputError(problems.matchColumnsMissing(Object.keys(rows[0])));
			for (const name of ['amount', 'date', 'arn'] as const) {
				const broken = orders.filter(({ unreadable }) => unreadable.includes(name)).length;
				if (broken > 0) hint(problems.matchUnreadable(LABELS[name], broken).message);
			}
			const payment = paymentOf(alert);
			const rowOf = ({ index }: Order) => hideCardNumbersIn(rows[index]);
			const count = hasRows ? orders.length : 0;
			return resultOf(matchOrders(payment, orders), count, keysOf(payment), rowOf);
		};
	},
};
