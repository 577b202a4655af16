import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { readTemplate, STICKY_NOTE, templateFiles } from './library';
import { Stage } from './stage';

interface Finding {
	ruleId: string;
	affectedWorkflows: Array<{ id: string; issues: Array<{ title: string }> }>;
}

let stage: Stage;
beforeAll(async () => void (stage = await Stage.open()));
afterAll(async () => await stage.close());

/** What n8n's own migration report says about workflows, under *Settings > Migration Report*. */
async function findings(): Promise<Finding[]> {
	const { rest } = stage.n8n.client;
	// asked anew: n8n keeps a report that took long
	const { report } = await rest.request<{ report: { workflowResults: Array<{ ruleId: string }> } }>(
		'POST',
		'/rest/breaking-changes/report/refresh?version=v3',
		{},
	);
	return await Promise.all(
		report.workflowResults.map(
			async ({ ruleId }) => await rest.request<Finding>('GET', `/rest/breaking-changes/report/${ruleId}`),
		),
	);
}

it('n8n finds nothing in any template that n8n 3 removes or changes', async () => {
	const files = new Map<string, string>();
	for (const file of templateFiles) files.set((await stage.import(file)).id, file);
	// one that the report must name
	const { id: outdated } = await stage.n8n.client.createWorkflow({
		name: `Outdated ${randomUUID()}`,
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{ name: 'Call', type: 'n8n-nodes-base.executeWorkflow', typeVersion: 1.4, parameters: { mode: 'each' } },
		],
	});
	const found = await findings().finally(async () => await stage.n8n.client.deleteWorkflow(outdated));
	const named = found.flatMap(({ ruleId, affectedWorkflows }) =>
		affectedWorkflows.map(({ id, issues }) => ({ ruleId, id, titles: issues.map(({ title }) => title) })),
	);
	expect(named.map(({ id }) => id)).toContain(outdated);
	expect(
		named.filter(({ id }) => files.has(id)).map(({ ruleId, id, titles }) => [files.get(id), ruleId, ...titles]),
	).toEqual([]);
});

/** What n8n 3 removes and its report does not look for in workflows. */
const REMOVED_NODES = [
	'function',
	'functionItem',
	'itemLists',
	'moveBinaryData',
	'cron',
	'interval',
	'start',
	'readBinaryFile',
];
const REMOVED_WORDS =
	/\$getPairedItem|\$evaluateExpression|binary(\.\w+|\[[^\]]+\])\.data\b|getBinaryData|"mode":"each"/;

describe.each(templateFiles)('%s', (file) => {
	const { nodes, settings } = readTemplate(file);
	const working = nodes.filter(({ type }) => type !== STICKY_NOTE);

	it('uses no node, helper or setting that n8n 3 removes', () => {
		const types = working.map(({ type }) => type.replace('n8n-nodes-base.', ''));
		expect(types.filter((type) => REMOVED_NODES.includes(type))).toEqual([]);
		expect(
			working.filter(({ parameters }) => REMOVED_WORDS.test(JSON.stringify(parameters))).map(({ name }) => name),
		).toEqual([]);
		expect((settings as IDataObject).callerPolicy).toBeUndefined();
	});
});
