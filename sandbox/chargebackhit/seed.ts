import { seedAlerts } from './seedAlerts';
import { seedDisputes } from './seedDisputes';
import { seedCaids, seedEnrollments, seedMerchants } from './seedMerchants';
import type { ChargebackhitState } from './state';

/** The data the sandbox starts with. The same seed time gives the same data, ids included. */
export function seed(state: ChargebackhitState, seedTime: Date): void {
	const now = seedTime.getTime();
	seedMerchants(state, now);
	seedCaids(state, now);
	seedEnrollments(state, now);
	seedAlerts(state, now);
	seedDisputes(state, now);
}
