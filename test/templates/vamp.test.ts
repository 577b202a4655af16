import { inventAlert } from '../../sandbox/chargebackhit/seedAlerts';
import { itemsOf, runsOf } from '../../tools/n8n/execution';
import { nodeOf, type Template } from './library';
import { type Imported, Stage } from './stage';
import { speaking } from './texts';

const FILE = '15-vamp-watch.json';
const START = 'Every Morning';
const DAY = 24 * 3_600_000;

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open();
	stage.owns('settled_payments', 'vamp_watch');
});
afterAll(async () => await stage.close());
beforeEach(() => stage.sandbox.reset());

type Type = 'fraud-notification' | 'dispute-notification' | 'resolved' | 'prevented';
const PRODUCTS = {
	'fraud-notification': 'visa-fraud',
	'dispute-notification': 'visa-dispute',
	resolved: 'rdr',
	prevented: 'oi',
} as const;

/** An alert of yesterday. */
function add(mid: string, type: Type, payment: string, reason = '10.4', daysAgo = 1): void {
	const { chargebackhit } = stage.sandbox.state;
	const published = new Date(Date.now() - daysAgo * DAY);
	const { alert, transaction, merchant } = inventAlert(chargebackhit, type, PRODUCTS[type], published);
	chargebackhit.alerts.set(alert.id, {
		alert: { ...alert, card_acceptor_id: mid, reason_code: reason },
		transaction: { ...transaction, transaction_id: payment },
		merchant,
		createdAt: published.getTime(),
		sequence: chargebackhit.nextSequence(),
		outcomes: [],
	});
}

/** Changes what the user may change at the top of the workflow. */
const set =
	(values: Record<string, unknown>) =>
	(template: Template): void => {
		speaking(template);
		const { assignments } = nodeOf(template, 'Settings').parameters.assignments as {
			assignments: Array<{ name: string; value: unknown }>;
		};
		for (const [name, value] of Object.entries(values))
			assignments.find((one) => one.name === `settings.${name}`)!.value = value;
	};

async function levels(workflow: Imported): Promise<{ rows: unknown[]; texts: unknown[] }> {
	const execution = await workflow.run(START);
	const rows = itemsOf(execution, 'The Level').map(({ json }) => [
		json.mid,
		json.tc40,
		json.disputes,
		json.setApart,
		json.percent,
		json.level,
	]);
	const sent = runsOf(execution, 'Warn in Slack').length > 0 ? itemsOf(execution, 'Warn in Slack') : [];
	return { rows: rows.sort(), texts: sent.map(({ json }) => json.text) };
}

it('counts what the sandbox has, and writes it down for each MID and month once', async () => {
	const workflow = await stage.import(FILE);
	await workflow.run(START);
	const first = await stage.rows('vamp_watch');
	expect(first.length).toBeGreaterThan(0);
	await workflow.run(START);
	expect(await stage.rows('vamp_watch')).toHaveLength(first.length);
	expect(first.every(({ percent }) => percent === 'unknown')).toBe(true);
});

describe('with reports of known payments', () => {
	beforeEach(() => {
		stage.sandbox.state.chargebackhit.alerts.clear();
		// a: a fraud report and its dispute. b: both, deflected with evidence. c: a dispute that RDR resolved, with a report
		for (const payment of ['a', 'b']) {
			add('MID-1', 'fraud-notification', payment);
			add('MID-1', 'dispute-notification', payment);
		}
		add('MID-1', 'prevented', 'b');
		add('MID-1', 'fraud-notification', 'c');
		add('MID-1', 'dispute-notification', 'c', '13.1');
		add('MID-1', 'resolved', 'c', '13.1');
		add('MID-2', 'dispute-notification', 'd', '13.1');
		add('MID-2', 'dispute-notification', 'old', '13.1', 70);
	});

	it.each<[string, Record<string, boolean>, unknown[]]>([
		['as it comes', {}, ['MID-1', 2, 1, 3]],
		['with RDR counted', { rdrTakesOutDisputes: false }, ['MID-1', 2, 2, 2]],
		['with evidence counted', { ce30TakesOutFraud: false }, ['MID-1', 3, 2, 1]],
		['without fraud disputes', { countFraudDisputes: false }, ['MID-1', 2, 0, 2]],
	])('sets apart what does not count: %s', async (_case, values, counted) => {
		const { rows, texts } = await levels(await stage.import(FILE, set(values)));
		expect(rows).toEqual([
			[...counted, 'unknown', 'fine'],
			['MID-2', 0, 1, 0, 'unknown', 'fine'],
		]);
		expect(texts).toEqual([]);
	});

	it('compares with the settled payments of the month, and warns before the limits are reached', async () => {
		const month = String((await stage.rows('vamp_watch'))[0].month);
		await stage.addRows('settled_payments', [
			{ month, mid: 'MID-1', settled: '250' },
			{ month, mid: 'MID-2', settled: '1000' },
			{ month: '2020-01', mid: 'MID-2', settled: '1' },
		]);
		const run = async (values: Record<string, number>) => await levels(await stage.import(FILE, set(values)));
		const of = (level: string) => [
			['MID-1', 2, 1, 3, '1.20', level],
			['MID-2', 0, 1, 0, '0.10', 'fine'],
		];
		expect(await run({})).toEqual({ rows: of('fine'), texts: [] });
		const warned = await run({ percentFromCount: 3 });
		expect(warned.rows).toEqual(of('warning'));
		expect(warned.texts).toEqual([
			expect.stringMatching(
				/1 MID\(s\).*\(1500 and 1\.5 %\)\nMID-1: warning, 3 \(2 TC40, 1 disputes, 3 set apart\), 1\.20 % of 250$/,
			) as string,
		]);
		expect((await run({ warnFromCount: 3 })).rows).toEqual(of('warning'));
		expect((await run({ limitCount: 2, limitPercent: 1.2 })).rows).toEqual(of('excessive'));
		// Visa's limits count together
		expect((await run({ limitCount: 2, limitPercent: 1.5 })).rows).toEqual(of('fine'));
		expect((await run({ limitCount: 3, limitPercent: 1.2 })).rows).toEqual(of('fine'));
	});
});
