import { EVENT_TYPES } from '../../kount/catalogue';
import { FORGERIES } from '../../kount/delivery';
import type { AlertRecord } from '../../kount/records';
import type { UploadedOrder, UploadLedger } from '../../kount/uploadLedger';
import { type Html, html } from '../html';
import { badge, captionOf, counted, live, moment, money, short, table, text } from '../pieces';
import { noticeIn, type SectionInput, serviceCard } from './serviceCard';

/** Events of Kount 360 (Contract: 3.2). */
const SIGNED_EVENTS = ['Order.StatusChange', 'Order.NotesAdd', 'MFA.StatusUpdate'] as const;

const FORGERY_WORDS: Record<(typeof FORGERIES)[number], string> = {
	changedByte: 'wrong: the body was changed after signing',
	pkcs1: 'wrong: signed by another method',
	missingSignature: 'wrong: no signature',
	missingTimestamp: 'wrong: no timestamp',
};
const SHOWN = 6;

export function kountSection({ context, baseUrl, notice }: SectionInput, publicKey: string | undefined): Html {
	const { apiKey, webhookHeaderName, webhookHeaderValue, webhookUrl, signedWebhookUrl } = context.settings.kount;
	return serviceCard(
		{
			service: 'kount',
			purpose: 'Receives transactions and orders from n8n, and sends chargeback alerts and signed order events to n8n.',
			credentials: [
				{
					credential: 'Credential: Kount OAuth2 API (Token Server: Custom)',
					fields: {
						'API Key': apiKey,
						'Token Server': 'Custom',
						'Token URL': `${baseUrl}/kount/as/token`,
						'Base URL': `${baseUrl}/kount`,
					},
				},
				{
					credential: 'Credential: Kount Webhook API (for chargeback alerts)',
					fields: { 'Header Name': webhookHeaderName, Secret: webhookHeaderValue },
				},
				{
					credential: 'Kount Trigger, source Kount 360 Events',
					fields: { 'Public Key': publicKey ?? 'is being generated; reload the page in a moment' },
				},
			],
			addresses: [
				{ setting: 'webhookUrl', label: 'Webhook URL for Chargeback Alerts', value: webhookUrl },
				{ setting: 'signedWebhookUrl', label: 'Webhook URL for Kount 360 Events (signed)', value: signedWebhookUrl },
			],
			actions: actions(),
			records: kountRecords(context),
		},
		noticeIn('kount', notice),
	);
}

const actions = (): Html => html`<form method="post" action="/page/kount-alert">
<fieldset><legend>Send chargeback alert</legend>
<label for="kount-alert">Type</label>
<select id="kount-alert" name="event">${EVENT_TYPES.map((type) => html`<option>${type}</option>`)}</select>
<p class="check"><input type="checkbox" id="kount-bare" name="withoutHeader" value="yes"><label for="kount-bare">without the secret (n8n must reject it)</label></p>
<button>Send alert</button>
</fieldset></form>
<form method="post" action="/page/kount-signed">
<fieldset><legend>Send signed Kount 360 event</legend>
<div class="fields">
<div><label for="kount-event">Type</label>
<select id="kount-event" name="event">${SIGNED_EVENTS.map((type) => html`<option>${type}</option>`)}</select></div>
<div><label for="kount-forge">Signature</label>
<select id="kount-forge" name="forge"><option value="">valid</option>${FORGERIES.map(
	(forgery) => html`<option value="${forgery}">${FORGERY_WORDS[forgery]}</option>`,
)}</select></div>
</div>
<button>Send signed event</button>
</fieldset></form>`;

/** The newest alerts with their answers, and what has been uploaded. */
export function kountRecords({ state }: Pick<SectionInput['context'], 'state'>): Html {
	const { alerts, orders, uploads } = state.kount;
	const newest = [...alerts.values()].sort((left, right) => (left.eventDateTime < right.eventDateTime ? 1 : -1));
	const caption = captionOf('Alerts', SHOWN, alerts.size);
	const content = table<AlertRecord>(
		'kount-alert',
		caption,
		newest.slice(0, SHOWN),
		[
			{ heading: 'Time', of: ({ eventDateTime }) => moment(eventDateTime) },
			{ heading: 'Type', of: ({ eventType }) => eventType, wide: true },
			{
				heading: 'Amount',
				of: ({ transaction }) => money(transaction.transactionAmount, transaction.transactionCurrency),
			},
			{ heading: 'Order', of: ({ transaction }) => text(transaction.merchantOrderID), wide: true },
			{ heading: 'Descriptor', of: ({ transaction }) => text(transaction.descriptor), wide: true },
			{ heading: 'Answer', of: answer },
			{ heading: 'Due', of: ({ dueAt }) => moment(dueAt) },
			{ heading: 'ID', of: ({ id }) => html`<code title="${id}">${short(id)}</code>` },
		],
		({ id }) => id,
	);
	const counts = counted({
		uploads: uploads.requests,
		'transactions uploaded': uploads.transactions,
		'different order numbers': uploads.orders.size,
		'orders recorded': orders.size,
	});
	return live('kount', 'Kount alerts', html`${counts}${content}${uploadedOrders(uploads)}`);
}

/** The orders uploaded last, so that amounts can be compared with one's own. */
function uploadedOrders({ orders }: UploadLedger): Html {
	if (orders.size === 0) return html``;
	const newest = [...orders].slice(-SHOWN).reverse();
	return table<[string, UploadedOrder]>(
		'kount-upload',
		captionOf('Transactions uploaded', SHOWN, orders.size),
		newest,
		[
			{ heading: 'Order', of: ([orderNumber]) => text(orderNumber), wide: true },
			{ heading: 'Time', of: ([, { orderDateTime }]) => moment(orderDateTime) },
			{
				heading: 'Amount',
				of: ([, { orderTotal, transaction }]) => money((orderTotal / 100).toFixed(2), transaction?.orderCurrency),
			},
			{ heading: 'As sent, in hundredths', of: ([, { orderTotal }]) => text(orderTotal) },
			{ heading: 'Uploads', of: ([, { uploads }]) => text(uploads) },
		],
		([orderNumber]) => orderNumber,
	);
}

function answer({ answer: given, dueAt }: AlertRecord): Html {
	if (given !== null)
		return badge(given.late ? 'bad' : 'good', given.late ? `${given.statusCode}, too late` : given.statusCode);
	return Date.parse(dueAt) < Date.now() ? badge('bad', 'not answered in time') : badge('waiting', 'not answered');
}
