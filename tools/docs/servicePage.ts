import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';

import { dryRunOption, includeInputFieldsOption, requestOptions } from '../../nodes/common/fields/options';
import { withOutput } from '../../nodes/common/fields/output';
import { simplifyField } from '../../nodes/common/fields/properties';
import type { Operation, Resource } from '../../nodes/common/operation';
import type { Example } from './examples';
import { fieldTable, noticesOf } from './fields';
import { jsonBlock, sections, table } from './markdown';

/** The content of a service's page. */
export interface ServiceParts {
	node: INodeTypeDescription;
	triggers: INodeTypeDescription[];
	credentials: ICredentialType[];
	resources: Resource[];
	/** By `resource:operation`. An operation that sends nothing has no example. */
	examples: Map<string, Example>;
}

/** What else to read about an operation, by `resource:operation`. */
const GUIDES: Record<string, string> = {
	'alert:respond': 'For what to answer in each situation, see [Which outcome when](outcomes.md).',
	'alert:replyInWebhook': 'For what to answer in each situation, see [Which outcome when](outcomes.md).',
};

function credentialSection({ displayName, properties }: ICredentialType): string {
	return sections(`### ${displayName}`, noticesOf(properties), fieldTable(properties)).trim();
}

function exampleSection(example: Example | undefined): string {
	if (!example) return '';
	const { parameters, input, output } = example;
	return sections(
		input ? `Input item:\n\n${jsonBlock(input[0])}` : '',
		`Parameters:\n\n${jsonBlock(parameters)}`,
		output === undefined ? '' : `Output:\n\n${jsonBlock(output)}`,
	).trim();
}

function operationSection(resource: Resource, operation: Operation, example: Example | undefined): string {
	return sections(
		`### ${resource.name}: ${operation.name}`,
		`${operation.description}${operation.description.endsWith('.') ? '' : '.'}`,
		operation.irreversible ? `> ${operation.irreversible}` : '',
		GUIDES[`${resource.value}:${operation.value}`] ?? '',
		noticesOf(operation.fields),
		fieldTable(operation.fields),
		operation.options && operation.options.length > 0
			? `Options of this operation:\n\n${fieldTable(operation.options)}`
			: '',
		exampleSection(example),
	).trim();
}

/** The fields that replace Simplify in a tool. Which fields can be chosen depends on the operation. */
function toolSection(operations: Operation[]): string {
	if (operations.every(({ simplified }) => simplified === undefined)) return '';
	const shown = withOutput([simplifyField], () => ({})).filter(({ displayOptions }) => displayOptions?.show?.['@tool']);
	const [output, ...others] = shown.filter(({ type }) => type !== 'hidden');
	return sections(
		'### As a tool of an AI agent',
		'In a tool, the operations with *Simplify* have *Output* instead, so that the model gets no fields that it does not need.',
		fieldTable([output, ...others.filter(({ name }) => name !== output.name)]),
		'A field that no record has is `null`, and `fieldsNotFound` in the output names the fields that there are.',
	).trim();
}

function triggerSection({ displayName, description, properties }: INodeTypeDescription): string {
	return sections(`## ${displayName}`, `${description}.`, noticesOf(properties), fieldTable(properties)).trim();
}

/** The page of one service: its credentials, every operation with its fields and an example, and its triggers. */
export function servicePage({ node, triggers, credentials, resources, examples }: ServiceParts): string {
	const every = resources.flatMap((resource) => resource.operations.map((operation) => ({ resource, operation })));
	return sections(
		`# ${node.displayName}`,
		`${node.description}.`,
		'<!-- Made from the nodes with `npm run docs`. A test checks that it is up to date. -->',
		'The examples are invented.',
		table(
			['resource', 'operation', 'what it does'],
			every.map(({ resource, operation }) => [resource.name, operation.name, operation.description]),
		),
		`## ${credentials.length > 1 ? 'Credentials' : 'Credential'}`,
		...credentials.map(credentialSection),
		'## Operations',
		...every.map(({ resource, operation }) =>
			operationSection(resource, operation, examples.get(`${resource.value}:${operation.value}`)),
		),
		'### Options of all operations that send requests',
		fieldTable(requestOptions),
		'Operations that change something also have these:',
		fieldTable([dryRunOption, includeInputFieldsOption]),
		toolSection(every.map(({ operation }) => operation)),
		...triggers.map(triggerSection),
	);
}
