import type { Sending } from '../../shared/eventControl';
import type { Pauses } from '../../shared/pauses';
import { keepDefense, moveTo } from '../cases';
import type { EventDelivery } from '../delivery';
import type { CaseRecord, EventRecord } from '../records';
import type { KloutitSettings } from '../settings';
import type { KloutitState } from '../state';

/** Generates defenses after a delay (Contract: 2.4, 7). */
export class DefenseWork {
	private readonly running = new WeakMap<CaseRecord, symbol>();

	constructor(
		private readonly state: KloutitState,
		private readonly settings: KloutitSettings,
		private readonly delivery: EventDelivery,
		private readonly pauses: Pauses,
	) {}

	/** Begins the generation; the case is GENERATED, and the event sent, when the setting `defenseTime` has passed. */
	begin(record: CaseRecord): void {
		const run = Symbol('generation');
		const { generation } = this.state;
		this.running.set(record, run);
		record.defense = undefined;
		moveTo(record, 'GENERATING');
		void this.pauses.wait(this.settings.defenseTime).then(() => {
			const isOver = record.status !== 'GENERATING' || this.running.get(record) !== run;
			if (!isOver && generation === this.state.generation) this.finish(record);
		});
	}

	/** Ends the generation now, begun or not. */
	finish(record: CaseRecord): Sending<EventRecord> {
		moveTo(record, 'GENERATED');
		keepDefense(record, record.updatedAt);
		return this.delivery.announce(record, 'CASE_DEFENSE_GENERATED');
	}
}
