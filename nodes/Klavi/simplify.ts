import type { IDataObject } from 'n8n-workflow';

import type { JsonRecord } from '../common/values/json';
import type { CreatedPayment } from './actions/payment/createPayment';
import { bankLinkIn, isFinished } from './actions/payment/statuses';
import { paymentEvent } from './events';

/** Milliseconds after which a bank link expires. Contract: 1.5 */
const LINK_LIFE = 60_000;

/** The status of a payment as the common dispute event, and what a loop needs. */
export function paymentStatus(payment: JsonRecord): IDataObject {
	return { ...paymentEvent(payment), redirectConsentURL: bankLinkIn(payment), finished: isFinished(payment) };
}

/**
 * A created payment as an output item, in the service's words.
 * @param linkSince milliseconds since 1970, before the link was made. Its expiry counts from here, as Klavi gives no other time
 */
export function createdOutput({ id, record }: CreatedPayment, linkSince: number): IDataObject {
	const redirectConsentURL = bankLinkIn(record);
	const linkExpiresAt = redirectConsentURL === null ? null : new Date(linkSince + LINK_LIFE).toISOString();
	return { ...record, id, redirectConsentURL, linkExpiresAt };
}
