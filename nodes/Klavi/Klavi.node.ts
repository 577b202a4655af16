import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { nodeProperties } from '../common/fields/nodeProperties';
import { executeNode } from '../common/run/execute';
import { resources } from './actions';
import { listSearch } from './methods/listSearch';
import { klavi } from './service';

export class Klavi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Klavi',
		name: 'klavi',
		icon: { light: 'file:icons/klavi.svg', dark: 'file:icons/klavi.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"].replace("getAll", "getMany") + ": " + $parameter["resource"]).replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description:
			'Start Pix payments through Open Finance with Klavi, get the bank link for the payer, and wait until the payment has finished',
		defaults: { name: 'Klavi' },
		builderHint: {
			searchHint:
				'Use it to pay a refund by Pix. Your Reference (External ID) must be the number of the refund or order, never an execution ID: it prevents a second payment. The payer is the shop. A payment cannot be reversed, and Retry On Fail must stay off.',
		},
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'klaviApi', required: true }],
		properties: nodeProperties(resources),
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeNode(this, klavi);
	}
}
