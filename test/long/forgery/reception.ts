import { WebhookContext } from 'n8n-core';
import type {
	INode,
	INodeParameters,
	INodeType,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { NodeHelpers, Workflow } from 'n8n-workflow';

import { ADDRESSES, credentialsHelper, loadPackage, nodeTypes, PACKAGE_NAME } from '../../engine/engine';
import type { Delivery } from './delivery';
import type { Target } from './target';

/** What became of a delivery. */
export interface Received {
	/** The status that the trigger itself answered with. */
	status: number | undefined;
	/** True if the trigger has ended the response: a status alone leaves the caller waiting. */
	isEnded: boolean;
	/** What the trigger itself answered with. */
	answer: unknown;
	result: IWebhookResponseData;
}

/** The caller's response: notes what it is answered with. */
function response() {
	const noted: { status?: number; answer?: unknown } = {};
	const end = (answer?: unknown) => {
		if (self.headersSent) throw new Error('Answered twice');
		self.headersSent = true;
		noted.answer = answer;
		return self;
	};
	const self = {
		headersSent: false,
		statusCode: 200,
		status: (status: number) => {
			noted.status = status;
			return self;
		},
		json: end,
		send: end,
		end,
		setHeader: () => self,
		removeHeader: () => self,
		once: () => self,
		on: () => self,
	};
	return { self, noted };
}

/** The request as n8n hands it on: headers in lower case, the bytes read, or taken as a form. */
function request({ body, headers, query, isForm, reading }: Delivery) {
	const type = String(headers['content-type'] ?? '')
		.split(';', 1)[0]
		.toLowerCase();
	return {
		headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
		query,
		params: {},
		contentType: type,
		encoding: 'utf-8',
		body: {},
		rawBody: isForm || reading ? undefined : body,
		readRawBody: async () =>
			await (reading === 'failure' ? Promise.reject(new Error('The body broke off')) : Promise.resolve()),
	};
}

/** Makes the function that hands deliveries to a trigger's own `webhook()`, in n8n-core's own context. */
export async function receiver({
	node: type,
	parameters,
	credentials,
	stored,
}: Target): Promise<(delivery: Delivery) => Promise<Received>> {
	const loader = await loadPackage();
	const types = nodeTypes(loader);
	const full = `${PACKAGE_NAME}.${type}`;
	const nodeType = types.getByNameAndVersion(full) as INodeType;
	const node: INode = {
		id: 'trigger',
		name: 'Trigger',
		type: full,
		typeVersion: 1,
		position: [0, 0],
		parameters:
			NodeHelpers.getNodeParameters(
				nodeType.description.properties,
				parameters as INodeParameters,
				true,
				false,
				null,
				nodeType.description,
			) ?? {},
		credentials: Object.fromEntries(Object.keys(credentials).map((name) => [name, { id: '1', name }])),
	};
	const workflow = new Workflow({ id: 'test', nodes: [node], connections: {}, active: true, nodeTypes: types });
	Object.assign(workflow.getStaticData('node', node), stored);
	const [webhookDescription] = nodeType.description.webhooks ?? [];

	return async (delivery) => {
		const { self, noted } = response();
		const additionalData = {
			...ADDRESSES,
			credentialsHelper: credentialsHelper(loader, credentials),
			httpRequest: request(delivery),
			httpResponse: self,
		} as unknown as IWorkflowExecuteAdditionalData;
		const webhookData = {
			httpMethod: 'POST',
			node: node.name,
			path: 'x',
			webhookDescription,
			workflowId: 'test',
			workflowExecuteAdditionalData: additionalData,
		};
		const context = new WebhookContext(workflow, node, additionalData, 'webhook', webhookData as never, [], null);
		const result = await nodeType.webhook!.call(context);
		return { status: noted.status, isEnded: self.headersSent, answer: noted.answer, result };
	};
}
