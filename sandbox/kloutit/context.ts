import type { DefenseWork } from './defense/generation';
import type { EventDelivery } from './delivery';
import type { KloutitSettings } from './settings';
import type { KloutitState } from './state';

/** What every group of endpoints works with. */
export interface ServiceContext {
	state: KloutitState;
	/** Live: read on every request. */
	settings: KloutitSettings;
	delivery: EventDelivery;
	defenses: DefenseWork;
}
