import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { N8nClient } from '../../tools/n8n/client';
import type { Environment } from '../../tools/n8n/environment';
import { installN8n } from '../../tools/n8n/install';
import { anyFreePort } from '../../tools/n8n/ports';
import { type N8nServer, startN8n } from '../../tools/n8n/server';
import { packPackage } from '../../tools/n8n/tarball';
import { chain } from '../../tools/n8n/workflow';
import { assemble } from '../../tools/packages/assemble';
import { isAnotherN8n } from '../anotherN8n';
import { OWNER } from './harness';

const PROJECT = path.resolve(__dirname, '../..');
const PACKAGE = 'n8n-nodes-chargebackhit';
const VARIABLE = 'N8N_UNVERIFIED_PACKAGES_ENABLED';

/** The commands of docs/install.md under this mark. */
function commandsOf(mark: string): string {
	const page = readFileSync(path.join(PROJECT, 'docs/install.md'), 'utf8');
	const commands = new RegExp(`<!-- tested: ${mark} -->\n\`\`\`sh\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
	if (commands === undefined) throw new Error(`docs/install.md has no commands under "${mark}".`);
	return commands;
}

/** Runs commands as the user whose home is `home`, with `docker compose exec` as a call of the same command here. */
function runAs(home: string, commands: string, inFolder: string): void {
	const docker = 'docker() { [ "$1 $2 $3 $4" = "compose exec -T n8n" ] || exit 9; shift 4; "$@"; }';
	execFileSync('bash', ['-euc', `${docker}\n${commands}`], {
		cwd: inFolder,
		env: { PATH: process.env.PATH, HOME: home },
		stdio: ['ignore', 'ignore', 'inherit'],
	});
}

let folder: string;
/** Where the packed package lies, which somebody carried here as a file. */
let carried: string;
let n8n: N8nServer | undefined;
let client: N8nClient;
let hasOwner = false;

const home = () => path.join(folder, 'home');

beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-chargeback-installation-'));
	carried = path.join(folder, 'carried');
	mkdirSync(home());
	const assembled = assemble(PROJECT, 'Chargebackhit', path.join(folder, PACKAGE));
	await packPackage(assembled, { build: false, targetFolder: carried });
	runAs(home(), commandsOf('unpack'), carried);
}, 120_000);
afterEach(async () => await n8n?.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts an n8n on the same folder, with other settings. */
async function start(environment: Environment): Promise<void> {
	n8n = await startN8n({ runtime: await installN8n(), userFolder: home(), port: await anyFreePort(), environment });
	client = new N8nClient(n8n.url);
	if (hasOwner) await client.login(OWNER);
	else await client.setupOwner(OWNER);
	hasOwner = true;
}

/** The nodes of the package in the node panel. */
async function nodesOnOffer(): Promise<string[]> {
	const types = (await client.nodeTypes()).map(({ name }) => name);
	return types.filter((name) => name.startsWith(`${PACKAGE}.`) && !name.endsWith('Tool')).sort();
}

/** Whether the editor offers to install packages that n8n has not verified. */
async function offersUnverified(): Promise<boolean> {
	const settings = await client.rest.request<{ unverifiedCommunityNodesEnabled: boolean }>('GET', '/rest/settings');
	return settings.unverifiedCommunityNodesEnabled;
}

/** The instance issues under Settings > Migration report. */
async function migrationIssues(): Promise<string[]> {
	const { report } = await client.rest.request<{ report: { instanceResults: Array<{ ruleId: string }> } }>(
		'GET',
		'/rest/breaking-changes/report',
		undefined,
		{ version: 'v3' },
	);
	return report.instanceResults.map(({ ruleId }) => ruleId);
}

const ALL = ['', 'PollingTrigger', 'Trigger'].map((kind) => `${PACKAGE}.chargebackhit${kind}`);

it('the commands for the container leave the same files as those for a server', () => {
	const other = path.join(folder, 'other');
	mkdirSync(other);
	runAs(other, commandsOf('container'), carried);
	const files = (of: string) =>
		readdirSync(path.join(of, '.n8n/nodes/node_modules', PACKAGE), { recursive: true, encoding: 'utf8' }).sort();
	expect(files(other)).toEqual(files(home()));
	expect(files(other)).toContain('package.json');
});

describe(`a package that n8n has not verified, from a file, with ${VARIABLE}`, () => {
	it('not set: it is loaded, and n8n warns that this will change', async () => {
		await start({ [VARIABLE]: undefined });
		expect([await nodesOnOffer(), await offersUnverified()]).toEqual([ALL, true]);
		if (isAnotherN8n) return;
		expect(n8n?.output()).toContain(VARIABLE);
		expect(await migrationIssues()).toContain('unverified-packages-v3');
	}, 300_000);

	it('false: it is still loaded, but the editor offers no other one', async () => {
		await start({ [VARIABLE]: 'false' });
		expect([await nodesOnOffer(), await offersUnverified()]).toEqual([ALL, false]);
	}, 300_000);
});

describe('packages fixed by the environment', () => {
	const MANAGED = { N8N_COMMUNITY_PACKAGES_MANAGED_BY_ENV: 'true' };

	it('leave a package alone that came from a file, and nobody can change packages in the editor', async () => {
		await start({ ...MANAGED, N8N_COMMUNITY_PACKAGES: '[]' });
		expect(await nodesOnOffer()).toEqual(ALL);
		const wish = client.rest.request('POST', '/rest/community-packages', { name: 'n8n-nodes-kount' });
		await expect(wish).rejects.toMatchObject({ status: 400 });
	}, 300_000);

	it.each([
		[
			'a package without a checksum while unverified ones are off',
			{ [VARIABLE]: 'false' },
			{ name: PACKAGE, version: '0.1.0' },
		],
		['a field that n8n does not know', { [VARIABLE]: 'true' }, { name: PACKAGE, version: '0.1.0', tag: 'latest' }],
	])(
		'n8n does not start with %s',
		async (_what, environment, entry) => {
			const started = start({ ...MANAGED, ...environment, N8N_COMMUNITY_PACKAGES: JSON.stringify([entry]) });
			await expect(started).rejects.toThrow('N8N_COMMUNITY_PACKAGES');
		},
		300_000,
	);
});

it('with true it is loaded without a warning; when n8n stops loading it, its nodes are gone and its events are refused', async () => {
	await start({ [VARIABLE]: 'true' });
	expect([await nodesOnOffer(), await offersUnverified()]).toEqual([ALL, true]);
	expect(n8n?.output()).not.toContain(VARIABLE);
	if (!isAnotherN8n) expect(await migrationIssues()).not.toContain('unverified-packages-v3');
	const credential = await client.createCredential('Keys', 'chargebackhitApi', {
		publicKey: 'cbh_pk_gone',
		secretKey: 'cbh_sk_gone',
		baseUrl: 'http://127.0.0.1:9/chargebackhit',
	});
	const webhookId = randomUUID();
	const { id } = await client.createWorkflow({
		name: 'Alerts',
		nodes: [
			{
				name: 'Alerts',
				type: `${PACKAGE}.chargebackhitTrigger`,
				webhookId,
				credentials: { chargebackhitApi: { id: credential.id, name: credential.name } },
			},
			{ name: 'End', type: 'n8n-nodes-base.noOp' },
		],
		connections: chain('Alerts', 'End'),
	});
	await client.activate(id);
	const send = async () =>
		(await fetch(client.webhookUrl(webhookId, 'chargebackhit'), { method: 'POST', body: '{}' })).status;
	// the trigger is there: it refuses what is not signed
	expect(await send()).toBe(401);
	await n8n?.stop();

	// what n8n 3 does to packages that it has not verified, done by a setting that this n8n already has
	await start({ N8N_COMMUNITY_PACKAGES_PREVENT_LOADING: 'true' });
	expect(await nodesOnOffer()).toEqual([]);
	// n8n itself refuses: the trigger's own 401 comes no more
	expect([400, 404]).toContain(await send());
	expect((await client.workflow(id)).nodes.map(({ name }) => name)).toEqual(['Alerts', 'End']);
	expect(await client.executions(id)).toEqual([]);
}, 600_000);
