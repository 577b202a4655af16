import path from 'node:path';

import { createSandbox } from '../../sandbox/server';
import { installN8n } from '../../tools/n8n/install';
import { type Connection, connect } from './harness';
import { editorTexts, filledIn, labelsOf, plainWord, quotedWords, templateTexts } from './quotedWords';

/** What the portals of the services and other programs call their menus and fields. */
const ELSEWHERE = new Set([
	// Chargebackhit's HUB and repository
	'Account settings',
	'Download raw file',
	'Use this template to work without webhooks',
	// Kloutit
	'My organization',
	'Developers',
	// Kount
	'Product Configuration',
	'System Settings',
	'API Keys',
	'Generate API Key',
	// what the sandbox's page says after an alert was answered, and the credential that the demo creates
	'reversed with Respond',
	'Chargebackhit sandbox',
	// n8n's server
	'Unrecognized node type',
	// SQL
	'AS',
]);

/** What is emphasized because of what it says, and what is no label of anything. */
const EMPHASIS = new Set([
	// titles and terms of other pages, and values of settings
	'Ethoca, CDRN',
	'Order Insight, Consumer Clarity',
	'within 2 seconds',
	'fraud',
	'Visa dispute',
	'Remaining Balance Refunded',
	'3DS Authentication',
	'Not Found',
	'Unable to Issue Refund',
	'excessive',
	'stays',
	'all subscriptions',
	'taken out',
	'The sources disagree',
	'Compelling Evidence 3.0',
	'First-Party Trust',
	'thresholds under VAMP',
	'Update to VAMP',
	'Visa updates VAMP ratio rules',
	'Compelling Evidence 3.0 update April 2026',
	'Invalid alerts',
	'Chargeback Management Alert Resolutions',
	'How to Remove a TC40 from Your VAMP Ratio',
	'AI agents can only read, and make dry runs,',
	'No request leaves',
	'An invalid item gets the same error',
	'Rows that are sent together',
	'The switch accepts an expression',
	'If Chargebackhit fails',
	'After a restart of n8n',
	'TimeZone',
	'Merchant Reference',
	'2026-11',
	'ES',
	'not',
	'ce30TakesOutFraud',
	'Kount Webhook',
	'n8n 3 stops loading unverified packages',
	'stop loading',
	'one notification URL per account',
	'AI agents can only read',
	'If the execution is stopped',
	'If n8n is shut down',
	'All triggers',
	'All three replies',
	'All other types',
	'A worker that is shut down',
	'Canceling',
	'The sender is verified first',
	'An event that you did not select',
	'A Kloutit API older than 2.2',
	'What it does',
	'What it needs',
	'What to change',
	// terms
	'webhook process',
	'webhook processes',
	'worker',
	'workers × concurrency of a worker × Max Concurrent Requests',
	'two cores',
	'idempotency key',
	'Win rate',
	'holds',
	'differs',
	'not reached',
	// what the reader types, reads in a result, or names
	'chargeback',
	'+',
	'× 100',
	'orders 2025',
	'(2nd item, ORDER-1001)',
	'added to another message',
	'Unanswered',
	'not known',
	'Not finished yet',
	'new',
	'duplicate of',
	'already refunded',
	'RDR has refunded it',
	'Why',
]);

let known: Array<(word: string) => boolean>;
let n8n: Connection;
let editor: Set<string>;
beforeAll(async () => {
	n8n = await connect();
	const { folder } = await installN8n();
	editor = editorTexts(path.join(folder, 'node_modules'));
	const sandbox = await createSandbox();
	const body = await (await fetch(await sandbox.listen(0))).text();
	await sandbox.close();
	const page = body
		.replace(/<[^>]+>/g, '\n')
		.replaceAll('&quot;', '"')
		.replaceAll('&#39;', "'");
	const lines = new Set(page.split('\n').map((line) => plainWord(line.trim())));
	const types = await n8n.client.nodeTypes();
	const labels = labelsOf(types);
	const operations = new Set(
		types.flatMap(({ name, properties }) =>
			name.startsWith('n8n-nodes-chargeback.') ? operationNames(properties as Named[]) : [],
		),
	);
	const credentials = await n8n.client.credentialTypes();
	const fields = labelsOf(credentials);
	const templates = templateTexts();
	const sources = [editor, labels, operations, fields, templates, lines, ELSEWHERE, EMPHASIS];
	known = [...sources.map((words) => (word: string) => words.has(plainWord(word))), filledIn(editor)];
});

interface Named {
	name: string;
	displayOptions?: { show?: { resource?: string[] } };
	options?: Array<{ name: string; value: string }>;
}

/** What texts call an operation, such as `Alert: Get`: with and without the words in brackets. */
function operationNames(properties: Named[]): string[] {
	const [resources = []] = properties.filter(({ name }) => name === 'resource').map(({ options }) => options);
	return resources.flatMap((resource) =>
		properties
			.filter(
				({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.[0] === resource.value,
			)
			.flatMap(({ options = [] }) => options)
			.flatMap(({ name }) => {
				const short = name.replace(/ \(.+\)$/, '');
				return [`${resource.name}: ${name}`, `${resource.name}: ${short}`, short];
			}),
	);
}

it('finds the words that the texts quote, and the texts of the editor', () => {
	expect(quotedWords().length).toBeGreaterThan(300);
	expect(editor.size).toBeGreaterThan(4000);
	expect(editor).toContain('Execute workflow');
	expect(editor).not.toContain('Execute workflow from here');
});

it('every quoted word is on a screen: of n8n, of a node, of a template or of the sandbox', () => {
	const unknown = quotedWords().filter(({ word }) => !known.some((isKnown) => isKnown(word)));
	expect(unknown.map(({ file, word }) => `${word} (${file})`)).toEqual([]);
});
