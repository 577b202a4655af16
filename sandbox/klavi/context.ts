import type { EventDelivery } from './delivery';
import type { PaymentLifecycle } from './lifecycle';
import type { KlaviSettings } from './settings';
import type { KlaviState } from './state';

/** What every group of endpoints works with. */
export interface ServiceContext {
	state: KlaviState;
	/** Live: read on every request. */
	settings: KlaviSettings;
	lifecycle: PaymentLifecycle;
	delivery: EventDelivery;
}
