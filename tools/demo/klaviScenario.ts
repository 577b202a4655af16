import { setTimeout as pause } from 'node:timers/promises';

import axios from 'axios';

import { errorOf, itemsOf } from '../n8n/execution';
import { NODE } from './klaviWorkflow';
import type { Services } from './services';

/** What the control API reports about a payment. */
interface KnownPayment {
	externalId: string | null;
	amount: string;
	status: string;
	consentUrl: string | null;
}

/** Longest wait for the bank link, in milliseconds. */
const LINK_LIMIT = 30_000;

/** The link of the payment that was just started. @throws Error when there is none in time */
async function bankLink(sandboxUrl: string): Promise<string> {
	for (const until = Date.now() + LINK_LIMIT; Date.now() < until; await pause(200)) {
		const { data } = await axios.get<{ payments: KnownPayment[] }>(`${sandboxUrl}/_sandbox/klavi/payments`);
		const link = data.payments.find(
			({ consentUrl, status }) => consentUrl !== null && status === 'CONSENT_AWAITING_AUTHORIZATION',
		)?.consentUrl;
		if (link) return link;
	}
	throw new Error('The bank link did not appear in time.');
}

/** What a payer does: opens the link, once, and approves on the page of the bank. */
async function approve(link: string): Promise<void> {
	const { data: page } = await axios.get<string>(link);
	const formKey = /name="formKey" value="([^"]+)"/.exec(page)?.[1] ?? '';
	await axios.post(link, new URLSearchParams({ formKey, decision: 'authorize' }), {
		maxRedirects: 0,
		validateStatus: (status) => status < 400,
	});
}

/** What the scenario ends with. */
export interface KlaviResult {
	steps: Array<{ step: string; result: string }>;
}

/**
 * Pays a refund: the workflow starts the payment, a payer approves it on the page of the bank, and the workflow waits
 * for the end.
 *
 * @returns the steps, and the problems: none if exactly one payment was completed
 */
export async function runKlaviScenario({
	sandboxUrl,
	client,
	klavi,
}: Services): Promise<{ result: KlaviResult; problems: string[] }> {
	const problems: string[] = [];
	const running = client.runToEnd(klavi.workflowId, NODE.start, 90_000);
	const approved = bankLink(sandboxUrl).then(approve);
	await approved.catch((error: Error) => problems.push(error.message));
	const execution = await running;
	if (execution.status !== 'success')
		problems.push(`The execution ended with ${execution.status}: ${errorOf(execution) ?? 'no message'}`);

	const [created] = itemsOf(execution, NODE.handOver);
	const [ended] = itemsOf(execution, NODE.wait);
	const refundId = String(itemsOf(execution, NODE.refund)[0]?.json.refundId);
	const { data } = await axios.get<{ payments: KnownPayment[] }>(`${sandboxUrl}/_sandbox/klavi/payments`);
	const paid = data.payments.filter(({ externalId }) => externalId === refundId);
	if (paid.length !== 1) problems.push(`The refund has ${paid.length} payments instead of one.`);
	if (ended?.json.status !== 'PAYMENT_COMPLETED')
		problems.push(`The payment is ${String(ended?.json.status)} instead of PAYMENT_COMPLETED.`);

	const steps = [
		{ step: 'refund', result: `${refundId.replace(/\d+/, '…')}, ${paid[0]?.amount ?? 'no'} centavos` },
		{ step: 'bank link', result: created?.json.link ? 'handed over, opened once' : 'none' },
		{ step: 'payments made', result: String(paid.length) },
		{ step: 'ended with', result: String(ended?.json.status ?? 'nothing') },
	];
	return { result: { steps }, problems };
}
