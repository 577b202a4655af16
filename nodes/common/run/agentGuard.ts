import type { INode, INodeProperties } from 'n8n-workflow';

import { InputError } from '../errors/errors';
import { problems } from '../errors/problems';
import type { Operation } from '../operation';

const SWITCH = 'allowAgent';

/** The notice and the switch of an operation that cannot be undone. Only a node used as an AI agent's tool shows the switch. */
export function irreversibleFields(notice: string): INodeProperties[] {
	return [
		{ displayName: notice, name: 'irreversibleNotice', type: 'notice', default: '' },
		{
			displayName: 'Allow the Agent to Do This',
			name: SWITCH,
			type: 'boolean',
			noDataExpression: true,
			displayOptions: { show: { '@tool': [true] } },
			default: false,
			description: problems.agentSwitch().message,
		},
	];
}

/**
 * Stops an AI agent from doing what cannot be undone, unless a person allowed it. Only the stored literal counts: the model
 * could control an expression or `$fromAI`.
 * @throws InputError if the node runs as a tool and the switch is off
 */
export function guardAgent(node: INode, operation: Operation): void {
	if (!operation.irreversible || !node.type.endsWith('Tool')) return;
	if (node.parameters[SWITCH] !== true) {
		throw new InputError(problems.agentNotAllowed(operation.action));
	}
}
