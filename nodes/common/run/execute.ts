import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { Cancelled } from '../clock';
import type { Service } from '../operation';
import { mustReturnRefusal } from './agentGuard';
import { mayHaveDetails } from './olderN8n';
import { readItems } from './readItems';
import { Results } from './results';
import { sendItems } from './sendItems';

/**
 * Runs a node: reads and checks all items, then sends several at a time, and puts the outputs in item order.
 * Unless the node continues after failures, one invalid item means that nothing is sent at all. A failure while sending stops
 * further requests, waits for those in flight, and says what was completed before.
 * @param context n8n's `this` of `execute`
 * @param service the service with its registry
 */
export async function executeNode(context: IExecuteFunctions, service: Service): Promise<INodeExecutionData[][]> {
	const inputs = context.getInputData();
	const goesOn = context.continueOnFail();
	const results = new Results(inputs.length);

	const work = await readItems(context, service, inputs, results).catch((error: unknown) => {
		inputs.forEach((_, index) => results.fail(index, error));
		return undefined;
	});
	if (mustReturnRefusal(context)) return [results.items(mayHaveDetails(context.getNode()))];
	if (results.hasFailures && !goesOn) throw results.nothingSentError(context.getNode());

	if (work) await sendItems(work, results, goesOn);
	const isStopped = results.failedWith(Cancelled) || (results.hasFailures && !goesOn);
	if (isStopped) throw results.stoppedError(context.getNode(), work?.client !== undefined);
	return [results.items(mayHaveDetails(context.getNode()))];
}
