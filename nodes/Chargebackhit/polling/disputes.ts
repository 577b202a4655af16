import type { IDataObject } from 'n8n-workflow';

import type { Send } from '../../common/operation';
import type { ChangeList } from '../../common/trigger/changes';
import { hashOf } from '../../common/trigger/delivery';
import { type JsonRecord, textOrNull } from '../../common/values/json';
import { momentOf, readListPage } from './lists';
import { disputeChangeOptions, isSelected, type Occasion } from './occasions';

/** Disputes of which the last state is remembered after they have left the list of recent changes. */
const REMEMBERED = 3000;

export function disputeMoment(dispute: JsonRecord): number | undefined {
	return momentOf(dispute.updated_at, dispute.created_at, dispute.dispute_date);
}

/** What a dispute changed to, as the panel offers it; a status or outcome that was added later, as the service writes it. */
function changeOf(dispute: JsonRecord): string {
	const status = textOrNull(dispute.status) ?? '';
	if (status === 'resolved') return textOrNull(dispute.outcome) ?? status;
	return status === 'processing' || status === 'under-review' ? 'waiting' : status;
}

const idOf = (dispute: JsonRecord): string =>
	textOrNull(dispute.id) ?? hashOf(Buffer.from(JSON.stringify(dispute.provider_dispute_id ?? dispute)));

/** What must differ for a change to be reported. */
const stateOf = ({ stage, status, outcome }: JsonRecord): string =>
	[stage, status, outcome]
		.map(textOrNull)
		.filter((word) => word !== null)
		.join(':');

export interface DisputeSelection {
	occasions: Occasion[];
	/** Only a change to one of these is an event. */
	changes: string[];
	/** Disputes opened before are not new, ISO 8601 UTC. */
	since: string;
}

/** The list of new and changed disputes, by the date of their last change. Contract: 2.10. */
export function disputeChanges(
	send: Send,
	{ occasions, changes, since }: DisputeSelection,
	present: (dispute: JsonRecord, deliveryId: string, occasion: Occasion) => IDataObject,
): ChangeList {
	const start = momentOf(since) ?? 0;
	return {
		history: REMEMBERED,
		page: async (from, to, cursor) => {
			const updated: JsonRecord = { updated_at_from: from, ...(to === undefined ? {} : { updated_at_to: to }) };
			return await readListPage(send, 'disputes', updated, cursor);
		},
		identify: (dispute) => ({ id: idOf(dispute), state: stateOf(dispute) }),
		moment: disputeMoment,
		report: (dispute, isKnown) => {
			const opened = momentOf(dispute.created_at, dispute.dispute_date);
			if (!isKnown && occasions.includes('newDispute') && opened !== undefined && opened >= start)
				return present(dispute, `dispute:${idOf(dispute)}`, 'newDispute');
			if (!occasions.includes('disputeChanged')) return undefined;
			if (!isSelected(changeOf(dispute), changes, disputeChangeOptions)) return undefined;
			// a dispute may return to a state: the date tells one time from another
			const change = [idOf(dispute), stateOf(dispute), textOrNull(dispute.updated_at) ?? ''].join(':');
			return present(dispute, `dispute:${change}`, 'disputeChanged');
		},
	};
}
