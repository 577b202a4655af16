import type { IExecuteFunctions, INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Service } from '../operation';
import { mustReturnRefusal } from './agentGuard';
import { mayHaveDetails } from './olderN8n';
import { readItems } from './readItems';
import { Results } from './results';
import { sendItems } from './sendItems';

/**
 * Runs a node: reads and checks all items, then sends several at a time, and puts the outputs in item order.
 * Unless the node continues after failures, one invalid item means that nothing is sent at all. A failure while sending stops
 * further requests, waits for those in flight, and says what was completed before. So does a stop of the execution, by hand, by its
 * time-out or by n8n's shutdown: a write that is in flight then has an unknown outcome.
 * @param context n8n's `this` of `execute`
 * @param service the service with its registry
 */
export async function executeNode(context: IExecuteFunctions, service: Service): Promise<INodeExecutionData[][]> {
	const node = context.getNode();
	const signal = context.getExecutionCancelSignal();
	// Retry On Fail runs a stopped node once more. Nothing is left to send then, so what it says would hide what was in flight
	const known = signal && stoppedRuns.get(signal)?.get(node.name);
	if (known) return known();

	const inputs = context.getInputData();
	const goesOn = context.continueOnFail();
	const results = new Results(inputs.length);
	const work = await readItems(context, service, inputs, results).catch((error: unknown) => {
		inputs.forEach((_, index) => results.fail(index, error));
		return undefined;
	});
	if (mustReturnRefusal(context)) return [results.items(mayHaveDetails(node))];
	if (results.hasFailures && !goesOn) throw results.nothingSentError(node);

	if (work) await sendItems(work, results, goesOn);
	const finish = (error: () => Error) => {
		if (results.hasFailures && !goesOn) throw error();
		return [results.items(mayHaveDetails(node))];
	};
	if (!signal?.aborted || !results.isIncomplete)
		return finish(() => results.stoppedError(node, work?.client !== undefined));
	results.failRest(service.name);
	const stopped = results.cancelledError(node, service.name);
	if (work?.effect === 'write') reportStop(context, stopped);
	const end = () => finish(() => stopped);
	stoppedRuns.set(signal, new Map([...(stoppedRuns.get(signal) ?? []), [node.name, end]]));
	return end();
}

/** How nodes ended whose execution was stopped while they ran, by the execution's signal and the node's name. */
const stoppedRuns = new WeakMap<AbortSignal, Map<string, () => INodeExecutionData[][]>>();

/** n8n stores the output of an execution that timed out, but not of one that was stopped by hand: it must be found elsewhere. */
function reportStop(context: IExecuteFunctions, { message, description }: NodeOperationError | NodeApiError): void {
	const executionId = context.getExecutionId();
	const where = `${context.getNode().name} (execution ${executionId})`;
	const line = [`${where}: ${message}.`, description].filter(Boolean).join(' ').replace(/\s+/g, ' ');
	context.logger.warn(line, { executionId, workflowId: context.getWorkflow().id });
}
