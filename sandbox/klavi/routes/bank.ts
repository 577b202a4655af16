import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { AWAITING } from '../catalogue';
import type { ServiceContext } from '../context';
import type { ConsentRecord, PaymentRecord } from '../records';
import { readForm } from '../requestBody';
import type { KlaviState } from '../state';
import { escaped, facts, leave, page, sendNotice, sendPage } from './pages';
import { REVISIONS_BY_NAME } from './payments';

interface Visit {
	record: PaymentRecord;
	consent: ConsentRecord;
}

/** The payer's bank, behind the consent URL (Contract: 1.5); it opens once, within 60 s, and accepts one decision. */
export function bankRoutes(app: FastifyInstance, { state, lifecycle }: ServiceContext): void {
	/** The payment of a consent URL; `undefined` when the reply already explains why nothing can be decided. */
	const visit = (request: FastifyRequest, reply: FastifyReply): Visit | undefined => {
		const { key } = request.params as { key: string };
		const record = state.byConsentKey(key);
		const consent = record?.consent;
		if (record === undefined || consent?.key !== key) {
			sendNotice(reply, 404, 'Unknown link', 'There is no payment behind this link.');
			return undefined;
		}
		lifecycle.settle(record);
		if (record.status === AWAITING) return { record, consent };
		const sentence = `The status of this payment is ${record.status}, so there is nothing left to decide.`;
		sendNotice(reply, 410, 'Payment no longer open', sentence);
		return undefined;
	};

	app.get('/bank/:key', async (request, reply) => {
		const found = visit(request, reply);
		if (found === undefined) return reply;
		const { consent, record } = found;
		if (consent.openedAt !== undefined) {
			return sendNotice(
				reply,
				410,
				'Link already used',
				'This link has been opened before, and opens only once. Decide with the buttons on the page of the sandbox. Or refuse the payment there, and create it again in n8n with a new External ID.',
			);
		}
		const now = state.clock.now();
		if (now >= consent.openUntil) {
			return sendNotice(
				reply,
				410,
				'Link expired',
				'This link opens only for a minute. Decide with the buttons on the page of the sandbox. Or refuse the payment there, and create it again in n8n with a new External ID.',
			);
		}
		consent.openedAt = now;
		return sendPage(reply, 200, decisionPage(found, record, state));
	});

	app.post('/bank/:key', async (request, reply) => {
		const found = visit(request, reply);
		if (found === undefined) return reply;
		const { consent, record } = found;
		const form = readForm(request.received);
		const decision = form.get('decision');
		if (consent.openedAt === undefined || form.get('formKey') !== consent.formKey) {
			return sendNotice(reply, 403, 'Not from this page', 'Open the link first, and decide on its page.');
		}
		if (decision !== 'authorize' && decision !== 'refuse') {
			return sendNotice(reply, 400, 'No decision', 'The decision must be authorize or refuse.');
		}
		lifecycle.decide(record, decision === 'authorize');
		const { redirect, redirectOnError } = REVISIONS_BY_NAME[record.revision].view(record);
		return decision === 'authorize'
			? leave(reply, redirect, 'Payment authorized', 'You can close this page.')
			: leave(reply, redirectOnError, 'Payment refused', 'You can close this page.');
	});
}

function decisionPage({ consent }: Visit, record: PaymentRecord, state: KlaviState): string {
	const { amount, payer, payee, participantId } = REVISIONS_BY_NAME[record.revision].view(record);
	const bank = state.participants.get(participantId)?.name ?? '';
	return page(
		'Authorize a Pix payment',
		`${facts({ Amount: amount, From: payer, To: payee, Bank: bank })}
<form method="post" action="/klavi/bank/${escaped(consent.key)}">
<input type="hidden" name="formKey" value="${escaped(consent.formKey)}">
<button name="decision" value="authorize">Authorize</button>
<button class="second" name="decision" value="refuse">Refuse</button>
</form>`,
	);
}
