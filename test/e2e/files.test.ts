import type { IDataObject } from 'n8n-workflow';
import { PDFDocument } from 'pdf-lib';

import { errorOf, itemsOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import { type Connection, connect } from './harness';

let n8n: Connection;
beforeAll(async () => {
	n8n = await connect();
});

const ROWS = [
	{ orderId: 'ORDER-1001', amount: '49.90' },
	{ orderId: 'ORDER-1002', amount: '120.00' },
];

/** Runs nodes of n8n one after the other on items, and returns what the last one returns. */
async function run(items: IDataObject[], ...nodes: NodeToCreate[]): Promise<IDataObject[]> {
	const workflow = await n8n.client.createWorkflow({
		name: 'Files',
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{
				name: 'Items',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: { jsCode: `return ${JSON.stringify(items.map((json) => ({ json })))};` },
			},
			...nodes,
		],
		connections: chain('Start', 'Items', ...nodes.map(({ name }) => name)),
	});
	const execution = await n8n.client.runToEnd(workflow.id, 'Start');
	expect(errorOf(execution)).toBeUndefined();
	const last = nodes[nodes.length - 1].name;
	const results = itemsOf(execution, last).map(({ json }) => json);
	await n8n.client.deleteWorkflow(workflow.id);
	return results;
}

const toFile = (operation: string, parameters: IDataObject = {}): NodeToCreate => ({
	name: 'Convert to File',
	type: 'n8n-nodes-base.convertToFile',
	typeVersion: 1.1,
	parameters: { operation, ...parameters },
});

const fromFile = (operation: string): NodeToCreate => ({
	name: 'Extract from File',
	type: 'n8n-nodes-base.extractFromFile',
	typeVersion: 1,
	parameters: { operation },
});

// people bring orders and MIDs in files, so n8n's own nodes for them must work in every n8n that this project installs
it.each(['csv', 'xls', 'xlsx', 'ods'])('n8n here writes and reads %s', async (kind) => {
	const read = await run(ROWS, toFile(kind), fromFile(kind));
	// n8n begins a CSV with a byte order mark, which it then reads as part of the first name
	expect(read.map((row) => Object.values(row)[0])).toEqual(ROWS.map(({ orderId }) => orderId));
});

it('n8n here reads a PDF', async () => {
	const document = await PDFDocument.create();
	document.addPage().drawText('Receipt of ORDER-1001');
	const base64 = Buffer.from(await document.save()).toString('base64');
	const name = { sourceProperty: 'base64', options: { fileName: 'receipt.pdf', mimeType: 'application/pdf' } };
	const [{ text }] = await run([{ base64 }], toFile('toBinary', name), fromFile('pdf'));
	expect(text).toContain('Receipt of ORDER-1001');
});

it('n8n here reads a calendar', async () => {
	const calendar = [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Test//EN',
		'BEGIN:VEVENT',
		'UID:deadline-1@example.com',
		'DTSTAMP:20261101T090000Z',
		'DTSTART:20261102T090000Z',
		'DTEND:20261102T100000Z',
		'SUMMARY:Deadline of ORDER-1001',
		'END:VEVENT',
		'END:VCALENDAR',
		'',
	].join('\r\n');
	const base64 = Buffer.from(calendar).toString('base64');
	const name = { sourceProperty: 'base64', options: { fileName: 'deadlines.ics', mimeType: 'text/calendar' } };
	const read = await run([{ base64 }], toFile('toBinary', name), fromFile('fromIcs'));
	expect(JSON.stringify(read)).toContain('Deadline of ORDER-1001');
});
