import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

import { resources as chargebackhit } from '../../../nodes/Chargebackhit/actions';
import { Chargebackhit } from '../../../nodes/Chargebackhit/Chargebackhit.node';
import { ChargebackhitTrigger } from '../../../nodes/Chargebackhit/ChargebackhitTrigger.node';
import { ChargebackhitPollingTrigger } from '../../../nodes/Chargebackhit/polling/ChargebackhitPollingTrigger.node';
import { everyOperation } from '../../../nodes/common/operation';
import { resources as klavi } from '../../../nodes/Klavi/actions';
import { Klavi } from '../../../nodes/Klavi/Klavi.node';
import { KlaviTrigger } from '../../../nodes/Klavi/KlaviTrigger.node';
import { resources as kloutit } from '../../../nodes/Kloutit/actions';
import { Kloutit } from '../../../nodes/Kloutit/Kloutit.node';
import { KloutitTrigger } from '../../../nodes/Kloutit/KloutitTrigger.node';
import { resources as kount } from '../../../nodes/Kount/actions';
import { Kount } from '../../../nodes/Kount/Kount.node';
import { KountTrigger } from '../../../nodes/Kount/KountTrigger.node';
import { fieldsOf } from '../../upgrade/fields';

/** What n8n's workflow builder reads before it builds with a node: what must not be guessed, and what cannot be undone. */
const nodes: Array<[string, INodeTypeDescription]> = [
	new Chargebackhit(),
	new ChargebackhitTrigger(),
	new ChargebackhitPollingTrigger(),
	new Klavi(),
	new KlaviTrigger(),
	new Kloutit(),
	new KloutitTrigger(),
	new Kount(),
	new KountTrigger(),
].map(({ description }) => [description.displayName, description]);

test('every node is looked at', () => {
	const { n8n } = JSON.parse(readFileSync(path.resolve(__dirname, '../../../package.json'), 'utf8')) as {
		n8n: { nodes: string[] };
	};
	expect(nodes).toHaveLength(n8n.nodes.length);
});

test.each(nodes)('%s tells the builder when to use it', (_name, { builderHint }) => {
	expect(builderHint?.searchHint?.length).toBeGreaterThan(40);
});

test.each(nodes)('%s: a fact or an answer is never guessed, and no switch for agents is turned on', (_name, node) => {
	for (const { property } of fieldsOf(node.properties)) {
		const isFact = (property.options as INodePropertyOptions[] | undefined)?.[0]?.name === 'Choose…';
		const isSwitch = property.name.startsWith('allowAgent');
		if (isFact)
			expect([property.name, property.builderHint?.propertyHint]).toEqual([
				property.name,
				expect.stringContaining('Never guess'),
			]);
		if (isSwitch)
			expect([property.name, property.builderHint?.propertyHint]).toEqual([
				property.name,
				expect.stringContaining('Leave it off'),
			]);
	}
});

test.each([
	['Chargebackhit', chargebackhit, new Chargebackhit()],
	['Klavi', klavi, new Klavi()],
	['Kloutit', kloutit, new Kloutit()],
	['Kount', kount, new Kount()],
])('%s: an operation that cannot be undone says so in the list of operations', (_name, resources, { description }) => {
	const menus = description.properties.filter(({ name }: INodeProperties) => name === 'operation');
	for (const { resource, operation } of everyOperation(resources)) {
		const menu = menus.find(({ displayOptions }) => displayOptions?.show?.resource?.includes(resource.value));
		const entry = (menu?.options as INodePropertyOptions[]).find(({ value }) => value === operation.value);
		expect([operation.value, entry?.builderHint?.propertyHint]).toEqual([operation.value, operation.irreversible]);
	}
});
