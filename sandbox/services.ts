import type { ChargebackhitSettings } from './chargebackhit/settings';
import type { ChargebackhitState } from './chargebackhit/state';
import type { KlaviSettings } from './klavi/settings';
import type { KlaviState } from './klavi/state';
import type { KloutitSettings } from './kloutit/settings';
import type { KloutitState } from './kloutit/state';
import type { KountSettings } from './kount/settings';
import type { KountState } from './kount/state';

/** The data of each service. */
export interface ServiceStates {
	chargebackhit: ChargebackhitState;
	kloutit: KloutitState;
	kount: KountState;
	klavi: KlaviState;
}

/** The values of each service's settings. */
export interface ServiceValues {
	chargebackhit: ChargebackhitSettings;
	kloutit: KloutitSettings;
	kount: KountSettings;
	klavi: KlaviSettings;
}
