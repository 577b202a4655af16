import { chain, type NodeToCreate, type WorkflowToCreate } from '../n8n/workflow';
import { tableLocator } from './dataTables';

const PACKAGE = 'n8n-nodes-chargeback';

/** The names of the nodes on the canvas. */
export const NODE = {
	start: 'Once a Day',
	orders: 'The Orders of Today',
	upload: 'Upload Transactions',
	trigger: 'Kount Trigger',
	find: 'Find the Order',
	answer: 'Respond to Alert',
	note: 'Note',
} as const;

/** How many orders the shop has in a day. */
export const ORDERS_OF_A_DAY = 240;

/** The shop's orders of a day, as its own system would return them: amounts in major units, times with their zone. */
const ORDERS_CODE = `const products = ['Enamel kettle', 'Wool blanket', 'Seed box', 'Oak board'];
const day = new Date(Date.now() - 24 * 3600 * 1000).toISOString().slice(0, 10);
return Array.from({ length: ${ORDERS_OF_A_DAY} }, (_, n) => ({
  json: {
    orderId: \`DAY-\${String(n + 1).padStart(4, '0')}\`,
    orderedAt: \`\${day}T\${String(n % 24).padStart(2, '0')}:\${String((n * 7) % 60).padStart(2, '0')}:00+01:00\`,
    amount: \`\${10 + (n % 90)}.\${String((n * 13) % 100).padStart(2, '0')}\`,
    currency: 'USD',
    customer: \`Customer \${n + 1}\`,
    email: \`customer\${n + 1}@example.com\`,
    card: { bin: '41111122', last4: String(1000 + n) },
    product: products[n % 4],
  },
}));`;

const UPLOAD_NOTE = `## A day of orders for Kount
1. A Code node makes up a day of orders. Replace it with your shop or database.
2. **Upload Transactions** checks all of them, turns 49.90 into the 4990 that Kount expects, and sends them in batches.

Kount matches them with inquiries from card issuers.`;

/** The workflow that uploads a day of orders; it is run by hand. */
export function uploadWorkflow(credential: { id: string; name: string }): WorkflowToCreate {
	const nodes = [
		{ name: NODE.start, type: 'n8n-nodes-base.manualTrigger', position: [0, 0] },
		{
			name: NODE.orders,
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			position: [220, 0],
			parameters: { jsCode: ORDERS_CODE },
		},
		{
			name: NODE.upload,
			type: `${PACKAGE}.kount`,
			position: [440, 0],
			credentials: { kountOAuth2Api: credential },
			parameters: {
				resource: 'transaction',
				operation: 'upload',
				transactionSource: 'fields',
				amountsAreIn: 'major',
				orderNumber: '={{ $json.orderId }}',
				orderDateTime: '={{ $json.orderedAt }}',
				orderTotal: '={{ $json.amount }}',
				orderDetails: {
					orderCurrency: '={{ $json.currency }}',
					customerName: '={{ $json.customer }}',
					customerEmailAddress: '={{ $json.email }}',
				},
				paymentInformation: { cardBin: '={{ $json.card.bin }}', last4: '={{ $json.card.last4 }}' },
				shoppingCart: { items: [{ itemName: '={{ $json.product }}', price: '={{ $json.amount }}', quantity: '1' }] },
				options: { batchSize: 100 },
			},
		},
		{
			name: NODE.note,
			type: 'n8n-nodes-base.stickyNote',
			position: [-40, 220],
			parameters: { content: UPLOAD_NOTE, height: 240, width: 560 },
		},
	] as NodeToCreate[];
	return { name: 'Upload orders to Kount', nodes, connections: chain(NODE.start, NODE.orders, NODE.upload) };
}

export interface AnswerParts {
	/** The credential of the API, and the one of the webhook's header. */
	api: { id: string; name: string };
	webhook: { id: string; name: string };
	/** Id of the Data Table. */
	ordersTable: string;
	webhookId: string;
}

const ANSWER_NOTE = `## An Ethoca or Verifi alert, answered
1. Kount sends the alert with the credential's secret header. Without it, nothing starts.
2. The order is looked up in the Data Table *orders*.
3. **Respond to Alert** answers *refunded*, or *not refunded* when the order was not found.`;

/** The workflow that answers an alert: refunded if the shop finds the order. */
export function answerWorkflow({ api, webhook, ordersTable, webhookId }: AnswerParts): WorkflowToCreate {
	const nodes = [
		{
			name: NODE.trigger,
			type: `${PACKAGE}.kountTrigger`,
			position: [0, 0],
			webhookId,
			credentials: { kountWebhookApi: webhook },
			parameters: { source: 'alerts', alertEvents: ['DISPUTE', 'ETHOCA_DISPUTE', 'ETHOCA_FRAUD'] },
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
			name: NODE.answer,
			type: `${PACKAGE}.kount`,
			position: [440, 0],
			credentials: { kountOAuth2Api: api },
			parameters: {
				resource: 'alert',
				operation: 'respond',
				alertId: `={{ $('${NODE.trigger}').item.json.id }}`,
				statusCode: '={{ $json.orderId ? "REFUNDED" : "NOT_REFUNDED" }}',
			},
		},
		{
			name: NODE.note,
			type: 'n8n-nodes-base.stickyNote',
			position: [-40, 220],
			parameters: { content: ANSWER_NOTE, height: 240, width: 560 },
		},
	] as NodeToCreate[];
	return { name: 'Answer Kount alerts', nodes, connections: chain(NODE.trigger, NODE.find, NODE.answer) };
}
