import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { nodeProperties } from '../common/fields/nodeProperties';
import { executeNode } from '../common/run/execute';
import { resources } from './actions';
import { loadOptions } from './methods/loadOptions';
import { resourceMapping } from './methods/resourceMapping';
import { kloutit } from './service';

export class Kloutit implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Kloutit',
		name: 'kloutit',
		icon: { light: 'file:icons/kloutit.svg', dark: 'file:icons/kloutit.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"].replace("getAll", "getMany") + ": " + $parameter["resource"]).replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description: 'Defend disputes with Kloutit: cases, evidence files, and written defenses',
		defaults: { name: 'Kloutit' },
		builderHint: {
			searchHint:
				'Use it to defend a dispute: Case: Create, File: Upload Evidence, Case: Check, Case: Submit, Defense: Download. The sector decides which details a case has. Never invent a detail: map it from the order or leave it out.',
		},
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'kloutitApi', required: true }],
		properties: nodeProperties(resources),
	};

	methods = { loadOptions, resourceMapping };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeNode(this, kloutit);
	}
}
