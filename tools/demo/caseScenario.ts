import axios from 'axios';
import { PDFDocument } from 'pdf-lib';

import { errorOf, itemsOf } from '../n8n/execution';
import { NODE } from './caseWorkflow';
import type { Services } from './services';

/** A dispute about the second order. */
const ORDER = 'ORDER-1002';

/** What the scenario ends with. */
export interface CaseResult {
	expedientNumber: string;
	executionId: string;
	/** The workflow's steps with their results. */
	steps: Array<{ step: string; result: string }>;
}

/** The facts of the case that the sandbox keeps. */
interface CaseFacts {
	status: string;
	files: Array<{ name: string; mimetype: string; category: string }>;
}

/**
 * Has the sandbox open a case, and waits until the workflow has completed it, uploaded the receipt, submitted it and
 * saved the defense.
 *
 * @returns the steps, and the problems: none if the defense is a PDF that opens
 */
export async function runCaseScenario({
	sandboxUrl,
	client,
	cases,
	defenseTable,
}: Services): Promise<{ result: CaseResult; problems: string[] }> {
	const control = axios.create({ baseURL: `${sandboxUrl}/_sandbox/kloutit` });
	const { data: event } = await control.post<{ expedientNumber: string }>('/events', {
		event: 'CASE_CREATED',
		sector: 'FASHION',
		fields: {
			orderNumber: ORDER,
			chargebackReason: 'PRODUCT_SERVICE_NOT_RECEIVED',
			disputeAmount: { value: 120, currency: 'EUR' },
		},
		wait: 'first',
	});
	const { expedientNumber } = event;
	const [execution] = await client.waitForExecutions(cases.workflowId, 1, 90_000);
	const { data: facts } = await control.get<CaseFacts>(`/cases/${encodeURIComponent(expedientNumber)}`);

	const problems: string[] = [];
	if (execution.status !== 'success')
		problems.push(`The execution of the case ended with ${execution.status}: ${errorOf(execution) ?? 'no message'}`);
	const [receipt] = facts.files;
	if (receipt?.mimetype !== 'application/pdf') problems.push('The case has no receipt.');
	if (facts.status !== 'GENERATED') problems.push(`The case is ${facts.status} instead of GENERATED.`);
	const [checked] = itemsOf(execution, NODE.check);
	const [defense] = itemsOf(execution, NODE.download);
	const binary = defense?.binary?.data;
	const pages = binary ? await pageCount(await client.binaryFile(binary), problems) : 0;
	if (!binary) problems.push('There is no defense.');
	const saved = (await client.rows(defenseTable)).find((row) => row.expedientNumber === expedientNumber);
	if (!saved) problems.push('The defense is missing from the table defenses.');

	const steps = [
		{ step: 'case completed from', result: ORDER },
		{ step: 'evidence uploaded', result: receipt ? `${receipt.name} (${receipt.category})` : 'nothing' },
		{ step: 'case checked', result: String(checked?.json.status ?? 'not checked') },
		{ step: 'case submitted', result: facts.status },
		{ step: 'defense saved', result: binary ? `${binary.fileName ?? 'without a name'}, ${pages} page(s)` : 'nothing' },
	];
	return { result: { expedientNumber, executionId: execution.id, steps }, problems };
}

/** The pages of a PDF; 0, and a problem, if it is not one. */
async function pageCount(content: Buffer, problems: string[]): Promise<number> {
	if (content.subarray(0, 5).toString('latin1') !== '%PDF-') {
		problems.push('The defense does not begin like a PDF.');
		return 0;
	}
	const pages = (await PDFDocument.load(content)).getPageCount();
	if (pages < 1) problems.push('The defense has no page.');
	return pages;
}
