import type { IDataObject } from 'n8n-workflow';

import { clock } from '../../common/clock';
import { InputError, rethrow } from '../../common/errors/errors';
import type { Send } from '../../common/operation';
import { ChangeReader, type Position, startAt } from '../../common/trigger/changes';
import type { Polled } from '../../common/trigger/polling';
import type { JsonRecord } from '../../common/values/json';
import { problems } from '../problems';
import { deliveryIdOf, type Expiring, expiringAlerts, newAlerts } from './alerts';
import { disputeChanges, disputeMoment } from './disputes';
import { readList, readListPage } from './lists';
import type { Occasion } from './occasions';

/** What the trigger keeps between two polls; only for the occasions that are selected. */
export interface PollState {
	alerts?: Position;
	expiring?: Expiring;
	disputes?: Position & { since: string };
}

/** The trigger's settings. */
export interface PollSettings {
	occasions: Occasion[];
	alertTypes: string[];
	disputeChanges: string[];
	/** How near a deadline must be. */
	hours: number;
	/** How many days back the first poll begins; 0 to report only what comes from then on. */
	daysBack: number;
	/** The most events of one poll. */
	most: number;
}

/** Turns an alert or a dispute into an item. */
export type PresentEvent = (
	kind: 'alert' | 'dispute',
	record: JsonRecord,
	deliveryId: string,
	occasion: Occasion,
) => IDataObject;

/** One of the lists that a poll reads. @param most events that still fit */
type Part = (most: number) => Promise<IDataObject[]>;

/**
 * Reads what is new since a state. The first reading of a list reports nothing: n8n stores where it begins before anything
 * depends on it. If one list fails, the others are still read, and their events are reported.
 * @throws ServiceError if a list failed and there is nothing to report
 */
export async function readNews(
	send: Send,
	settings: PollSettings,
	before: PollState | undefined,
	present: PresentEvent,
): Promise<Polled<PollState>> {
	const { occasions, daysBack } = settings;
	const state: PollState = {};
	const now = async () => (await readListPage(send, 'alerts', {}, '', 1)).now ?? clock.now();
	/** Only remembers what is there already, if nothing older is to be reported. */
	const begin = async (reader: (position: Position) => ChangeReader): Promise<Position> => {
		const position = startAt(await now(), daysBack);
		return daysBack > 0 ? position : (await reader(position).read(Number.POSITIVE_INFINITY)).position;
	};

	const parts: Part[] = [];
	if (occasions.includes('alertRunningOut'))
		parts.push(async (most) => {
			state.expiring = before?.expiring;
			if (!state.expiring) {
				state.expiring = { checked: new Date(await now()).toISOString(), reported: '' };
				return [];
			}
			const limits = { now: await now(), hours: settings.hours, most };
			const { events, expiring } = await expiringAlerts(send, state.expiring, limits, (record, deliveryId) =>
				present('alert', record, deliveryId, 'alertRunningOut'),
			);
			state.expiring = expiring;
			return events;
		});
	if (occasions.includes('newAlert'))
		parts.push(async (most) => {
			state.alerts = before?.alerts;
			const list = newAlerts(send, settings.alertTypes, (record, deliveryId) =>
				present('alert', record, deliveryId, 'newAlert'),
			);
			if (!state.alerts) {
				state.alerts = await begin((position) => new ChangeReader(list, position));
				return [];
			}
			const { events, position } = await new ChangeReader(list, state.alerts).read(most);
			state.alerts = position;
			return events;
		});
	if (occasions.includes('newDispute') || occasions.includes('disputeChanged'))
		parts.push(async (most) => {
			state.disputes = before?.disputes;
			const listSince = (since: string) =>
				disputeChanges(send, { occasions, changes: settings.disputeChanges, since }, (dispute, deliveryId, occasion) =>
					present('dispute', dispute, deliveryId, occasion),
				);
			if (!state.disputes) {
				const since = new Date((await now()) - daysBack * 24 * 3_600_000).toISOString();
				state.disputes = { ...(await begin((position) => new ChangeReader(listSince(since), position))), since };
				return [];
			}
			const { since } = state.disputes;
			const { events, position } = await new ChangeReader(listSince(since), state.disputes).read(most);
			state.disputes = { ...position, since };
			return events;
		});

	const events: IDataObject[] = [];
	let failure: { error: unknown } | undefined;
	for (const part of parts) {
		if (events.length >= settings.most) {
			// its turn is in the next poll
			keepUnread(state, before);
			break;
		}
		try {
			events.push(...(await part(settings.most - events.length)));
		} catch (error) {
			failure ??= { error };
		}
	}
	if (failure && events.length === 0) rethrow(failure.error);
	return { events, state: withoutUndefined(state) };
}

function keepUnread(state: PollState, before: PollState | undefined): void {
	state.alerts ??= before?.alerts;
	state.disputes ??= before?.disputes;
}

/** n8n stores the state as JSON. */
function withoutUndefined(state: PollState): PollState {
	return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined)) as PollState;
}

/** Days back from which a test event is taken. */
const TEST_DAYS = 90;

/** The newest record for each occasion that is selected. @throws InputError if there is none */
export async function newestEvents(
	send: Send,
	{ occasions, alertTypes }: PollSettings,
	present: PresentEvent,
): Promise<IDataObject[]> {
	const events: IDataObject[] = [];
	const newestAlert = async (occasion: Occasion, types: string[], suffix = '') => {
		const { records } = await readListPage(send, 'alerts', { types }, '', 1);
		for (const record of records) events.push(present('alert', record, `${deliveryIdOf(record)}${suffix}`, occasion));
	};
	if (occasions.includes('newAlert')) await newestAlert('newAlert', alertTypes);
	if (occasions.includes('alertRunningOut')) await newestAlert('alertRunningOut', ['init-refund'], ':running-out');
	const ofDisputes = occasions.filter((occasion) => occasion === 'newDispute' || occasion === 'disputeChanged');
	if (ofDisputes.length > 0) {
		const from = new Date(clock.now() - TEST_DAYS * 24 * 3_600_000).toISOString();
		// the list cannot be sorted
		const disputes = await readList(send, 'disputes', { updated_at_from: from });
		const [newest] = disputes.sort((one, other) => (disputeMoment(other) ?? 0) - (disputeMoment(one) ?? 0));
		for (const occasion of newest ? ofDisputes : [])
			events.push(present('dispute', newest, `dispute:${String(newest.id)}`, occasion));
	}
	if (events.length === 0) throw new InputError(problems.pollingNothingFound());
	return events;
}
