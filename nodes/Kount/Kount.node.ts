import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { nodeProperties } from '../common/fields/nodeProperties';
import { executeNode } from '../common/run/execute';
import { resources } from './actions';
import { resourceMapping } from './methods/resourceMapping';
import { kount } from './service';

export class Kount implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kount',
		name: 'kount',
		icon: { light: 'file:icons/kount.svg', dark: 'file:icons/kount.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description: 'Upload transactions to Kount, respond to its Ethoca and Verifi alerts, and create and update orders',
		defaults: { name: 'Kount' },
		builderHint: {
			searchHint:
				'Use Order: Create for new customers, and Transaction: Upload only for accounts that were migrated from the older Dispute and Chargeback Management. Alert: Respond is final and moves no money: refund first.',
		},
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kountOAuth2Api', required: true }],
		properties: nodeProperties(resources),
	};

	methods = { resourceMapping };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeNode(this, kount);
	}
}
