import type { IConnections, IDataObject } from 'n8n-workflow';

import type { NodeToCreate, WorkflowToCreate } from '../n8n/workflow';
import { rowColumns, tableLocator } from './dataTables';

const PACKAGE = 'n8n-nodes-chargeback';

/** The names of the nodes on the canvas. */
export const NODE = {
	trigger: 'Chargebackhit Trigger',
	find: 'Find the Order',
	sort: 'Which Kind of Alert?',
	replyInquiry: 'Reply With the Order',
	replyPending: 'Reply Pending',
	refund: 'Refund Here',
	respond: 'Respond to Alert',
	replyOther: 'Reply Acknowledged',
	log: 'Log the Alert',
	note: 'Note',
} as const;

/** What the workflow needs from its n8n. */
export interface AlertParts {
	/** The credential with the sandbox's keys. */
	credential: { id: string; name: string };
	/** Ids of the Data Tables. */
	ordersTable: string;
	logTable: string;
	/** The last part of the webhook address but one. */
	webhookId: string;
}

/** The result of the order look-up; empty if the order was not found. */
const ORDER = `$('${NODE.find}').first().json`;
const ALERT = `$('${NODE.trigger}').first().json`;

function isEvent(event: string, outputKey: string): IDataObject {
	return {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			conditions: [
				{
					id: event,
					leftValue: `={{ ${ALERT}.event }}`,
					rightValue: event,
					operator: { type: 'string', operation: 'equals' },
				},
			],
			combinator: 'and',
		},
		renameOutput: true,
		outputKey,
	};
}

function logColumns(): IDataObject {
	const values: IDataObject = {
		deliveryId: `={{ ${ALERT}.deliveryId }}`,
		event: `={{ ${ALERT}.event }}`,
		alertId: `={{ ${ALERT}.id }}`,
		orderId: `={{ ${ALERT}.orderId }}`,
		orderFound: `={{ ${ORDER}.orderId ? 'yes' : 'no' }}`,
		amount: `={{ ${ALERT}.amount }}`,
		currency: `={{ ${ALERT}.currency }}`,
		answered: `={{ $('${NODE.replyPending}').isExecuted ? 'pending' : 'acknowledged' }}`,
		finalOutcome: `={{ $('${NODE.respond}').isExecuted ? $('${NODE.respond}').first().json.outcome : 'acknowledged' }}`,
		receivedAt: `={{ ${ALERT}.receivedAt }}`,
		respondBy: `={{ ${ALERT}.respondBy ?? '' }}`,
	};
	return rowColumns(values);
}

const NOTE = `## An alert, answered in time
1. **Send an alert**: the command that the terminal shows, or the sandbox.
2. The trigger verifies the signature and keeps the request open.
3. The order is looked up in the Data Table *orders*.
4. An **inquiry** is answered with the order within 2 seconds. An **init-refund** alert gets *pending* at once, and its final outcome after your refund. **All other alerts** are acknowledged.
5. Every alert adds a row to the Data Table *alert_log*.`;

/** The workflow that answers alerts: trigger, look-up, reply, final outcome, log. */
export function alertWorkflow({ credential, ordersTable, logTable, webhookId }: AlertParts): WorkflowToCreate {
	const credentials = { chargebackhitApi: credential };
	const reply = (parameters: IDataObject): Partial<NodeToCreate> => ({
		type: `${PACKAGE}.chargebackhit`,
		parameters: { resource: 'alert', operation: 'replyInWebhook', ...parameters },
	});
	const orderId = `={{ ${ORDER}.orderId ?? '' }}`;
	const nodes = [
		{
			name: NODE.trigger,
			type: `${PACKAGE}.chargebackhitTrigger`,
			position: [0, 0],
			webhookId,
			credentials,
			parameters: { respond: 'replyInWebhook' },
		},
		{
			name: NODE.find,
			type: 'n8n-nodes-base.dataTable',
			typeVersion: 1.1,
			position: [220, 0],
			alwaysOutputData: true,
			parameters: {
				resource: 'row',
				operation: 'get',
				dataTableId: tableLocator(ordersTable, 'orders'),
				matchType: 'allConditions',
				filters: { conditions: [{ keyName: 'orderId', condition: 'eq', keyValue: '={{ $json.orderId }}' }] },
				limit: 1,
			},
		},
		{
			name: NODE.sort,
			type: 'n8n-nodes-base.switch',
			typeVersion: 3.2,
			position: [440, 0],
			parameters: {
				rules: { values: [isEvent('inquiry', 'Inquiry'), isEvent('alert', 'Refund Request')] },
				options: { fallbackOutput: 'extra', renameFallbackOutput: 'Others' },
			},
		},
		{
			name: NODE.replyInquiry,
			position: [720, -220],
			...reply({
				outcome: 'acknowledged',
				orderId,
				order: {
					date: `={{ ${ORDER}.orderDate }}`,
					amount: `={{ ${ORDER}.amount }}`,
					currency: `={{ ${ORDER}.currency }}`,
					street: `={{ ${ORDER}.street }}`,
					city: `={{ ${ORDER}.city }}`,
					postalCode: `={{ ${ORDER}.postalCode }}`,
					countryCode: `={{ ${ORDER}.country }}`,
				},
				customer: {
					customerId: `={{ ${ORDER}.customerId }}`,
					firstName: `={{ ${ORDER}.firstName }}`,
					lastName: `={{ ${ORDER}.lastName }}`,
					email: `={{ ${ORDER}.email }}`,
					phone: `={{ ${ORDER}.phone }}`,
				},
				products: {
					entries: [
						{
							name: `={{ ${ORDER}.product }}`,
							sku: `={{ ${ORDER}.sku }}`,
							quantity: `={{ ${ORDER}.quantity }}`,
							url: `={{ ${ORDER}.productUrl }}`,
						},
					],
				},
			}),
		},
		{ name: NODE.replyPending, position: [720, 0], ...reply({ outcome: 'pending', orderId }) },
		{
			name: NODE.refund,
			type: 'n8n-nodes-base.noOp',
			position: [940, 0],
			notes: 'Replace this with the refund in your shop or payment service',
		},
		{
			name: NODE.respond,
			type: `${PACKAGE}.chargebackhit`,
			position: [1160, 0],
			credentials,
			parameters: {
				resource: 'alert',
				operation: 'respond',
				alertId: { __rl: true, mode: 'id', value: `={{ ${ALERT}.id }}` },
				outcome: `={{ ${ORDER}.orderId ? 'reversed' : 'not-found' }}`,
				orderId,
			},
		},
		{ name: NODE.replyOther, position: [720, 220], ...reply({ outcome: 'acknowledged', orderId }) },
		{
			name: NODE.log,
			type: 'n8n-nodes-base.dataTable',
			typeVersion: 1.1,
			position: [1380, 0],
			parameters: {
				resource: 'row',
				operation: 'insert',
				dataTableId: tableLocator(logTable, 'alert_log'),
				columns: logColumns(),
			},
		},
		{
			name: NODE.note,
			type: 'n8n-nodes-base.stickyNote',
			position: [-40, 260],
			parameters: { content: NOTE, height: 300, width: 640 },
		},
	] as NodeToCreate[];

	const to = (...names: string[]) => names.map((node) => ({ node, type: 'main' as const, index: 0 }));
	const connections: IConnections = {
		[NODE.trigger]: { main: [to(NODE.find)] },
		[NODE.find]: { main: [to(NODE.sort)] },
		[NODE.sort]: { main: [to(NODE.replyInquiry), to(NODE.replyPending), to(NODE.replyOther)] },
		[NODE.replyInquiry]: { main: [to(NODE.log)] },
		[NODE.replyPending]: { main: [to(NODE.refund)] },
		[NODE.refund]: { main: [to(NODE.respond)] },
		[NODE.respond]: { main: [to(NODE.log)] },
		[NODE.replyOther]: { main: [to(NODE.log)] },
	};
	return { name: 'Answer chargeback alerts', nodes, connections };
}
