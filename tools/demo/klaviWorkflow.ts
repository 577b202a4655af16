import { chain, type NodeToCreate, type WorkflowToCreate } from '../n8n/workflow';

const PACKAGE = 'n8n-nodes-chargeback';
/** The bank that the sandbox lists for tests. */
const MOCK_BANK = 'c8f0bf49-4744-4933-8960-7add6e590841';

/** The names of the nodes on the canvas. */
export const NODE = {
	start: 'A Refund Is Due',
	refund: 'The Refund',
	create: 'Start the Payment',
	handOver: 'Hand Over the Link',
	wait: 'Wait for the End',
	note: 'Note',
} as const;

/** The id of the refund: what keeps it from being paid twice. It is new for each run of the demonstration. */
const REFUND_CODE = `return [{ json: { refundId: 'REFUND-' + Date.now(), amount: '48.00', customer: 'Ana Souza', pixKey: '+5511987654321' } }];`;

const NOTE = `## A refund by Pix
1. A Code node makes up a refund with its own ID.
2. **Start the Payment** creates the payment and waits for the bank link, where the payer (here your finance desk) approves it.
3. **Hand Over the Link**: replace this node with an email or chat message. The link is valid for 60 seconds and opens once.
4. **Wait for the End** checks every 2 seconds until the payment is completed.`;

/** The workflow that pays a refund; it is run by hand. */
export function klaviWorkflow(credential: { id: string; name: string }): WorkflowToCreate {
	const klavi = (name: string, place: number, parameters: object): NodeToCreate => ({
		name,
		type: `${PACKAGE}.klavi`,
		position: [place * 220, 0],
		credentials: { klaviApi: credential },
		parameters: { resource: 'payment', ...parameters },
	});
	const nodes = [
		{ name: NODE.start, type: 'n8n-nodes-base.manualTrigger', position: [0, 0] },
		{
			name: NODE.refund,
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			position: [220, 0],
			parameters: { jsCode: REFUND_CODE },
		},
		klavi(NODE.create, 2, {
			operation: 'create',
			externalId: '={{ $json.refundId }}',
			participant: { __rl: true, mode: 'id', value: MOCK_BANK },
			method: 'PIX_DICT',
			pixKey: '={{ $json.pixKey }}',
			amount: '={{ $json.amount }}',
			payerType: 'person',
			personTaxId: '123.456.789-01',
			personName: 'Finance Desk',
			redirectUrl: 'https://shop.example/refunds',
			waitForBankLink: true,
		}),
		{
			name: NODE.handOver,
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [660, 0],
			parameters: {
				assignments: {
					assignments: [
						{ id: 'id', name: 'id', type: 'string', value: '={{ $json.id }}' },
						{ id: 'link', name: 'link', type: 'string', value: '={{ $json.redirectConsentURL }}' },
						{ id: 'until', name: 'until', type: 'string', value: '={{ $json.linkExpiresAt }}' },
					],
				},
			},
		},
		klavi(NODE.wait, 4, {
			operation: 'wait',
			paymentId: '={{ $json.id }}',
			until: 'finished',
			interval: 2,
			waitLimit: 60,
		}),
		{
			name: NODE.note,
			type: 'n8n-nodes-base.stickyNote',
			position: [-40, 220],
			parameters: { content: NOTE, height: 260, width: 620 },
		},
	] as NodeToCreate[];
	return {
		name: 'Pay a refund by Pix',
		nodes,
		connections: chain(NODE.start, NODE.refund, NODE.create, NODE.handOver, NODE.wait),
	};
}
