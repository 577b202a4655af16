import { ALERT_TYPES, type AlertType } from '../../chargebackhit/catalogue';
import type { AlertRecord } from '../../chargebackhit/records';
import { type Html, html } from '../html';
import { badge, captionOf, live, moment, money, short, table, text } from '../pieces';
import { noticeIn, type SectionInput, serviceCard, typedIn } from './serviceCard';

/** The six types, in words (Contract: 4). */
const ALERT_WORDS: Record<AlertType, { name: string; meaning: string }> = {
	inquiry: { name: 'Inquiry', meaning: 'The issuer asks what was bought. Answer with the order within 2 seconds.' },
	prevented: { name: 'Dispute prevented', meaning: 'The answer to an inquiry was enough. No chargeback follows.' },
	'init-refund': { name: 'Refund request', meaning: 'Refund the customer in time, then answer with the outcome.' },
	resolved: { name: 'Refunded by RDR', meaning: 'The card network refunded the customer automatically (RDR).' },
	'fraud-notification': { name: 'Fraud report', meaning: 'The cardholder reported fraud.' },
	'dispute-notification': { name: 'Dispute notice', meaning: 'A chargeback was filed.' },
};

const SHOWN = 6;

export function chargebackhitSection({ context, baseUrl, notice }: SectionInput): Html {
	const { publicKey, secretKey, webhookUrl } = context.settings.chargebackhit;
	const typed = (field: string): string => typedIn('chargebackhit', notice, field);
	return serviceCard(
		{
			service: 'chargebackhit',
			purpose: 'Sends alerts to n8n before a chargeback happens. n8n answers each with an outcome.',
			credentials: [
				{
					credential: 'Credential: Chargebackhit API',
					fields: { 'Public Key': publicKey, 'Secret Key': secretKey, 'Base URL': `${baseUrl}/chargebackhit` },
				},
			],
			addresses: [{ setting: 'webhookUrl', label: 'Webhook URL of the Chargebackhit Trigger', value: webhookUrl }],
			actions: html`<form method="post" action="/page/alert">
<fieldset><legend>Send alert</legend>
<div class="fields">
<div><label for="alert-order">Order ID <span class="hint">optional</span></label><input id="alert-order" name="orderId" value="${typed('orderId')}" placeholder="e.g. ORDER-1001" maxlength="200" autocomplete="off"></div>
<div><label for="alert-amount">Amount <span class="hint">optional</span></label><input id="alert-amount" name="amount" value="${typed('amount')}" placeholder="e.g. 49.90" inputmode="decimal" maxlength="20" autocomplete="off"></div>
</div>
<p class="check"><input type="checkbox" id="alert-forged" name="forged" value="yes"><label for="alert-forged">with a wrong signature (n8n must reject it)</label></p>
<div class="choices">${ALERT_TYPES.map((type) => {
				const { name, meaning } = ALERT_WORDS[type];
				return html`<button name="type" value="${type}"><strong>${name}</strong><span>${meaning}</span></button>`;
			})}</div>
</fieldset></form>`,
			records: chargebackhitRecords(context),
		},
		noticeIn('chargebackhit', notice),
	);
}

/** The newest alerts, with how each was answered. */
export function chargebackhitRecords({ state }: Pick<SectionInput['context'], 'state'>): Html {
	const { alerts, caids, enrollments, disputes } = state.chargebackhit;
	const newest = [...alerts.values()].sort(
		(left, right) => right.createdAt - left.createdAt || right.sequence - left.sequence,
	);
	const caption = captionOf('Alerts', SHOWN, alerts.size);
	const content = table<AlertRecord>(
		'alert',
		caption,
		newest.slice(0, SHOWN),
		[
			{ heading: 'Time', of: ({ createdAt }) => moment(createdAt) },
			{ heading: 'Type', of: ({ alert }) => alert.type },
			{ heading: 'Amount', of: ({ alert }) => money(alert.amount, alert.currency) },
			{
				heading: 'Order',
				of: ({ transaction, orderId }) => text(orderId ?? transaction.transaction_merchant_id),
				wide: true,
			},
			{ heading: 'Descriptor', of: ({ alert }) => text(alert.descriptor), wide: true },
			{ heading: 'Answer', of: answer },
			{ heading: 'ID', of: ({ alert }) => html`<code title="${alert.id}">${short(alert.id)}</code>` },
		],
		({ alert }) => alert.id,
	);
	const others = `${caids.size} CAIDs, ${enrollments.size} enrollments and ${disputes.size} disputes can be listed from n8n.`;
	return live('chargebackhit', 'Chargebackhit alerts', html`${content}<p class="hint">${others}</p>`);
}

function answer({ alert, outcomes }: AlertRecord): Html {
	const last = outcomes.at(-1);
	if (alert.outcome === '') return badge('waiting', 'not answered');
	const how = last === undefined || last.by === 'seed' ? '' : last.by === 'reply' ? ' in the reply' : ' with Respond';
	return html`${badge('good', alert.outcome)}${how}`;
}
