import { resources } from '../../nodes/Klavi/actions';
import { KlaviBench } from './klavi';
import { testEveryOperation } from './registryRules';

/** The Customer API v1 has no cancel. */
const withoutCancel = resources.map((resource) => ({
	...resource,
	operations: resource.operations.filter(({ value }) => value !== 'cancel'),
}));

describe('Customer API v1', () => {
	testEveryOperation('Klavi', withoutCancel, async () => await KlaviBench.open('customerV1'));
});

describe('Instant payments', () => {
	testEveryOperation('Klavi', resources, async () => await KlaviBench.open('instant'));
});
