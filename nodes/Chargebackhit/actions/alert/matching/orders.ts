import { isTableColumn } from '../../../../common/fields/columns';
import { cellText, visible } from '../../../../common/values/identifiers';
import type { JsonRecord } from '../../../../common/values/json';
import { isBlank } from '../../../../common/values/validate';
import { cardOf, dateOf, nameOf, orderAmountOf, type Payment } from './payment';

/** What an order's columns may contain, and the usual names of these columns, without blanks and marks. */
export const COLUMNS = {
	orderId: 'ordernumber orderid order orderno ordername orderreference merchantorderid reference',
	transactionId:
		'transactionid transaction txid txnid paymentid networktransactionid transactionreference transactionmerchantid',
	arn: 'arn acquirerreferencenumber acquirerreference',
	authCode: 'authorizationcode authcode authorisationcode approvalcode',
	card: 'card cardnumber maskedcard maskedcardnumber pan',
	cardBin: 'bin cardbin first6 cardfirst6 firstsix cardfirstsix',
	cardLastFour: 'last4 lastfour cardlast4 cardlastfour last4digits lastfourdigits',
	amount: 'amount total orderamount ordertotal transactionamount totalamount amountpaid',
	currency: 'currency currencycode ordercurrency transactioncurrency',
	date: 'date orderdate transactiondate paymentdate createdat paidat',
} as const;

export type ColumnName = keyof typeof COLUMNS;

const squeezed = (name: string): string =>
	visible(name)
		.toLowerCase()
		.replace(/[\s_.\-/#]+/g, '');

/** Finds columns by their usual names: case, blanks and marks do not matter. */
export class NamedColumns<Name extends string> {
	private readonly meanings = new Map<string, Name>();
	private readonly remembered = new Map<string, Name | undefined>();

	/**
	 * @param usual the usual names by their meaning, squeezed and separated by blanks
	 * @param named columns that have other names, as the user named them
	 */
	constructor(usual: Readonly<Record<Name, string>>, named: Partial<Record<Name, string>> = {}) {
		for (const [meaning, names] of Object.entries(usual) as Array<[Name, string]>) {
			const own = named[meaning];
			for (const name of own ? [squeezed(own)] : names.split(' ')) this.meanings.set(name, meaning);
		}
		for (const [meaning, name] of Object.entries(named) as Array<[Name, string]>)
			this.meanings.set(squeezed(name), meaning);
	}

	/** A row's values by their meaning; of several columns with the same meaning, the first that has a value. */
	read(row: JsonRecord): Partial<Record<Name, unknown>> {
		const values: Partial<Record<Name, unknown>> = {};
		for (const [column, value] of Object.entries(row)) {
			const meaning = this.meaningOf(column);
			if (meaning !== undefined && (values[meaning] ?? '') === '') values[meaning] = value;
		}
		return values;
	}

	private meaningOf(column: string): Name | undefined {
		if (this.remembered.has(column)) return this.remembered.get(column);
		const meaning = isTableColumn(column) ? undefined : this.meanings.get(squeezed(column));
		this.remembered.set(column, meaning);
		return meaning;
	}
}

/** Finds the columns of orders. */
export class OrderColumns extends NamedColumns<ColumnName> {
	constructor(named: Partial<Record<ColumnName, string>>) {
		super(COLUMNS, named);
	}
}

/** A candidate. */
export interface Order {
	/** Its position among the orders. */
	index: number;
	/** Its order number, or its transaction ID if it has none, as written. */
	name: string | null;
	payment: Payment;
	/** Labels of values that are there but cannot be read. */
	unreadable: ColumnName[];
}

/** @param timeZone of dates that name none */
export function orderOf(row: JsonRecord, index: number, columns: OrderColumns, timeZone: string): Order {
	const values = columns.read(row);
	const payment: Payment = {
		ids: [values.transactionId, values.orderId].map(nameOf).filter((text) => text !== undefined),
		arn: nameOf(values.arn),
		authCode: nameOf(values.authCode),
		card: cardOf(values.cardBin, values.cardLastFour, values.card),
		amounts: orderAmountOf(values.amount, values.currency),
		date: dateOf(values.date, timeZone),
	};
	const name = [values.orderId, values.transactionId].find((value) => nameOf(value) !== undefined);
	const unreadable: ColumnName[] = [];
	if (!isBlank(values.amount) && payment.amounts.length === 0) unreadable.push('amount');
	if (!isBlank(values.date) && payment.date === undefined) unreadable.push('date');
	if (!isBlank(values.arn) && payment.arn === undefined) unreadable.push('arn');
	return { index, name: name === undefined ? null : cellText(String(name)), payment, unreadable };
}
