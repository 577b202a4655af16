import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { nodeProperties } from '../common/fields/nodeProperties';
import { executeNode } from '../common/run/execute';
import { resources } from './actions';
import { listSearch } from './methods/listSearch';
import { resourceMapping } from './methods/resourceMapping';
import { chargebackhit } from './service';

export class Chargebackhit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Chargebackhit',
		name: 'chargebackhit',
		icon: { light: 'file:icons/chargebackhit.svg', dark: 'file:icons/chargebackhit.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"].replace("getAll", "getMany") + ": " + $parameter["resource"]).replace(/[A-Z]/g, " $&").toLowerCase().replace("mids", "MIDs").replace("caid", "CAID") }}',
		description: 'Answer chargeback alerts, enroll MIDs and read disputes with Chargebackhit',
		defaults: { name: 'Chargebackhit' },
		builderHint: {
			searchHint:
				"Use it to answer pre-chargeback alerts (Ethoca, CDRN, RDR, Order Insight) and to enroll MIDs. Refund first, then answer: a final outcome cannot be changed. Start with the Chargebackhit Trigger, and reply to the waiting request with Answer the Waiting Alert only if the trigger's Respond is set to it.",
		},
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'chargebackhitApi',
				required: true,
				displayOptions: { hide: { operation: ['matchToOrder', 'replyInWebhook'] } },
			},
		],
		properties: nodeProperties(resources),
	};

	methods = { listSearch, resourceMapping };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeNode(this, chargebackhit);
	}
}
