import { resources as chargebackhit } from '../../nodes/Chargebackhit/actions';
import { everyOperation, takesEffect } from '../../nodes/common/operation';
import { resources as klavi } from '../../nodes/Klavi/actions';
import { resources as kloutit } from '../../nodes/Kloutit/actions';
import { resources as kount } from '../../nodes/Kount/actions';
import { ChargebackhitBench } from './chargebackhit';
import { testEveryDryRun } from './dryRunRules';
import { KlaviBench } from './klavi';
import { KloutitBench } from './kloutit';
import { KountBench } from './kount';

/** The Customer API v1 has no cancel. */
const withoutCancel = klavi.map((resource) => ({
	...resource,
	operations: resource.operations.filter(({ value }) => value !== 'cancel'),
}));

describe('Chargebackhit', () => testEveryDryRun(chargebackhit, async () => await ChargebackhitBench.open()));
describe('Kloutit', () => testEveryDryRun(kloutit, async () => await KloutitBench.open()));
describe('Kount', () => testEveryDryRun(kount, async () => await KountBench.open()));
describe('Klavi', () => {
	describe('Customer API v1', () => testEveryDryRun(withoutCancel, async () => await KlaviBench.open('customerV1')));
	describe('Instant payments', () => testEveryDryRun(klavi, async () => await KlaviBench.open('instant')));
});

test('what takes effect without a request has a dry-run test of its own', () => {
	const without = [chargebackhit, klavi, kloutit, kount]
		.flatMap(everyOperation)
		.filter(({ operation }) => takesEffect(operation) && operation.effect === 'none')
		.map(({ resource, operation }) => `${resource.value}:${operation.value}`);
	// in chargebackhit.replyInWebhook.test.ts
	expect(without).toEqual(['alert:replyInWebhook']);
});
