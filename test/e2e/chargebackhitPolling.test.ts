import { inventAlert } from '../../sandbox/chargebackhit/seedAlerts';
import { itemsOf } from '../../tools/n8n/execution';
import { ChargebackhitStage } from './chargebackhit';
import { type OwnN8n, startOwnN8n } from './harness/ownN8n';

jest.setTimeout(900_000);

describe('the polling trigger in an n8n that is killed', () => {
	let n8n: OwnN8n;
	let stage: ChargebackhitStage;

	beforeAll(async () => {
		n8n = await startOwnN8n({});
		stage = await ChargebackhitStage.open(n8n);
	});
	afterAll(async () => {
		await stage?.close();
		await n8n?.close();
	});

	/** Creates alerts in the sandbox. */
	function create(count: number): string[] {
		const { chargebackhit: state } = stage.sandbox.state;
		return Array.from({ length: count }, () => {
			const invented = inventAlert(state, 'init-refund', 'ethoca', new Date());
			const { id } = invented.alert;
			state.alerts.set(id, { ...invented, createdAt: Date.now(), sequence: state.nextSequence(), outcomes: [] });
			return `init-refund:${id}`;
		});
	}

	it('reports what was created while n8n was off, and after a kill the last events once more', async () => {
		const { id, name } = await stage.credential();
		const workflowId = await stage.workflow([
			{
				name: 'News',
				type: 'n8n-nodes-chargeback.chargebackhitPollingTrigger',
				parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] } },
				credentials: { chargebackhitApi: { id, name } },
			},
			{ name: 'End', type: 'n8n-nodes-base.noOp' },
		]);
		await n8n.client.activate(workflowId);
		/** The deliveryIds of each execution so far, in any order. */
		const reported = async (count: number) => {
			const executions = await n8n.client.waitForExecutions(workflowId, count, 150_000);
			return executions.map((execution) =>
				itemsOf(execution, 'News')
					.map(({ json }) => String(json.deliveryId))
					.sort(),
			);
		};

		// each start of n8n polls once
		await n8n.kill();
		const first = create(3).sort();
		await n8n.start();
		expect(await reported(1)).toEqual([first]);

		await n8n.kill();
		const second = create(150).sort();
		await n8n.start();
		expect((await reported(2))[1]).toEqual([...first, ...second].sort());

		// a regular poll
		const third = create(2).sort();
		expect((await reported(3))[2]).toEqual(third);

		// what was repeated once is not repeated again
		await n8n.kill();
		await n8n.start();
		expect((await reported(4))[3]).toEqual(third);
		await n8n.kill();
		await n8n.start();
		const fourth = create(1);
		expect((await reported(5))[4]).toEqual(fourth);
	});
});
