import type { IDataObject } from 'n8n-workflow';

import type { Send } from '../../common/operation';
import type { ChangeList } from '../../common/trigger/changes';
import { Seen } from '../../common/trigger/polling';
import { type JsonRecord, textOrNull } from '../../common/values/json';
import { alertTypeOptions } from '../actions/choices';
import { alertDeliveryId, alertEvent, alertParts, REFUND_LIMITS } from '../events';
import { momentOf, readList, readListPage } from './lists';

/** Turns a record into an item. @param deliveryId the same each time the event is reported */
export type Present = (record: JsonRecord, deliveryId: string) => IDataObject;

/** The same ID as that of the webhook that delivers the alert, so that both can feed one workflow. */
export function deliveryIdOf(record: JsonRecord): string {
	const { alert } = alertParts(record);
	return alertDeliveryId(textOrNull(alert.type), textOrNull(alert.id), () => Buffer.from(JSON.stringify(record)));
}

/** When an alert was published. It has no date of its creation, by which the list is filtered. Contract: 2.6, 3.1. */
export function alertMoment(record: JsonRecord): number | undefined {
	const { alert } = alertParts(record);
	return momentOf(alert.published_at, alert.date);
}

/** The list of new alerts, by the date of their creation. @param types those that are selected */
export function newAlerts(send: Send, types: string[], present: Present): ChangeList {
	// without a filter, types that the service has added are listed too
	const ofTypes: JsonRecord = types.length === alertTypeOptions.length ? {} : { types };
	return {
		history: 0,
		page: async (from, to, cursor) => {
			const created: JsonRecord = { created_at_from: from, ...(to === undefined ? {} : { created_at_to: to }) };
			return await readListPage(send, 'alerts', { ...ofTypes, ...created }, cursor);
		},
		identify: (record) => ({ id: deliveryIdOf(record) }),
		moment: alertMoment,
		report: (record) => present(record, deliveryIdOf(record)),
	};
}

/** Which alerts close to their deadline were reported. */
export interface Expiring {
	/** When they were last looked for, ISO 8601 UTC. */
	checked: string;
	reported: string;
}

const OPEN_OUTCOMES = [null, 'pending'];

/**
 * The alerts without a final outcome whose deadline is near, or has passed since they were last looked for.
 * @param now the service's time
 * @param hours how near the deadline is
 * @param most the rest comes next time
 */
export async function expiringAlerts(
	send: Send,
	before: Expiring,
	{ now, hours, most }: { now: number; hours: number; most: number },
	present: Present,
): Promise<{ events: IDataObject[]; expiring: Expiring }> {
	const reported = new Seen(before.reported);
	const listed = new Seen();
	const last = Math.min(now, momentOf(before.checked) ?? now);
	const nearest = now + hours * 3_600_000;
	const due: Array<{ id: string; deadline: number; record: JsonRecord }> = [];
	for (const [product, limit] of Object.entries(REFUND_LIMITS)) {
		const records = await readList(send, 'alerts', {
			types: ['init-refund'],
			products: [product],
			alert_date_from: new Date(last - limit).toISOString(),
			alert_date_to: new Date(nearest - limit).toISOString(),
		});
		for (const record of records) {
			const id = deliveryIdOf(record);
			const deadline = momentOf(alertEvent(record).respondBy);
			const isOpen = OPEN_OUTCOMES.includes(textOrNull(alertParts(record).alert.outcome));
			if (reported.has({ id })) listed.add({ id });
			else if (isOpen && deadline !== undefined && deadline <= nearest) due.push({ id, deadline, record });
		}
	}
	due.sort((one, other) => one.deadline - other.deadline);
	const chosen = due.slice(0, most);
	for (const { id } of chosen) listed.add({ id });
	return {
		events: chosen.map(({ id, record }) => present(record, `${id}:running-out`)),
		// if some are left, those whose deadline passes until the next poll are looked for again
		expiring: {
			checked: new Date(chosen.length < due.length ? last : now).toISOString(),
			reported: listed.toString(),
		},
	};
}
