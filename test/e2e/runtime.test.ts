import { readFileSync } from 'node:fs';
import path from 'node:path';

import { itemsOf } from '../../tools/n8n/execution';
import { chain } from '../../tools/n8n/workflow';
import { type Connection, connect } from './harness';

interface Manifest {
	name: string;
	n8n: { nodes: string[] };
}

const manifest: Manifest = JSON.parse(readFileSync(path.resolve(__dirname, '..', '..', 'package.json'), 'utf8'));

describe('the package in a real n8n', () => {
	let n8n: Connection;

	beforeAll(async () => {
		n8n = await connect();
	});

	it('is loaded whole, under its own name', async () => {
		const classNames = manifest.n8n.nodes.map((file) => path.basename(file).split('.', 1)[0]);
		const expected = classNames.map((name) => `${manifest.name}.${name[0].toLowerCase()}${name.slice(1)}`);
		const loaded = (await n8n.client.nodeTypes()).map(({ name }) => name);
		expect(loaded).toEqual(expect.arrayContaining(expected));
	});

	it('leaves no complaint about itself in the output of n8n', async () => {
		// n8n itself lies in a folder of that name, which stands in its stacks
		const output = (await n8n.n8nOutput()).replaceAll(/\/n8n-nodes-chargeback\/n8n-[0-9a-f.]+\//g, '/');
		// keys that another test had refused on purpose; any other stack of ours is a complaint
		const complaints = output
			.split('\n')
			.filter((line) => !/^\s+at (?:async )?(fetchSessionToken|Object\.preAuthentication) /.test(line))
			.filter(
				(line) => line.includes(manifest.name) && !/^\S+\s+(debug|info)\s/.test(line) && !line.includes('/webhook/'),
			);
		expect(complaints).toEqual([]);
	});

	it('serves every icon its nodes name', async () => {
		const nodes = (await n8n.client.nodeTypes()).filter(({ name }) => name.startsWith(`${manifest.name}.`));
		const icons = nodes.flatMap(({ iconUrl }) => {
			if (iconUrl === undefined) return [];
			return typeof iconUrl === 'string' ? [iconUrl] : [iconUrl.light, iconUrl.dark];
		});
		expect(icons.length).toBeGreaterThanOrEqual(nodes.length);
		for (const icon of new Set(icons)) {
			const answer = await fetch(`${n8n.url}/${icon}`);
			expect([icon, answer.status, answer.headers.get('content-type')]).toEqual([
				icon,
				200,
				expect.stringContaining('image/'),
			]);
		}
	});

	it('keeps workflows and sessions over a power cut', async () => {
		const workflow = await n8n.client.createWorkflow({
			name: 'Power cut',
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				{
					name: 'Items',
					type: 'n8n-nodes-base.code',
					typeVersion: 2,
					parameters: { jsCode: 'return [{ json: { amount: "10.00" } }];' },
				},
			],
			connections: chain('Start', 'Items'),
		});
		await n8n.killAndStart();
		const execution = await n8n.client.runToEnd(workflow.id, 'Start');
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Items').map(({ json }) => json)).toEqual([{ amount: '10.00' }]);
		await n8n.client.deleteWorkflow(workflow.id);
	});
});
