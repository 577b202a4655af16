import type { EventDelivery } from './delivery';
import type { KountSettings } from './settings';
import type { SigningKeys } from './signature';
import type { KountState } from './state';
import type { Tokens } from './tokens';

/** What every group of endpoints works with. */
export interface ServiceContext {
	state: KountState;
	/** Live: read on every request. */
	settings: KountSettings;
	tokens: Tokens;
	delivery: EventDelivery;
	keys: SigningKeys;
}
