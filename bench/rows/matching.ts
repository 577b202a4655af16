import { MemoryWatch } from '../memory';
import type { Row } from '../row';
import type { Stage } from '../stage';
import { inTurns, median } from '../statistics';

const FEW = 5_000;
const MANY = 50_000;
/** Seconds in which n8n collects most of the garbage of creating the orders. */
const SETTLE = 6;
const ROUNDS = 3;
/** Seconds that one alert may take with all the orders. */
const LONGEST = 2;

/** Orders as a sheet holds them. The last one belongs to the alert, found by its card, amount and date: the last and slowest step. */
const orders = (count: number): string => `return Array.from({ length: ${count} }, (_, n) => ({ json: {
	'Order Number': 'ORDER-' + n, 'Transaction ID': String(700000000000 + n), Amount: (10 + n % 900) + '.' + String(10 + n % 90), Currency: 'EUR',
	Card: '411111******' + String(1000 + n % 9000), Date: '2026-09-' + String(1 + n % 28).padStart(2, '0') + 'T10:00:00Z',
	Customer: 'Customer ' + n, Mail: 'customer' + n + '@example.com',
} })).concat([{ json: {
	'Order Number': 'THE-ORDER', 'Transaction ID': '1', Amount: '4812.34', Currency: 'EUR', Card: '522222******0007', Date: '2026-10-06T10:00:00Z',
} }]);`;

const ALERT = {
	alert: { id: 'alert-1', type: 'init-refund', amount: '4812.34', currency: 'EUR' },
	transaction: {
		transaction_id: '999999999999999',
		amount: '4812.34',
		currency: 'EUR',
		bin: '522222',
		last_four: '0007',
		date: '2026-10-06T10:00:00Z',
	},
};

async function match(stage: Stage, count: number): Promise<{ seconds: number; megabytes: number; orderId: unknown }> {
	const watch = new MemoryWatch(stage.n8n.pid ?? 0);
	try {
		const run = await stage.runNode(
			orders(count),
			{
				type: 'n8n-nodes-chargeback.chargebackhit',
				credentials: { chargebackhitApi: stage.chargebackhit },
				parameters: { resource: 'alert', operation: 'matchToOrder', alert: JSON.stringify(ALERT) },
			},
			SETTLE,
		);
		const before = watch.peak(run.startedAt - 1000, run.startedAt);
		return {
			seconds: run.seconds,
			megabytes: watch.peak(run.startedAt, run.endedAt + 100) - before,
			orderId: run.items[0]?.json.orderId,
		};
	} finally {
		watch.stop();
	}
}

/** One alert among 50,000 orders: the time, and whether it grows with the number of orders. */
export const matching: Row = {
	name: 'match-order',
	title: `Alert: Match to Order, ${MANY} orders: seconds compared with ${LONGEST} s, and the time per order compared with ${FEW} orders`,
	target: `<= 1.00 x ${LONGEST} s, linear: <= 1.25`,
	measure: async (stage) => {
		const runs = await inTurns(ROUNDS, {
			few: async () => await match(stage, FEW),
			many: async () => await match(stage, MANY),
		});
		const seconds = (which: 'few' | 'many') => median(runs[which].map((run) => run.seconds));
		const growth = seconds('many') / MANY / (seconds('few') / FEW);
		const ratio = seconds('many') / LONGEST;
		const isFound = [...runs.few, ...runs.many].every(({ orderId }) => orderId === 'THE-ORDER');
		return {
			ratio,
			met: isFound && ratio <= 1 && growth <= 1.25,
			raw: {
				found: isFound ? 'always' : 'not always',
				[`${FEW} orders`]: seconds('few'),
				[`${MANY} orders`]: seconds('many'),
				'time per order, compared': growth,
				'MB above before': median(runs.many.map(({ megabytes }) => megabytes)),
			},
		};
	},
};
