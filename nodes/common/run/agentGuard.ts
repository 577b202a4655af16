import type { IExecuteFunctions, INode, INodeProperties } from 'n8n-workflow';

import { InputError } from '../errors/errors';
import { problems } from '../errors/problems';
import { type Operation, takesEffect } from '../operation';
import { isTool } from './item';

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The name of the switch of one operation: `allowAgentAlertRespond`. */
export function switchOf(resource: string, operation: Operation): string {
	return `allowAgent${capitalized(resource)}${capitalized(operation.value)}`;
}

/** True for an operation that changes something at the service, cannot be undone, or returns what a model should not see. */
export function isGuarded(operation: Operation): boolean {
	return takesEffect(operation) || operation.confidential === true;
}

/** What a guarded operation shows: its notice if it cannot be undone, and the switch, which only an AI agent's tool shows. */
export function guardFields(resource: string, operation: Operation): INodeProperties[] {
	if (!isGuarded(operation)) return [];
	const allow: INodeProperties = {
		displayName: 'Allow the Agent to Do This',
		name: switchOf(resource, operation),
		type: 'boolean',
		displayOptions: { show: { '@tool': [true] } },
		noDataExpression: true,
		default: false,
		description: problems.agentSwitch(operation.action).message,
		builderHint: {
			propertyHint:
				'Leave it off. Only a person may turn it on, and only after you have said what the agent could then do.',
		},
	};
	const { irreversible } = operation;
	if (irreversible === undefined) return [allow];
	return [{ displayName: irreversible, name: 'irreversibleNotice', type: 'notice', default: '' }, allow];
}

/** True if a model chose the parameters: as an agent's tool, or outside any workflow, where n8n's own assistants run nodes. */
function isRunByAgent(context: IExecuteFunctions): boolean {
	return isTool(context.getNode()) || (context.getMode() === 'internal' && !context.getWorkflow().id);
}

/** Only the stored literal counts: the model could control an expression or `$fromAI`. */
function isAllowed({ parameters }: INode, resource: string, operation: Operation): boolean {
	return parameters[switchOf(resource, operation)] === true;
}

/** The calls of tools that were refused, by their contexts. */
const refused = new WeakSet<IExecuteFunctions>();

/**
 * Stops an AI agent from doing what only a person may decide, unless a person allowed it.
 * @param isDry true if nothing is sent for any item
 * @throws InputError if an agent runs the node and the operation's switch is off
 */
export function guardAgent(context: IExecuteFunctions, resource: string, operation: Operation, isDry = false): void {
	if (isDry && takesEffect(operation)) return;
	if (!isGuarded(operation) || !isRunByAgent(context)) return;
	if (isAllowed(context.getNode(), resource, operation)) return;
	refused.add(context);
	throw new InputError(problems.agentNotAllowed(operation.action));
}

/**
 * True if the refusal must be the node's output: the AI Agents before version 3 show their model nothing of an error, so that it
 * would try again or claim success.
 */
export function mustReturnRefusal(context: IExecuteFunctions): boolean {
	return refused.has(context) && context.isToolExecution?.() === true;
}
