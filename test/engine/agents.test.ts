import { problems } from '../../nodes/common/errors/problems';
import { isGuarded } from '../../nodes/common/run/agentGuard';
import { SERVICES, sendingOperations } from '../faults/services';
import { runNodes } from './engine';
import type { ServiceBench } from './serviceBench';

/**
 * The AI Agents 1.x and 2.x, whichever kind of agent is chosen in them, call a node through the tool that n8n's core makes of it, as the
 * agent of these tests does. Version 3 has n8n run the node: test/e2e/agents.test.ts.
 */
describe.each(SERVICES)('$name', (service) => {
	let bench: ServiceBench;
	beforeAll(async () => {
		bench = await service.open();
		await bench.prepare();
	});
	afterAll(async () => await bench.close());

	it.each(sendingOperations(service).filter(({ operation }) => isGuarded(operation)))(
		'$name: the model reads why an agent may not do this, and what a person can do',
		async ({ resource, operation }) => {
			bench.sandbox.journal.reset();
			const { json, error } = await runNodes({
				nodes: [
					{
						type: `${bench.node}Tool`,
						isTool: true,
						parameters: {
							resource: resource.value,
							operation: operation.value,
							...bench.sample(operation.sample.parameters),
						},
					},
					{ type: 'test.agent' },
				],
				startAt: 1,
				credentials: { [bench.credentialType]: bench.credential },
			});
			const { message, advice } = problems.agentNotAllowed(operation.action);
			expect(error).toBeUndefined();
			const [{ error: said, message: told }] = JSON.parse(String(json[0].text));
			expect([said, told]).toEqual([message, advice]);
			expect(bench.requests).toEqual([]);
		},
	);
});
