import type { JsonObject } from '../shared/jsonBody';
import type { AlertRecord } from './records';
import type { KountState } from './state';

const EVENT_MEMBERS = ['eventType', 'eventDateTime', 'disputeCode', 'requestID'];

const isPresent = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Empty and null fields are left out of the payload (Contract: 3.1). */
const withoutEmpty = (members: JsonObject): JsonObject =>
	Object.fromEntries(Object.entries(members).filter(([, value]) => isPresent(value)));

/**
 * The body of an alert event (Contract: 3.1); `nested` has the transaction at the top and an object for each event in
 * `events`, `flat` all fields of the one event side by side. `overrides` replace fields in either.
 */
export function alertEventBody(
	alert: AlertRecord,
	eventTypes: readonly string[],
	shape: 'flat' | 'nested',
	overrides: JsonObject = {},
): JsonObject {
	const entries = Object.entries(overrides);
	const ofEvent = Object.fromEntries(entries.filter(([name]) => EVENT_MEMBERS.includes(name)));
	const ofTransaction = Object.fromEntries(entries.filter(([name]) => !EVENT_MEMBERS.includes(name)));
	const { id: requestID, eventDateTime, disputeCode, transaction } = alert;
	const events = eventTypes.map((eventType) =>
		withoutEmpty({ disputeCode, eventDateTime, requestID, eventType, ...ofEvent }),
	);
	const top = withoutEmpty({ ...transaction, ...ofTransaction });
	return shape === 'nested' ? { ...top, events } : { ...top, ...events[0] };
}

/** What a value of `fieldName` goes from and to, by event type; the others are free (Contract: 3.2). */
const CHANGES: Record<string, JsonObject> = {
	'Order.StatusChange': { fieldName: 'status', oldValue: 'REVIEW', newValue: 'APPROVE' },
	'Order.NotesAdd': {
		fieldName: 'notes',
		oldValue: '',
		newValue: { note: 'Customer confirmed the order', author: 'agent@merchant.example' },
	},
	'MFA.StatusUpdate': { fieldName: 'status', oldValue: 'PENDING', newValue: 'COMPLETED' },
};

/** The body of a Kount 360 event (Contract: 3.2); `fields` replace its values, `null` omits one. */
export function signedEventBody(state: KountState, eventType: string, fields: JsonObject): JsonObject {
	const [order] = state.orders.values();
	const known = state.orders.get(String(fields.kountOrderId)) ?? order;
	const members = {
		id: state.random.uuid(),
		eventType,
		apiVersion: 'v1',
		clientId: '999666',
		kountOrderId: known?.orderId ?? state.newOrderId(),
		merchantOrderId: known?.fields.merchantOrderId,
		orderCreationDate: known?.createdAt,
		eventDate: new Date().toISOString(),
		...(CHANGES[eventType] ?? { fieldName: 'status', oldValue: 'REVIEW', newValue: 'DECLINE' }),
		channel: known?.fields.channel,
		...fields,
	};
	return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}

/** JSON with a space after every comma and colon: real events come both with and without (Contract: 3.2). */
export function spacedJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	return `{${Object.entries(value)
		.map(([name, member]) => `${JSON.stringify(name)}: ${spacedJson(member)}`)
		.join(', ')}}`;
}
