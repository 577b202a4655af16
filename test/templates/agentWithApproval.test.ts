import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json as jsonOf } from 'node:stream/consumers';

import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import { outcomeOptions } from '../../nodes/Chargebackhit/actions/choices';
import { type Execution, itemsOf, runsOf } from '../../tools/n8n/execution';
import { nodeOf, readTemplate, type Template } from './library';
import { startScriptedModel, type Turn } from './model';
import { pinned, Stage, until } from './stage';

const FILE = '20-agent-with-approval.json';
const TRIGGER = 'Chat';
const ASK = 'Ask a Person in Slack';
const RESPOND = 'Respond to Alert';

let stage: Stage;
beforeAll(async () => void (stage = await Stage.open()));
afterAll(async () => await stage.close());
beforeEach(() => {
	stage.sandbox.reset();
	stage.sandbox.state.chargebackhit.alerts.clear();
});

const find: Turn = { tool: 'Find_Alerts', input: { days: 7 } };
const read = (id: string): Turn => ({ tool: 'Read_an_Alert', input: { alert_id: id } });
const respond = (id: string, outcome = 'acknowledged'): Turn => ({
	tool: 'Respond_to_Alert',
	input: {
		toolParameters: { alert_id: id, outcome, order_id: 'ORDER-1' },
		hitlParameters: { why: '19.90 USD, no refund was made' },
	},
});
const final = (turns: Turn[]) => turns.at(-1);

/** Imports the template with a model that says these turns. */
async function imported(turns: Turn[], fill: (template: Template) => void, isDry = false) {
	const model = await startScriptedModel(turns);
	const { id, name } = await stage.addCredential('openAiApi', { apiKey: 'scripted-model-key', url: model.url });
	const workflow = await stage.import(
		FILE,
		(template) => {
			nodeOf(template, 'OpenAI Chat Model').credentials = { openAiApi: { id, name } };
			fill(template);
		},
		isDry,
	);
	return { model, workflow };
}

/** Runs the template with a person who decides at once. */
async function runWith(turns: Turn[], approved: boolean | undefined, isDry = false) {
	const { model, workflow } = await imported(
		turns,
		({ pinData }) => void (pinData[ASK] = pinned(approved === undefined ? {} : { data: { approved } })),
		isDry,
	);
	try {
		const execution = await workflow.run(TRIGGER);
		expect(itemsOf(execution, 'AI Agent').map(({ json }) => json.output)).toEqual([final(turns)]);
		return { execution, tools: model.tools(), results: model.results() };
	} finally {
		await model.close();
	}
}

const ran = (execution: Execution, node: string) => runsOf(execution, node).length;

it('reads alerts without asking anybody', async () => {
	const id = stage.addAlert({ amount: '12.34' });
	const { execution, results } = await runWith([find, read(id), 'One alert is open.'], false);
	expect(results).toHaveLength(2);
	for (const result of results) {
		expect(result).toContain(id);
		expect(result).toContain('12.34');
	}
	expect([ran(execution, ASK), ran(execution, RESPOND)]).toEqual([0, 0]);
});

it('answers an alert after a person has approved it', async () => {
	const id = stage.addAlert({});
	const { execution, results } = await runWith([read(id), respond(id), 'Answered.'], true);
	expect([ran(execution, ASK), ran(execution, RESPOND)]).toEqual([1, 1]);
	expect(stage.outcomesOf(id)).toEqual(['acknowledged']);
	expect(results[1]).toContain('success');
});

it.each([
	['rejects', false],
	['does not decide in time', undefined],
])('answers nothing if the person %s, and tells the agent', async (_case, approved) => {
	const id = stage.addAlert({});
	const { execution, results } = await runWith([respond(id, 'reversed'), 'Not answered.'], approved);
	expect([ran(execution, ASK), ran(execution, RESPOND)]).toEqual([1, 0]);
	expect(stage.outcomesOf(id)).toEqual([]);
	expect(results[0]).toMatch(/rejected/i);
});

it('tells the agent what was wrong with an answer that cannot be sent', async () => {
	const id = stage.addAlert({});
	const { results } = await runWith([respond(id, 'refund everything'), 'Not answered.'], true);
	expect(stage.outcomesOf(id)).toEqual([]);
	expect(results[0]).toContain('Outcome');
});

it('offers the model the outcomes that a merchant may set, and a field for its reason', async () => {
	const { tools } = await runWith(['Hello.'], true);
	expect(tools.map(({ name }) => name).sort()).toEqual(['Find_Alerts', 'Read_an_Alert', 'Respond_to_Alert']);
	const offered = JSON.stringify(tools.find(({ name }) => name === 'Respond_to_Alert')?.parameters);
	for (const { value } of outcomeOptions.filter((one) => one.value !== 'pending'))
		expect(offered).toContain(`${value} (`);
	expect(offered).toContain('"why"');
});

it('only Respond to Alert may act, and it is connected to the person alone', () => {
	const { nodes, connections } = readTemplate(FILE);
	const allowed = nodes.filter(({ parameters }) =>
		Object.keys(parameters).some((name) => name.startsWith('allowAgent')),
	);
	expect(allowed.map(({ name }) => name)).toEqual([RESPOND]);
	expect(connections[RESPOND]).toEqual({ ai_tool: [[{ node: ASK, type: 'ai_tool', index: 0 }]] });
});

it('waits until the person decides, and shows what would be sent', async () => {
	const id = stage.addAlert({});
	const messages: Array<{
		text: string;
		reply_markup: { inline_keyboard: Array<Array<{ text: string; url: string }>> };
	}> = [];
	// Telegram's node has an address that can be changed, Slack's has not
	const telegram = createServer((request, response) => {
		void jsonOf(request).then((body) => {
			messages.push(body as (typeof messages)[number]);
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ ok: true, result: { message_id: 1 } }));
		});
	});
	await new Promise<void>((resolve) => telegram.listen(0, '127.0.0.1', resolve));
	const baseUrl = `http://127.0.0.1:${(telegram.address() as AddressInfo).port}`;
	const saved = await stage.addCredential('telegramApi', { accessToken: '1:templates-telegram', baseUrl });
	const turns = [respond(id, 'reversed'), 'Answered.'];
	const { model, workflow } = await imported(turns, (template) => {
		delete template.pinData[ASK];
		const node = nodeOf(template, ASK);
		const { message, approvalOptions, options } = node.parameters as IDataObject;
		Object.assign(node, {
			type: 'n8n-nodes-base.telegramHitlTool',
			typeVersion: 1.2,
			webhookId: randomUUID(),
			parameters: { chatId: '1', message, approvalOptions, options },
			credentials: { telegramApi: { id: saved.id, name: saved.name } },
		});
	});
	try {
		const execution = await workflow.start(TRIGGER);
		await until(() => messages.length > 0);
		expect(stage.outcomesOf(id)).toEqual([]);
		const [{ text, reply_markup: buttons }] = messages;
		for (const shown of [id, 'reversed', 'ORDER-1', '19.90 USD, no refund was made']) expect(text).toContain(shown);
		expect(text).not.toMatch(/undefined|\[object/);
		const approve = buttons.inline_keyboard.flat().find((button) => button.text === 'Approve');
		await until(async () => (await stage.n8n.client.execution(execution)).status === 'waiting');
		await axios.get(String(approve?.url), {
			headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
		});
		await workflow.ended(execution);
		expect(stage.outcomesOf(id)).toEqual(['reversed']);
	} finally {
		telegram.closeAllConnections();
		telegram.close();
		await model.close();
	}
});
