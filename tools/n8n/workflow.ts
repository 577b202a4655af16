import { randomUUID } from 'node:crypto';

import type { IConnections, IDataObject, INode, INodeParameters } from 'n8n-workflow';

/** The required parts of a node. Id, position and version 1 are added. */
export type NodeToCreate = Pick<INode, 'name' | 'type'> &
	Partial<Omit<INode, 'parameters'>> & {
		parameters?: INodeParameters | IDataObject;
	};

/** A workflow to save. */
export interface WorkflowToCreate {
	name: string;
	nodes: NodeToCreate[];
	connections?: IConnections;
	settings?: IDataObject;
	pinData?: IDataObject;
}

/** A saved workflow. */
export interface SavedWorkflow extends Required<Omit<WorkflowToCreate, 'nodes'>> {
	id: string;
	nodes: INode[];
	/** Identifies the saved content. Activation requires it. */
	versionId: string;
	active: boolean;
}

/** The request body that n8n expects, with defaults for everything that was left out. */
export function completeWorkflow(workflow: WorkflowToCreate): IDataObject {
	const nodes = workflow.nodes.map((node, place) => ({
		id: randomUUID(),
		typeVersion: 1,
		position: [place * 220, 0],
		parameters: {},
		...node,
	}));
	return {
		...workflow,
		nodes,
		connections: workflow.connections ?? {},
		settings: { executionOrder: 'v1', ...workflow.settings },
	} as unknown as IDataObject;
}

/** Connections from the first output of each node to the next node. */
export function chain(...names: string[]): IConnections {
	const connections: IConnections = {};
	for (const [place, name] of names.slice(0, -1).entries()) {
		connections[name] = { main: [[{ node: names[place + 1], type: 'main', index: 0 }]] };
	}
	return connections;
}
