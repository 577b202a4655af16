import type { INodeExecutionData, IRunExecutionData, ITaskData } from 'n8n-workflow';

/** An entry of the list of executions. */
export interface ExecutionSummary {
	id: string;
	workflowId: string;
	/** `manual`, `webhook`, `trigger`, `error` and so on. */
	mode: string;
	/** `new`, `running`, `waiting`, `success`, `error`, `crashed` or `canceled`. */
	status: string;
	startedAt: string | null;
	stoppedAt: string | null;
}

/** An execution with the data of its nodes. */
export interface Execution extends ExecutionSummary {
	data: IRunExecutionData;
}

/** Final statuses. */
export const FINAL_STATUSES = ['success', 'error', 'crashed', 'canceled'];

/**
 * Restores what n8n stores as a flat list: element 0 is the value, and a string inside an object or array is the index
 * of the element at that position. Shared and circular references are restored.
 */
export function decodeFlattened(text: string): unknown {
	const elements = JSON.parse(text) as unknown[];
	const restored = new Map<number, unknown>();

	const restore = (index: number): unknown => {
		if (restored.has(index)) return restored.get(index);
		const element = elements[index];
		if (typeof element !== 'object' || element === null) return element;
		const value: unknown[] | Record<string, unknown> = Array.isArray(element) ? [] : {};
		restored.set(index, value);
		for (const [key, part] of Object.entries(element)) {
			(value as Record<string, unknown>)[key] = typeof part === 'string' ? restore(Number(part)) : part;
		}
		return value;
	};
	return restore(0);
}

/** Every run of a node, in order. Empty if it did not run. */
export function runsOf(execution: Execution, nodeName: string): ITaskData[] {
	return execution.data.resultData.runData[nodeName] ?? [];
}

/**
 * The items that a node output.
 *
 * @param output 0 is the first output; a node's error output comes after its last regular output
 * @param run 0 is the node's first run
 */
export function itemsOf(execution: Execution, nodeName: string, output = 0, run = 0): INodeExecutionData[] {
	return runsOf(execution, nodeName)[run]?.data?.main?.[output] ?? [];
}

/** The message of the error the execution or one of its nodes ended with, or `undefined`. */
export function errorOf(execution: Execution): string | undefined {
	const { error, runData } = execution.data.resultData;
	const nodeErrors = Object.values(runData).flatMap((runs) => runs.map((run) => run.error?.message));
	return error?.message ?? nodeErrors.find((message) => message !== undefined);
}
