import type { IDataObject } from 'n8n-workflow';

import { itemsOf, runsOf } from '../../tools/n8n/execution';
import { readTemplate, type Template } from './library';
import { pinned, Stage } from './stage';
import { speaking } from './texts';

const FILE = '14-kloutit-cases.json';
const TRIGGER = 'Kloutit Trigger';
const SAMPLE = readTemplate(FILE).pinData[TRIGGER][0].json as IDataObject & { id: string };

let stage: Stage;
beforeAll(async () => {
	stage = await Stage.open({ kloutit: { defenseTime: 60_000, retryDelays: [] } });
	stage.owns('orders');
});
afterAll(async () => await stage.close());
beforeEach(() => stage.sandbox.reset());

interface Case {
	status: string;
	customerName?: string;
	files: Array<{ name: string }>;
}
const caseOf = async (id = SAMPLE.id): Promise<Case> => (await stage.control.get<Case>(`/kloutit/cases/${id}`)).data;
const decided = (data: IDataObject) => (template: Template) => void (template.pinData['Ask in Slack'] = pinned(data));

it('completes the case of the sample and submits it after a yes', async () => {
	const workflow = await stage.import(FILE);
	const execution = await workflow.run(TRIGGER);
	expect(await caseOf()).toMatchObject({ status: 'GENERATING', customerName: 'Tomas Brandt' });
	const names = (await caseOf()).files.map(({ name }) => name).sort();
	expect(names).toEqual(['ORDER-1002 delivery.pdf', 'ORDER-1002 receipt.pdf']);
	expect(runsOf(execution, 'Say That It Is Not Submitted')).toEqual([]);
});

it.each<[string, IDataObject, RegExp]>([
	['Not Yet', { data: { approved: false } }, /^Not submitted: order ORDER-1002 \(120\.00 EUR\)/],
	['no button', {}, /^Nobody has decided: /],
])('submits nothing after %s', async (_button, answer, text) => {
	const workflow = await stage.import(FILE, (template) => {
		speaking(template);
		// stands in for the person
		const asked = template.nodes.find(({ name }) => name === 'Ask in Slack')!;
		Object.assign(asked, { parameters: { mode: 'raw', jsonOutput: JSON.stringify(answer), options: {} } });
	});
	const execution = await workflow.run(TRIGGER);
	expect((await caseOf()).status).toBe('PENDING');
	expect(itemsOf(execution, 'Say That It Is Not Submitted').map(({ json }) => json.text)).toEqual([
		expect.stringMatching(text) as string,
	]);
});

it('tells the person what would be submitted', async () => {
	const workflow = await stage.import(FILE, speaking);
	const [{ json }] = itemsOf(await workflow.run(TRIGGER), 'Ask in Slack');
	expect(json.message).toMatch(
		/^\*Submit this case\?\* order ORDER-1002 .*\n.*\nFiles added: ORDER-1002 receipt\.pdf, /,
	);
	expect(json.message).not.toMatch(/undefined|\[object/);
});

it('says what is missing if the order is unknown, and asks nobody', async () => {
	const workflow = await stage.import(FILE, (template) => {
		speaking(template);
		template.pinData['Find the Order'] = pinned({});
		template.pinData['Find the Evidence'] = pinned({});
	});
	const execution = await workflow.run(TRIGGER);
	expect((await caseOf()).status).toBe('PENDING');
	expect(runsOf(execution, 'Ask in Slack')).toEqual([]);
	const [{ json }] = itemsOf(execution, 'Say What Is Missing');
	expect(json.text).toMatch(/case EXP-2026-0042\. Kloutit still needs: [A-Z]/);
	expect(json.text).not.toMatch(/needs:.*needs:/);
});

it('saves the defense that Kloutit has written, and reports a win', async () => {
	const event = (type: string, name: string) => ({
		...SAMPLE,
		id: 'EXP-LIVE-1',
		type,
		event: name,
		deliveryId: `${type}:EXP-LIVE-1`,
	});
	const at = { expedientNumber: 'EXP-LIVE-1', sector: 'FASHION', wait: 'none' };
	for (const [type, name, node] of [
		['CASE_DEFENSE_GENERATED', 'defense_ready', 'Say That It Is Ready'],
		['CASE_WON', 'won', 'Say That It Is Won'],
	]) {
		await stage.control.post('/kloutit/events', {
			...at,
			event: type,
			...(type === 'CASE_WON' ? { sector: undefined } : {}),
		});
		const workflow = await stage.import(FILE, (template) => {
			speaking(template);
			template.pinData[TRIGGER] = pinned(event(type, name));
		});
		const execution = await workflow.run(TRIGGER);
		const [{ json }] = itemsOf(execution, node);
		expect(json.text).toMatch(/: order ORDER-1002 \(120\.00 EUR\), case EXP-LIVE-1/);
		if (type !== 'CASE_DEFENSE_GENERATED') continue;
		const [{ binary }] = itemsOf(execution, 'Download the Defense');
		expect((await stage.n8n.client.binaryFile(binary!.data)).subarray(0, 5).toString()).toBe('%PDF-');
	}
});

it('takes a live event of a case that Kloutit opened', async () => {
	const workflow = await stage.import(FILE, (template) => {
		decided({ data: { approved: true } })(template);
		delete template.pinData[TRIGGER];
	});
	await workflow.listen(TRIGGER);
	const { data } = await stage.control.post<{ expedientNumber?: string }>('/kloutit/events', {
		event: 'CASE_CREATED',
		expedientNumber: 'EXP-LIVE-2',
		sector: 'FASHION',
		fields: { orderNumber: 'ORDER-1002' },
		wait: 'first',
	});
	expect(data).toBeDefined();
	await workflow.finished(1);
	expect((await caseOf('EXP-LIVE-2')).status).toBe('GENERATING');
});
