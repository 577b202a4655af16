import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeProperties, INodeType } from 'n8n-workflow';

import { Chargebackhit } from '../../../nodes/Chargebackhit/Chargebackhit.node';
import { Klavi } from '../../../nodes/Klavi/Klavi.node';
import { Kloutit } from '../../../nodes/Kloutit/Kloutit.node';
import { Kount } from '../../../nodes/Kount/Kount.node';
import { createSandbox, type Sandbox } from '../../../sandbox/server';

const TEMPLATES = path.resolve(__dirname, '../../../templates');
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Sample {
	/** Where it stands. */
	where: string;
	provider: string;
	id: string;
}

/** The sample events of the templates: n8n calls the service about them as soon as a template is tried. */
const fromTemplates = readdirSync(TEMPLATES).flatMap((file): Sample[] => {
	const { pinData = {} } = JSON.parse(readFileSync(path.join(TEMPLATES, file), 'utf8')) as {
		pinData?: Record<string, Array<{ json: { provider?: string; id?: string } }>>;
	};
	return Object.values(pinData)
		.flat()
		.flatMap(({ json: { provider, id } }) => (provider && id ? [{ where: file, provider, id }] : []));
});

const nodes: Record<string, INodeType> = {
	chargebackhit: new Chargebackhit(),
	kloutit: new Kloutit(),
	kount: new Kount(),
	klavi: new Klavi(),
};

/** The ids that a field shows as its example: what its placeholder says, its own or that of its mode *By ID*. */
const fromFields = Object.entries(nodes).flatMap(([provider, { description }]): Sample[] =>
	description.properties.flatMap((property: INodeProperties) =>
		[property, ...(property.modes ?? [])].flatMap(({ placeholder }) => {
			const id = /^e\.g\. (\S+)$/.exec(placeholder ?? '')?.[1] ?? '';
			return UUID.test(id) || id.startsWith('EXP-') ? [{ where: property.name, provider, id }] : [];
		}),
	),
);

/** What needs a payment by its payer: a payment exists only once it was created. */
const isPayment = ({ provider, where }: Sample): boolean =>
	provider === 'klavi' && (where === 'paymentId' || where.endsWith('.json'));

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await createSandbox();
});
afterAll(() => sandbox.close());

function isKnown(provider: string, id: string): boolean {
	const { chargebackhit, kloutit, kount, klavi } = sandbox.state;
	const collections: Record<string, Array<Map<string, unknown>>> = {
		chargebackhit: [chargebackhit.alerts, chargebackhit.disputes, chargebackhit.caids, chargebackhit.merchants],
		kloutit: [kloutit.cases],
		kount: [kount.alerts, kount.orders],
		klavi: [klavi.participants],
	};
	return collections[provider].some((records) => records.has(id));
}

const samples = [...fromTemplates, ...fromFields].filter((sample) => !isPayment(sample));

it('there are samples of every service', () => {
	expect(new Set(samples.map(({ provider }) => provider))).toEqual(new Set(Object.keys(nodes)));
	expect(fromTemplates.length).toBeGreaterThan(5);
});

it.each(samples)('the sandbox knows the sample of $where ($provider $id)', ({ provider, id }) => {
	expect(isKnown(provider, id)).toBe(true);
});

it('the sample alerts wait for their answer', () => {
	const alerts = fromTemplates.filter(({ provider }) => provider === 'chargebackhit');
	for (const { id } of alerts) expect(sandbox.state.chargebackhit.alerts.get(id)?.alert.outcome).toBe('');
	const kount = fromTemplates.filter(({ provider }) => provider === 'kount');
	for (const { id } of kount) expect(sandbox.state.kount.alerts.get(id)?.answer).toBeNull();
});
