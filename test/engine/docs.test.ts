import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { ICredentialType, INodeType } from 'n8n-workflow';

import { ChargebackhitApi } from '../../credentials/ChargebackhitApi.credentials';
import { KlaviApi } from '../../credentials/KlaviApi.credentials';
import { KloutitApi } from '../../credentials/KloutitApi.credentials';
import { KountOAuth2Api } from '../../credentials/KountOAuth2Api.credentials';
import { KountWebhookApi } from '../../credentials/KountWebhookApi.credentials';
import { Chargebackhit } from '../../nodes/Chargebackhit/Chargebackhit.node';
import { ChargebackhitTrigger } from '../../nodes/Chargebackhit/ChargebackhitTrigger.node';
import { ChargebackhitPollingTrigger } from '../../nodes/Chargebackhit/polling/ChargebackhitPollingTrigger.node';
import { problems as chargebackhitProblems, rules as chargebackhitRules } from '../../nodes/Chargebackhit/problems';
import { problems as mappingProblems, rules as mappingRules } from '../../nodes/common/errors/mappingProblems';
import { problems as commonProblems } from '../../nodes/common/errors/problems';
import { rules as commonRules } from '../../nodes/common/errors/rules';
import { everyOperation, type Resource } from '../../nodes/common/operation';
import { Klavi } from '../../nodes/Klavi/Klavi.node';
import { KlaviTrigger } from '../../nodes/Klavi/KlaviTrigger.node';
import { problems as klaviProblems, rules as klaviRules } from '../../nodes/Klavi/problems';
import { Kloutit } from '../../nodes/Kloutit/Kloutit.node';
import { KloutitTrigger } from '../../nodes/Kloutit/KloutitTrigger.node';
import { problems as kloutitProblems, rules as kloutitRules } from '../../nodes/Kloutit/problems';
import { Kount } from '../../nodes/Kount/Kount.node';
import { KountTrigger } from '../../nodes/Kount/KountTrigger.node';
import { problems as kountProblems, rules as kountRules } from '../../nodes/Kount/problems';
import { errorsPage } from '../../tools/docs/errorsPage';
import { type Example, exampleOf } from '../../tools/docs/examples';
import { servicePage } from '../../tools/docs/servicePage';
import { ChargebackhitBench } from './chargebackhit';
import { KlaviBench } from './klavi';
import { KloutitBench } from './kloutit';
import { KountBench } from './kount';
import type { ServiceBench } from './serviceBench';

const DOCS = path.resolve(__dirname, '../../docs');

/** `npm run docs` writes the pages; otherwise they are compared. */
const isWriting = process.env.WRITE_DOCS === '1';

function settle(file: string, page: string): void {
	const at = path.join(DOCS, file);
	if (isWriting) {
		mkdirSync(DOCS, { recursive: true });
		writeFileSync(at, page);
	}
	expect(readFileSync(at, 'utf8')).toBe(page);
}

interface Service {
	file: string;
	node: INodeType;
	triggers: INodeType[];
	credentials: ICredentialType[];
	/** More than one if no single account has all operations. */
	open: Array<() => Promise<ServiceBench>>;
}

const SERVICES: Service[] = [
	{
		file: 'chargebackhit.md',
		node: new Chargebackhit(),
		triggers: [new ChargebackhitTrigger(), new ChargebackhitPollingTrigger()],
		credentials: [new ChargebackhitApi()],
		open: [async () => await ChargebackhitBench.open()],
	},
	{
		file: 'kloutit.md',
		node: new Kloutit(),
		triggers: [new KloutitTrigger()],
		credentials: [new KloutitApi()],
		open: [async () => await KloutitBench.open()],
	},
	{
		file: 'kount.md',
		node: new Kount(),
		triggers: [new KountTrigger()],
		credentials: [new KountOAuth2Api(), new KountWebhookApi()],
		open: [async () => await KountBench.open()],
	},
	{
		file: 'klavi.md',
		node: new Klavi(),
		triggers: [new KlaviTrigger()],
		credentials: [new KlaviApi()],
		open: [async () => await KlaviBench.open('customerV1'), async () => await KlaviBench.open('instant')],
	},
];

describe('the pages in docs/ say what the nodes do', () => {
	it.each(SERVICES)(
		'$file',
		async ({ file, node, triggers, credentials, open }) => {
			const examples = new Map<string, Example>();
			let resources: Resource[] = [];
			for (const account of open) {
				const bench = await account();
				resources = bench.resources;
				for (const { resource, operation } of everyOperation(resources)) {
					const name = `${resource.value}:${operation.value}`;
					if (operation.effect === 'none' || examples.has(name)) continue;
					const example = await exampleOf(bench, resource.value, operation);
					if (example) examples.set(name, example);
				}
				await bench.close();
			}
			const page = servicePage({
				node: node.description,
				triggers: triggers.map(({ description }) => description),
				credentials,
				resources,
				examples,
			});
			for (const { resource, operation } of everyOperation(resources)) {
				expect(page).toContain(`### ${resource.name}: ${operation.name}\n`);
				if (operation.effect !== 'none') expect([...examples.keys()]).toContain(`${resource.value}:${operation.value}`);
			}
			settle(file, page);
		},
		120_000,
	);

	it('errors.md', () => {
		settle(
			'errors.md',
			errorsPage([
				{
					service: 'All services',
					problems: { ...commonProblems, ...mappingProblems },
					rules: { ...commonRules, ...mappingRules },
					additions: [
						commonProblems.runStopped,
						commonProblems.partlyCompleted,
						commonProblems.nothingSent,
						commonProblems.otherItemsInvalid,
					],
				},
				{ service: 'Chargebackhit', problems: chargebackhitProblems, rules: chargebackhitRules },
				{
					service: 'Kloutit',
					problems: kloutitProblems,
					rules: kloutitRules,
					additions: [kloutitProblems.kloutitForbidden, kloutitProblems.uploadedBefore],
				},
				{ service: 'Kount', problems: kountProblems, rules: kountRules },
				{
					service: 'Klavi',
					problems: klaviProblems,
					rules: klaviRules,
					additions: [klaviProblems.otherTokenUsed],
				},
			]),
		);
	});
});
