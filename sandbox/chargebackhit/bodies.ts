import type { JsonObject } from '../shared/jsonBody';
import type { AlertRecord, MerchantRecord } from './records';

/** An alert with its transaction and merchant, as in webhooks, get and list (Contract: 3). */
export const alertBody = ({ alert, transaction, merchant }: AlertRecord): JsonObject => ({
	alert,
	transaction,
	merchant,
});

/** The `merchant` of an alert and of the merchant calls (Contract: 3.3). */
export const merchantBody = ({ id, internalId, descriptor, name }: MerchantRecord): JsonObject => ({
	id,
	internal_id: internalId,
	descriptor,
	name,
});
