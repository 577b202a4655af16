import type { INode, INodeProperties } from 'n8n-workflow';

import { InputError } from '../errors/errors';
import { problems } from '../errors/problems';
import type { Operation } from '../operation';

const SWITCH = 'allowAgent';

/** The notice and the switch of an operation that cannot be undone. The switch shows only where an AI agent uses the node as a tool. */
export function irreversibleFields(notice: string): INodeProperties[] {
	return [
		{
			displayName: notice,
			name: 'irreversibleNotice',
			type: 'notice',
			default: '',
		},
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
 * Refuses what cannot be undone to an AI agent, unless a person switched it on. Only the stored literal counts: an expression, or
 * `$fromAI`, could be decided by the model.
 *
 * @throws InputError where the node runs as a tool and the switch is not on
 */
export function guardAgent(node: INode, operation: Operation): void {
	if (!operation.irreversible || !node.type.endsWith('Tool')) return;
	if (node.parameters[SWITCH] !== true) {
		throw new InputError(problems.agentNotAllowed(operation.action));
	}
}
