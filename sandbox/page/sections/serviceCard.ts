import { type PageContext, SERVICES, type ServiceName } from '../context';
import { type Content, type Html, html } from '../html';
import type { Notice } from '../notices';
import { copyable } from '../pieces';

export interface ServicePart {
	service: ServiceName;
	/** One sentence: what the service does. */
	purpose: string;
	/** A list for each n8n credential: its name there, and its fields as they are called there. */
	credentials: Array<{ credential: string; fields: Record<string, string | undefined> }>;
	addresses: Address[];
	/** The forms that make something happen. */
	actions: Content;
	/** Alerts, cases, payments: updates automatically. */
	records: Content;
}

/** A setting with the URL for events. */
export interface Address {
	setting: 'webhookUrl' | 'signedWebhookUrl';
	label: string;
	value: string | null;
	/** Where else events may go, or what is worth knowing. */
	note?: string;
}

/** The section of one service: credentials, where its events go, buttons, and what it holds now. */
export function serviceCard(part: ServicePart, notice: Content): Html {
	const { service, purpose, credentials, addresses, actions, records } = part;
	return html`<section id="${service}" class="service" aria-labelledby="${service}-heading">
<h2 id="${service}-heading">${SERVICES[service]}</h2>
<p class="purpose">${purpose}</p>
${notice}
<div class="columns">
<div class="setup">
<h3>1. Copy into n8n</h3>
${credentials.map((one, index) => credentialList(service, index, one))}
<h3>2. Where events go</h3>
${addresses.map((address) => addressForm(service, address))}
</div>
<div class="doing">
<h3>3. Make something happen</h3>
${actions}
</div>
</div>
${records}
</section>`;
}

function credentialList(
	service: string,
	index: number,
	{ credential, fields }: ServicePart['credentials'][number],
): Html {
	const entries = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return html`<h4>${credential}</h4>
<dl>${entries.map(([label, value]) => {
		const id = `${service}-${index}-${label.toLowerCase().replaceAll(' ', '-')}`;
		return copyable(id, label, value);
	})}</dl>`;
}

function addressForm(service: ServiceName, { setting, label, value, note }: Address): Html {
	const id = `${service}-${setting}`;
	return html`<form method="post" action="/page/webhook-url">
<input type="hidden" name="service" value="${service}"><input type="hidden" name="setting" value="${setting}">
<label for="${id}">${label}</label>
<div class="together"><input id="${id}" name="url" type="url" value="${value ?? ''}" placeholder="paste the webhook URL of the trigger" autocomplete="off" spellcheck="false" aria-describedby="${id}-note">
<button class="second">Save</button></div>
<p class="hint" id="${id}-note">${value === null ? 'No URL yet. Copy it from the trigger in n8n, under Webhook URLs. ' : ''}${note ?? ''}</p>
</form>`;
}

/** What a button has done; empty unless the notice is about this section. */
export function noticeIn(section: string, notice: Notice | undefined): Content {
	if (notice === undefined || notice.section !== section) return undefined;
	return html`<div id="notice" class="notice ${notice.good ? 'good' : 'bad'}" role="status" tabindex="-1">${notice.text}</div>`;
}

/** What was typed into a field of this section before, for its next use. */
export const typedIn = (section: string, notice: Notice | undefined, field: string): string =>
	(notice?.section === section ? notice.form.get(field) : undefined) ?? '';

/** Where the services are reached, for the credentials in n8n. */
export type BaseUrl = string;

export interface SectionInput {
	context: PageContext;
	baseUrl: BaseUrl;
	notice: Notice | undefined;
}
