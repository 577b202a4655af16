import { type PageContext, SERVICES, type ServiceName } from '../context';
import { type Html, html } from '../html';
import { badge, live } from '../pieces';

/** The four services at a glance: what is open there, and whether n8n can be reached. */
export function overview({ state, settings }: Pick<PageContext, 'state' | 'settings'>): Html {
	const open: Record<ServiceName, string> = {
		chargebackhit: counting(
			[...state.chargebackhit.alerts.values()].filter(({ alert }) => alert.outcome === '').length,
			'alert',
			'not answered',
		),
		kloutit: counting(
			[...state.kloutit.cases.values()].filter(({ status }) => status === 'PENDING').length,
			'case',
			'to complete',
		),
		kount: counting(
			[...state.kount.alerts.values()].filter(({ answer }) => answer === null).length,
			'alert',
			'not answered',
		),
		klavi: counting(state.klavi.payments.size, 'payment', ''),
	};
	const hasAddress: Record<ServiceName, boolean> = {
		chargebackhit: settings.chargebackhit.webhookUrl !== null,
		kloutit: settings.kloutit.webhookUrl !== null || state.kloutit.subscriptions.size > 0,
		kount: settings.kount.webhookUrl !== null || settings.kount.signedWebhookUrl !== null,
		klavi: settings.klavi.webhookUrl !== null,
	};
	const items = Object.entries(SERVICES).map(([name, label]) => {
		const service = name as ServiceName;
		const address = hasAddress[service] ? badge('good', 'sends events to n8n') : badge('quiet', 'no webhook URL yet');
		return html`<li id="overview-${service}"><a id="to-${service}" href="#${service}">${label}</a><p>${open[service]}</p><p>${address}</p></li>`;
	});
	return live('overview', 'Services', html`<ul class="overview" data-rows="overview">${items}</ul>`);
}

const counting = (count: number, one: string, rest: string): string =>
	`${count} ${one}${count === 1 ? '' : 's'} ${rest}`.trim();
