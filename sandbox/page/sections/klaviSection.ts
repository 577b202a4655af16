import { AWAITING, TERMINAL_STATUSES } from '../../klavi/catalogue';
import type { PaymentRecord } from '../../klavi/records';
import { consentUrl } from '../../klavi/routes/payments';
import { type Html, html } from '../html';
import { badge, captionOf, counted, live, moment, short, table } from '../pieces';
import { noticeIn, type SectionInput, serviceCard, typedIn } from './serviceCard';

const SHOWN = 6;

export function klaviSection({ context, baseUrl, notice }: SectionInput): Html {
	const { accessKey, secretKey, webhookUrl } = context.settings.klavi;
	return serviceCard(
		{
			service: 'klavi',
			purpose:
				'Starts Pix payments (Brazilian bank transfers). n8n creates a payment, and the payer authorizes it on the bank page.',
			credentials: [
				{
					credential: 'Credential: Klavi API (Environment: Custom)',
					fields: {
						'Access Key': accessKey,
						'Secret Key': secretKey,
						Environment: 'Custom',
						'Base URL': `${baseUrl}/klavi`,
					},
				},
			],
			addresses: [
				{
					setting: 'webhookUrl',
					label: 'Webhook URL of the Klavi Trigger',
					value: webhookUrl,
					note: 'Every status change of an instant payment is sent there automatically.',
				},
			],
			actions: html`<form method="post" action="/page/payment">
<fieldset><legend>Start a test payment</legend>
<p class="hint">Payments that n8n creates appear below automatically. This button creates one without n8n, to try the bank page.</p>
<label for="payment-amount">Amount in R$</label>
<div class="together"><input id="payment-amount" name="amount" value="${typedIn('klavi', notice, 'amount') || '48.00'}" inputmode="decimal" maxlength="20" autocomplete="off">
<button>Start payment</button></div>
</fieldset></form>
<p class="hint">No real bank is involved and no money moves.</p>`,
			records: klaviRecords(context),
		},
		noticeIn('klavi', notice),
	);
}

/** The newest payments, with the bank page of those that wait for the payer. */
export function klaviRecords({ state }: Pick<SectionInput['context'], 'state'>): Html {
	const { payments, authCalls, events } = state.klavi;
	const newest = [...payments.values()].reverse().slice(0, SHOWN);
	const caption = captionOf('Payments', SHOWN, payments.size);
	const content = table<PaymentRecord>(
		'payment',
		caption,
		newest,
		[
			{ heading: 'Started', of: ({ history }) => (history[0] === undefined ? '' : moment(history[0].at)) },
			{ heading: 'Own ID', of: ({ clientId }) => clientId, wide: true },
			{ heading: 'Amount', of: amount },
			{ heading: 'Status', of: status },
			{ heading: 'Bank', of: (record) => bank(record, state.klavi.clock.now()) },
			{ heading: 'ID', of: ({ id }) => html`<code title="${id}">${short(id)}</code>` },
		],
		({ id }) => id,
	);
	const counts = counted({ 'tokens requested': authCalls, payments: payments.size, events: events.length });
	return live('klavi', 'Klavi payments', html`${counts}${content}`);
}

/** The older revision counts in centavos, the newer one in reais (Contract: 2.3, 2.5). */
function amount({ revision, given }: PaymentRecord): string {
	if (given.amount === undefined) return '';
	return revision === 'instant' ? `R$ ${String(given.amount)}` : `${String(given.amount)} centavos`;
}

function status({ status: name, failure }: PaymentRecord): Html {
	const isOver = TERMINAL_STATUSES.includes(name);
	const tone = name === 'PAYMENT_COMPLETED' ? 'good' : isOver ? 'bad' : 'waiting';
	return html`${badge(tone, name)}${failure === undefined ? '' : html` <span class="hint">${failure.detail}</span>`}`;
}

/** Link and buttons while the payer has to decide. */
function bank(record: PaymentRecord, now: number): Html | string {
	const { consent, id, status: name } = record;
	if (name !== AWAITING || consent === undefined || consentUrl(record) === undefined) {
		return TERMINAL_STATUSES.includes(name) || consent !== undefined ? '–' : 'opens in a moment';
	}
	const link = bankLink(record, now);
	const decide = html`<form method="post" action="/page/decision"><input type="hidden" name="id" value="${id}">
<button class="small second" id="authorize-${id}" name="decision" value="authorize">Authorize</button>
<button class="small second" id="refuse-${id}" name="decision" value="refuse">Refuse</button></form>`;
	const opened =
		consent.openedAt === undefined ? 'The link was not opened in time.' : html`Opened ${moment(consent.openedAt)}.`;
	return html`${link ?? html`<span class="hint">${opened}</span>`}${decide}`;
}

/** The link to the bank page while it can be opened: once, within a minute (Contract: 1.5). */
export function bankLink({ id, consent }: PaymentRecord, now: number): Html | undefined {
	if (consent === undefined || consent.openedAt !== undefined || now >= consent.openUntil) return undefined;
	return html`<a class="button small" id="bank-${id}" href="/klavi/bank/${consent.key}" target="_blank" rel="noopener">Open bank page</a> <span class="hint">works once, until ${moment(consent.openUntil)}</span>`;
}
