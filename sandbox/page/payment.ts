import { randomUUID } from 'node:crypto';

import { AWAITING } from '../klavi/catalogue';
import type { PaymentRecord } from '../klavi/records';
import { MOCK_BANK_ID } from '../klavi/seed';
import type { WebhookReply } from '../shared/webhookSender';
import { type Action, field } from './action';
import { ownAddress, type PageContext } from './context';
import { html } from './html';
import { bankLink } from './sections/klaviSection';

const TIMEOUT = 10_000;
/** The payment waits for the payer after its first step, which takes a second. */
const LONGEST_WAIT = 2500;

/** Starts an instant payment as n8n would: keys for a token, the token for a payment, all over HTTP. */
export async function startPayment(form: URLSearchParams, context: PageContext): ReturnType<Action> {
	const section = 'klavi';
	const api = `${ownAddress(context.app)}/klavi/payment/customer/v1`;
	const send = async (path: string, body: object, token?: string): Promise<WebhookReply> =>
		await context.webhooks.post(
			`${api}${path}`,
			Buffer.from(JSON.stringify(body), 'utf8'),
			{ 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
			TIMEOUT,
		);
	const { accessKey, secretKey } = context.settings.klavi;
	const opened = await send('/auth', { accessKey, secretKey });
	if (opened.status !== 200)
		return { section, good: false, text: `Could not get a token from Klavi: ${saidBy(opened)}` };
	const created = await send(
		'/instant/payments',
		testPayment(field(form, 'amount')),
		JSON.parse(opened.text).accessToken,
	);
	if (created.status !== 201)
		return { section, good: false, text: `Klavi did not accept the payment: ${saidBy(created)}` };
	const record = context.state.klavi.payments.get(JSON.parse(created.text).id);
	if (record === undefined)
		return { section, good: false, text: 'The payment was created, but a reset has removed it.' };
	await reached(record, AWAITING);
	const link = record.status === AWAITING ? bankLink(record, context.state.klavi.clock.now()) : undefined;
	return {
		section,
		good: true,
		text: html`The payment was started. ${link ?? 'Its bank page will appear in the list below.'}`,
	};
}

const testPayment = (amount: string | undefined): object => ({
	clientRequestId: `page-${randomUUID().slice(0, 8)}`,
	institutionId: MOCK_BANK_ID,
	initType: 'PIX_DICT',
	proxy: '+5511987654321',
	customer: { identifierType: 'CPF', identifier: '12345678901', name: 'Lúcia Alves' },
	amount,
	currency: 'BRL',
});

function saidBy({ status, text, error }: WebhookReply): string {
	if (status === null) return `${error}.`;
	try {
		const { message } = JSON.parse(text) as { message?: unknown };
		return `HTTP ${status}, ${Array.isArray(message) ? message.join('; ') : String(message)}.`;
	} catch {
		return `HTTP ${status}.`;
	}
}

/** Waits briefly until the payment has reached a status. */
async function reached(record: PaymentRecord, status: string): Promise<void> {
	const end = performance.now() + LONGEST_WAIT;
	while (record.status !== status && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
}
