import type { CaseRecord } from '../../kloutit/records';
import { type Html, html } from '../html';
import { badge, captionOf, counted, live, moment, money, type Tone, table, text } from '../pieces';
import { noticeIn, type SectionInput, serviceCard, typedIn } from './serviceCard';

/** The events, in words (Contract: 6). */
const CASE_EVENTS = {
	CASE_CREATED: { name: 'Case created', meaning: 'A dispute was opened. Its data and files can be added now.' },
	CASE_DEFENSE_GENERATED: { name: 'Defense generated', meaning: 'The defense is ready to download.' },
	CASE_WON: { name: 'Case won', meaning: 'The issuer decided in favor of the merchant.' },
} as const;

const TONES: Record<string, Tone> = {
	PENDING: 'waiting',
	GENERATING: 'waiting',
	GENERATED: 'good',
	ALLEGING: 'waiting',
	WON: 'good',
	LOST: 'bad',
	EXPIRED: 'bad',
};
const SHOWN = 6;

export function kloutitSection({ context, baseUrl, notice }: SectionInput): Html {
	const { apiKey, webhookUrl } = context.settings.kloutit;
	const typed = (field: string): string => typedIn('kloutit', notice, field);
	return serviceCard(
		{
			service: 'kloutit',
			purpose: 'Defends disputes. n8n adds data and files to a case and submits it. Kloutit writes the defense.',
			credentials: [
				{ credential: 'Credential: Kloutit API', fields: { 'API Key': apiKey, 'Base URL': `${baseUrl}/kloutit` } },
			],
			addresses: [
				{
					setting: 'webhookUrl',
					label: 'Webhook URL of the Kloutit Trigger',
					value: webhookUrl,
					note: 'Only needed if Register By Hand is on in the trigger.',
				},
			],
			actions: html`<form method="post" action="/page/case-event">
<fieldset><legend>Send Kloutit event</legend>
<div class="fields">
<div><label for="case-number">Case <span class="hint">leave empty for a new one</span></label><input id="case-number" name="expedientNumber" value="${typed('expedientNumber')}" placeholder="e.g. EXP-100001" maxlength="100" autocomplete="off"></div>
<div><label for="case-order">Order number <span class="hint">optional</span></label><input id="case-order" name="orderNumber" value="${typed('orderNumber')}" placeholder="e.g. ORDER-1002" maxlength="100" autocomplete="off"></div>
</div>
<p class="check"><input type="checkbox" id="case-forged" name="forged" value="yes"><label for="case-forged">forged, not sent by Kloutit (n8n must reject it)</label></p>
<div class="choices">${Object.entries(CASE_EVENTS).map(
				([event, { name, meaning }]) =>
					html`<button name="event" value="${event}"><strong>${name}</strong><span>${meaning}</span></button>`,
			)}</div>
</fieldset></form>`,
			records: kloutitRecords(context),
		},
		noticeIn('kloutit', notice),
	);
}

/** The cases that changed last, and who is subscribed. */
export function kloutitRecords({ state }: Pick<SectionInput['context'], 'state'>): Html {
	const { cases, subscriptions, verifications } = state.kloutit;
	const latest = [...cases.values()].sort((left, right) => (left.updatedAt < right.updatedAt ? 1 : -1));
	const caption = captionOf('Cases', SHOWN, cases.size, 'changed last');
	const content = table<CaseRecord>(
		'case',
		caption,
		latest.slice(0, SHOWN),
		[
			{ heading: 'Changed', of: ({ updatedAt }) => moment(updatedAt) },
			{ heading: 'Case', of: ({ fields }) => fields.expedientNumber, wide: true },
			{ heading: 'Status', of: ({ status }) => badge(TONES[status] ?? 'quiet', status) },
			{ heading: 'Amount', of: ({ fields }) => amount(fields.disputeAmount) },
			{ heading: 'Reason', of: ({ fields }) => text(fields.chargebackReason), wide: true },
			{ heading: 'Order', of: ({ fields }) => text(fields.orderNumber), wide: true },
			{ heading: 'Deadline', of: ({ fields }) => text(fields.deadline).slice(0, 10) },
			{ heading: 'Files', of: ({ files }) => files.length },
			{ heading: 'Defense', of: ({ defense }) => (defense === undefined ? '–' : 'ready') },
		],
		({ fields }) => fields.expedientNumber,
	);
	const unverified = verifications.filter(({ verified }) => !verified).length;
	const counts = counted({
		'triggers registered': subscriptions.size,
		'events n8n asked to verify': verifications.length,
		'not verified': unverified,
	});
	return live('kloutit', 'Kloutit cases', html`${counts}${content}`);
}

/** Amounts of a case are objects of a value and a currency (Contract: 4.1). */
function amount(given: unknown): string {
	const { value, currency } = (given ?? {}) as { value?: unknown; currency?: unknown };
	return money(value, currency);
}
