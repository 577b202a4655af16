import { resources } from '../../nodes/Chargebackhit/actions';
import { everyOperation } from '../../nodes/common/operation';
import { ChargebackhitBench } from './chargebackhit';
import { testEveryOperation } from './registryRules';

testEveryOperation('Chargebackhit', resources, async () => await ChargebackhitBench.open());

describe('the other documented shapes of responses', () => {
	let bench: ChargebackhitBench;
	beforeAll(async () => {
		bench = await ChargebackhitBench.open();
	});
	afterAll(async () => await bench.close());

	const sending = everyOperation(resources)
		.filter(({ operation }) => operation.effect !== 'none')
		.map(({ resource, operation }) => ({
			name: `${resource.value}:${operation.value}`,
			resource: resource.value,
			operation,
		}));

	const shapes = [{ responseStyle: 'alternative' }, { successBody: 'empty' }] as const;
	it.each(shapes.flatMap((shape) => sending.map((one) => ({ ...one, shape }))))(
		'are understood by $name: $shape',
		async ({ resource, operation, shape }) => {
			bench.sandbox.reset();
			Object.assign(bench.sandbox.settings.chargebackhit, shape);
			const { outputs, error } = await bench.run(resource, operation.value, bench.sample(operation.sample.parameters));
			expect(error).toBeUndefined();
			expect(outputs[0].length).toBeGreaterThan(0);
			expect(JSON.stringify(outputs[0][0].json)).not.toContain('"items"');
		},
	);

	it('a refusal names the fields', async () => {
		bench.sandbox.reset();
		const constraints = { 'order.order_id': ['too long', 'not text'] };
		bench.fault({
			status: 422,
			body: { error: { code: 'validation_error', message: 'Request is invalid', constraints } },
		});
		const { error } = await bench.run('alert', 'getAll', {});
		expect(error?.message).toMatch(/\b422\b.*Request is invalid \(validation_error\)$/);
		expect(error?.description).toContain('order.order_id: too long; not text');
	});
});
