import type { IDataObject } from 'n8n-workflow';

import { chain, type NodeToCreate, type WorkflowToCreate } from '../n8n/workflow';
import { rowColumns, tableLocator } from './dataTables';

const PACKAGE = 'n8n-nodes-chargeback';

/** The names of the nodes on the canvas. */
export const NODE = {
	trigger: 'Kloutit Trigger',
	find: 'Find the Order',
	complete: 'Complete the Case',
	receipt: 'Make the Receipt',
	upload: 'Upload the Receipt',
	check: 'Check the Case',
	submit: 'Submit the Case',
	download: 'Download the Defense',
	log: 'Log the Defense',
	note: 'Note',
} as const;

/** What the workflow needs from its n8n. */
export interface CaseParts {
	/** The credential with the sandbox's key. */
	credential: { id: string; name: string };
	/** Ids of the Data Tables. */
	ordersTable: string;
	defenseTable: string;
	webhookId: string;
}

const ORDER = `$('${NODE.find}').first().json`;
const CASE = `={{ $('${NODE.trigger}').first().json.id }}`;

/** A PDF of one page with the order on it, made without any library, as a shop's system would return it. */
const RECEIPT_CODE = `const order = $('${NODE.find}').first().json;
const text = \`Receipt \${order.orderId}: \${order.quantity} x \${order.product}, \${order.amount} \${order.currency}\`;
const stream = \`BT /F1 14 Tf 60 760 Td (\${text.replace(/[()\\\\]/g, ' ')}) Tj ET\`;
const objects = [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
  \`<< /Length \${stream.length} >>\\nstream\\n\${stream}\\nendstream\`,
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
];
const body = objects.map((object, place) => \`\${place + 1} 0 obj\\n\${object}\\nendobj\\n\`).join('');
const pdf = '%PDF-1.4\\n' + body + 'trailer\\n<< /Root 1 0 R /Size 6 >>\\n%%EOF\\n';
return [{
  json: { orderId: order.orderId },
  binary: { data: { data: Buffer.from(pdf, 'latin1').toString('base64'), mimeType: 'application/pdf', fileName: \`receipt-\${order.orderId}.pdf\` } },
}];`;

const NOTE = `## A dispute, defended
1. Kloutit opens a case and sends **Case Created**; the trigger asks Kloutit whether the event is genuine.
2. The order is looked up in the Data Table *orders*, and the case is completed with it.
3. The receipt is uploaded as evidence, the case is checked and submitted.
4. **Download** waits until the defense is ready and returns it as a PDF.`;

/** The workflow that defends a dispute: case, evidence, check, submit, defense. */
export function caseWorkflow({ credential, ordersTable, defenseTable, webhookId }: CaseParts): WorkflowToCreate {
	const kloutit = (name: string, place: number, parameters: IDataObject): NodeToCreate => ({
		name,
		type: `${PACKAGE}.kloutit`,
		position: [place * 220, 0],
		credentials: { kloutitApi: credential },
		parameters: { expedientNumber: CASE, ...parameters },
	});
	const details = {
		orderNumber: `={{ ${ORDER}.orderId }}`,
		product: `={{ ${ORDER}.product }}`,
		shippingCity: `={{ ${ORDER}.city }}`,
		shippingPostalCode: `={{ ${ORDER}.postalCode }}`,
		shippingDate: `={{ ${ORDER}.shippedAt }}`,
		deliveryDate: `={{ ${ORDER}.deliveredAt }}`,
		deliveryCompany: `={{ ${ORDER}.carrier }}`,
		deliveryConfirmation: true,
		trackingNumber: `={{ ${ORDER}.trackingNumber }}`,
	};
	const nodes = [
		{
			name: NODE.trigger,
			type: `${PACKAGE}.kloutitTrigger`,
			position: [0, 0],
			webhookId,
			credentials: { kloutitApi: credential },
			parameters: { events: ['CASE_CREATED'] },
		},
		{
			name: NODE.find,
			type: 'n8n-nodes-base.dataTable',
			typeVersion: 1.1,
			position: [220, 0],
			parameters: {
				resource: 'row',
				operation: 'get',
				dataTableId: tableLocator(ordersTable, 'orders'),
				matchType: 'allConditions',
				filters: { conditions: [{ keyName: 'orderId', condition: 'eq', keyValue: '={{ $json.orderId }}' }] },
				limit: 1,
			},
		},
		kloutit(NODE.complete, 2, {
			resource: 'case',
			operation: 'update',
			caseSource: 'fields',
			sector: 'FASHION',
			details,
		}),
		{
			name: NODE.receipt,
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			position: [660, 0],
			parameters: { jsCode: RECEIPT_CODE },
		},
		kloutit(NODE.upload, 4, { resource: 'file', operation: 'uploadEvidence', category: 'RECEIPT' }),
		kloutit(NODE.check, 5, { resource: 'case', operation: 'check' }),
		kloutit(NODE.submit, 6, { resource: 'case', operation: 'submit' }),
		kloutit(NODE.download, 7, {
			resource: 'defense',
			operation: 'download',
			format: 'PDF',
			waitUntilReady: true,
			waitLimit: 60,
		}),
		{
			name: NODE.log,
			type: 'n8n-nodes-base.dataTable',
			typeVersion: 1.1,
			position: [1760, 0],
			parameters: {
				resource: 'row',
				operation: 'insert',
				dataTableId: tableLocator(defenseTable, 'defenses'),
				columns: rowColumns({
					expedientNumber: '={{ $json.expedientNumber }}',
					orderId: `={{ ${ORDER}.orderId }}`,
					checked: `={{ $('${NODE.check}').first().json.status }}`,
					fileName: '={{ $json.fileName }}',
					bytes: '={{ String($json.bytes) }}',
				}),
			},
		},
		{
			name: NODE.note,
			type: 'n8n-nodes-base.stickyNote',
			position: [-40, 220],
			parameters: { content: NOTE, height: 260, width: 640 },
		},
	] as NodeToCreate[];
	const connected = nodes.map(({ name }) => name).filter((name) => name !== NODE.note);
	return { name: 'Defend disputes', nodes, connections: chain(...connected) };
}
