import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { clock } from '../../../../common/clock';
import { InputError } from '../../../../common/errors/errors';
import { rules } from '../../../../common/errors/rules';
import { checkFields, collectFields, type FieldSpec } from '../../../../common/fields/fieldSpec';
import * as kinds from '../../../../common/fields/kinds';
import type { Item } from '../../../../common/run/item';
import { isRecord, type Json, type JsonRecord, recordOr, setPath, textOrNull } from '../../../../common/values/json';
import * as validate from '../../../../common/values/validate';
import { alertEvent } from '../../../events';
import { problems } from '../../../problems';
import { spec } from '../../spec';
import { cardOf, dateOf, nameOf } from '../matching/payment';
import { readReply, TRANSACTION } from '../reply';
import { type Assessment, assess, type Missing, NEEDED, PROGRAMS, WINDOW } from './assess';
import { type Element, type EvidenceValues, evidenceColumns, evidenceOf, flat } from './evidence';

const earlierPaymentsField: INodeProperties = {
	displayName: 'Earlier Payments (JSON)',
	name: 'earlierPayments',
	type: 'json',
	default: '[]',
	description:
		"For inquiries: the customer's earlier payments with the same card, as rows of your orders. If a node named Find Earlier Payments looks them up, use the expression <code>{{ $('Find Earlier Payments').all() }}</code>. Those that count for Compelling Evidence 3.0 are added to Transactions. The output says whether they are enough.",
};

const paymentInQuestionField: INodeProperties = {
	displayName: 'Payment in Question (JSON)',
	name: 'paymentInQuestion',
	type: 'json',
	default: '{}',
	description:
		"For inquiries: your order that the issuer asks about, with its IP address and device. The earlier payments are compared with it. If a node named Find the Order looks it up, use the expression <code>{{ $('Find the Order').first() }}</code>. The customer ID and the address from the fields above count too.",
};

type Named = 'ip' | 'deviceId' | 'fingerprint' | 'account' | 'address';

/** Where evidence is sent: the documentation names the fields only by what they mean. Contract: 3.4, 8 (23). */
const NAMES: Array<FieldSpec & { name: Named }> = (
	[
		['Account ID in Transactions', 'account'],
		['Address in Transactions', 'address'],
		['Device Fingerprint', 'fingerprint'],
		['Device ID', 'deviceId'],
		['IP Address', 'ip'],
	] as Array<[string, Named]>
).map(([label, name]) => ({ ...spec(label, name, name, kinds.id), name }));

/** The reply has fields of its own for them in its customer and its order. */
const IN_TRANSACTIONS: Named[] = ['account', 'address'];

const namesField: INodeProperties = {
	displayName: 'Names of Evidence Fields',
	name: 'evidenceFields',
	type: 'collection',
	placeholder: 'Add Name',
	default: {},
	description:
		"Under which field names the reply sends the IP address, the device and so on. Ask Chargebackhit's support for them: its public documentation does not say. Without a name, the value is not sent.",
	options: NAMES.map(({ displayName, name }) => ({
		displayName,
		name,
		type: 'string' as const,
		default: '',
		description: `The field name that Chargebackhit's support gives you, for ${IN_TRANSACTIONS.includes(name) ? 'each transaction' : 'Customer and each transaction'}. If the field is inside another, write both, such as outer.inner.`,
	})),
};

export const evidenceFields: INodeProperties[] = [earlierPaymentsField, paymentInQuestionField, namesField];

/** Payments added to a reply, and payments that the output lists. */
const MOST_SENT = 5;
const MOST_LISTED = 20;

const ITEM_KEYS = new Set(['json', 'binary', 'pairedItem', 'index']);

/** The fields of a row, also if it is an item of n8n as it is. */
const fieldsOfItem = (row: JsonRecord): JsonRecord =>
	isRecord(row.json) && Object.keys(row).every((key) => ITEM_KEYS.has(key)) ? row.json : row;

/** The rows of a list, without the empty item of a search that found nothing. @throws InputError if it is no list of objects */
function rowsOf(item: Item): JsonRecord[] {
	const { displayName, name } = earlierPaymentsField;
	const given = validate.json(item.value(name), displayName) ?? [];
	const rows = isRecord(given) ? [given] : given;
	if (!Array.isArray(rows)) throw validate.invalid(displayName, rules.jsonList(), given);
	return rows
		.map((row) => {
			if (!isRecord(row)) throw validate.invalid(displayName, rules.jsonList(), row);
			return fieldsOfItem(row);
		})
		.filter((row) => Object.keys(row).length > 0);
}

/** What a user has filled in about earlier payments. */
interface Given {
	rows: JsonRecord[];
	payment: JsonRecord;
	names: Partial<Record<Named, string>>;
}

export function readEvidence(item: Item): Given {
	const collected = collectFields(item.collection(namesField.name), NAMES);
	return {
		rows: rowsOf(item),
		payment: fieldsOfItem(item.jsonObject(paymentInQuestionField)),
		names: checkFields(collected, NAMES, '') as Given['names'],
	};
}

/** What a payment's field contains in the reply: as given, because the issuer compares it. */
function sentValues(values: EvidenceValues): Partial<Record<Named, Json>> {
	const text = (value: unknown) => validate.toText(value) || undefined;
	const address = collectFields(
		{ line1: values.street, city: values.city, postal_code: values.postalCode, country_code: values.country },
		['line1', 'city', 'postal_code', 'country_code'].map((name) => spec(name, name, name, kinds.text)),
	);
	const all = {
		ip: text(values.ip),
		deviceId: text(values.deviceId),
		fingerprint: text(values.fingerprint),
		account: text(values.account),
		address: Object.keys(address).length > 0 ? address : undefined,
	};
	return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as typeof all;
}

function withNamed(
	record: JsonRecord,
	names: Given['names'],
	values: EvidenceValues,
	which: readonly Named[],
): JsonRecord {
	const sent = sentValues(values);
	return which.reduce((result, one) => {
		const value = sent[one];
		const path = names[one];
		return path === undefined || value === undefined ? result : setPath(result, path, value);
	}, record);
}

/** Nothing in place of a value that cannot be read. */
function leftOut(error: unknown): JsonRecord {
	if (!(error instanceof InputError)) throw error;
	return {};
}

/** An earlier payment as the reply contains it: values that cannot be read are left out, since a reply is in a hurry. */
function transactionOf(values: EvidenceValues, names: Given['names'], timeZone: string): JsonRecord {
	const { bin, lastFour } = cardOf(values.cardBin, values.cardLastFour, values.card);
	const date = dateOf(values.date, timeZone);
	const fields: Record<string, unknown> = {
		// a table's empty column is an empty text
		transactionId: [values.transactionId, values.orderId].find((value) => validate.toText(value) !== ''),
		date: date === undefined ? undefined : new Date(date).toISOString(),
		amount: values.amount,
		currency: values.currency,
		bin,
		lastFour,
	};
	const readable = (record: JsonRecord): JsonRecord => {
		try {
			return checkFields(record, TRANSACTION, 'Transaction');
		} catch (error) {
			return leftOut(error);
		}
	};
	const { amount, currency, ...others } = fields;
	const money = readable(collectFields({ amount, currency }, TRANSACTION));
	const record = { ...readable(collectFields(others, TRANSACTION)), ...('amount' in money ? money : {}) };
	return withNamed(record, names, values, ['ip', 'deviceId', 'fingerprint', 'account', 'address']);
}

/** Every text and number in a body. */
function leavesOf(value: Json | undefined): string[] {
	if (Array.isArray(value)) return value.flatMap(leavesOf);
	if (isRecord(value)) return Object.values(value).flatMap(leavesOf);
	const text = validate.toText(value).toLowerCase();
	return text === '' ? [] : [text];
}

/** The elements that match but are not in the reply, so that nobody sees them. */
function notInReply(body: JsonRecord, matches: Element[], values: EvidenceValues): Element[] {
	const leaves = new Set([body.customer, body.order].flatMap(leavesOf));
	const given: Record<Element, unknown[]> = {
		ip: [values.ip],
		device: [values.deviceId, values.fingerprint],
		account: [values.account],
		address: [values.street],
	};
	return matches.filter(
		(element) => !given[element].map((value) => validate.toText(value).toLowerCase()).some((text) => leaves.has(text)),
	);
}

const ELEMENT_WORDS: Record<Element, string> = {
	ip: 'IP address',
	device: 'device',
	account: 'account',
	address: 'delivery address',
};

function wordsOf(missing: Missing, { qualifying }: Assessment, reason: string | null): string {
	const words: Record<Missing, string> = {
		earlierPayments: `${qualifying.length === 0 ? 'no earlier payment qualifies' : `only ${qualifying.length} earlier payment qualifies`}, and ${NEEDED} are needed (same card, undisputed, ${WINDOW.from} to ${WINDOW.to} days old)`,
		ipOrDevice: 'neither the IP address nor the device matches',
		secondElement:
			'only one of these matches in the same payments, and 2 are needed: IP address, device, account, delivery address',
		fraudReason: `the reason code is ${reason ?? ''}, and only 10.4 counts`,
		device: 'the payment in question has no IP address or device',
		delivery: 'the payment in question has no delivery address or email',
		identity: 'the payment in question has no account or phone number',
	};
	return words[missing];
}

/** The reply to an inquiry, and what it can achieve. */
export interface AssessedReply {
	body: JsonRecord & { outcome: string };
	compellingEvidence: IDataObject;
}

/**
 * Adds earlier payments to the reply to an inquiry, and tells before it is sent if they do not stop the dispute.
 * @param output the trigger's output, simplified or not
 */
export function assessReply(item: Item, given: Given, output: IDataObject): AssessedReply {
	const record = output as JsonRecord;
	const event = 'transaction' in record ? alertEvent(record, textOrNull(record.receivedAt)) : record;
	const alone = readReply(item);
	const ofReply = { ...flat(recordOr(alone.customer)), ...flat(recordOr(alone.order)) };
	const { order_id: orderId, ...others } = ofReply;
	// the order's own columns come first: the reply may leave some of them out
	const values = { ...evidenceColumns.read(others), ...dropBlank(evidenceColumns.read(given.payment)) };
	const own = evidenceColumns.read(given.payment);
	const ids = [own.transactionId, own.orderId, event.transactionId, event.orderId, orderId].map(nameOf);
	const asked = {
		evidence: evidenceOf(values),
		card: { ...cardOf(own.cardBin, own.cardLastFour, own.card), ...cardOf(null, null, event.card) },
		ids: new Set(ids.filter((id) => id !== undefined)),
		date: dateOf(values.date, item.timeZone),
	};
	const reason = textOrNull(event.reason);
	const inquiry = {
		isMastercard: event.network === 'consumer-clarity',
		reason,
		date: dateOf(event.occurredAt, 'UTC') ?? dateOf(event.receivedAt, 'UTC') ?? clock.now(),
	};
	const byHand = Array.isArray(alone.transactions) ? alone.transactions.map(recordOr) : [];
	const rows = (given.rows.length > 0 ? given.rows : byHand).map((row) => evidenceColumns.read(row));
	const assessment = assess(rows, asked, inquiry, item.timeZone);
	const body = readReply(item, (fields) => {
		const customer = withNamed(recordOr(fields.customer), given.names, values, ['ip', 'deviceId', 'fingerprint']);
		const named = Object.keys(customer).length > 0 ? { ...fields, customer } : fields;
		if (given.rows.length === 0) return named;
		const newestFirst = [...assessment.best].sort((a, b) => (a.ageInDays ?? 0) - (b.ageInDays ?? 0));
		const added = newestFirst
			.slice(0, MOST_SENT)
			.map(({ index }) => transactionOf(rows[index], given.names, item.timeZone))
			.filter((one) => !byHand.some((other) => other.transaction_merchant_id === one.transaction_merchant_id));
		return byHand.length + added.length === 0 ? named : { ...named, transactions: [...byHand, ...added] };
	});
	const program = inquiry.isMastercard ? PROGRAMS.mastercard : PROGRAMS.visa;
	const hidden = notInReply(body, assessment.matches, values);
	const strong = hidden.filter((element) => element === 'ip' || element === 'device');
	if (!assessment.eligible)
		item.hint(
			problems.evidenceMissing(
				program,
				assessment.missing.map((one) => wordsOf(one, assessment, reason)),
			).message,
		);
	else if (strong.length > 0)
		item.hint(problems.evidenceNotSent(program, strong.map((one) => ELEMENT_WORDS[one]).join(' and ')).message);
	return {
		body,
		compellingEvidence: {
			program,
			eligible: assessment.eligible,
			qualifying: assessment.qualifying.length,
			needed: NEEDED,
			matches: assessment.matches,
			missing: assessment.missing,
			notInReply: hidden,
			payments: assessment.payments.slice(0, MOST_LISTED).map(({ name, ageInDays, fault, matches }) => ({
				payment: name,
				ageInDays,
				qualifies: fault === undefined,
				...(fault ? { because: fault } : {}),
				matches,
			})),
		},
	};
}

const dropBlank = (values: EvidenceValues): EvidenceValues =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => !validate.isBlank(value)));
