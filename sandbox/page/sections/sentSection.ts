import { type PageContext, SERVICES } from '../context';
import { type Html, html } from '../html';
import { badge, cut, live, moment, short } from '../pieces';
import { type Attempt, adviceFor, latestSent, type Sent } from '../sent';

const SHOWN_REPLY = 1500;

export const sentSection = (context: PageContext): Html => html`<section id="sent" aria-labelledby="sent-heading">
<h2 id="sent-heading">Sent to n8n</h2>
<p class="purpose">Alerts and events sent to the webhook URLs, newest first, with the replies of n8n.</p>
${sentList(context)}
</section>`;

export function sentList(context: PageContext): Html {
	const sent = latestSent(context);
	const content =
		sent.length === 0
			? html`<p class="empty">Nothing has been sent yet. Save a webhook URL above and press one of the buttons next to it.</p>`
			: html`<ol class="entries" data-rows="sent">${sent.map(entry)}</ol>`;
	return live('sent', 'Sent to n8n', content);
}

function entry({ key, service, at, what, about, url, state, attempts, body, proof, judgment }: Sent): Html {
	const last = attempts.at(-1);
	const advice = last === undefined ? undefined : adviceFor(last);
	const attemptCount = attempts.length > 1 ? `, ${attempts.length} attempts` : '';
	const reply =
		last === undefined
			? ''
			: `${last.status === null ? 'no reply' : `HTTP ${last.status}`} in ${last.milliseconds} ms${attemptCount}`;
	return html`<li id="sent-${key}"><details id="open-sent-${key}"><summary id="sum-sent-${key}">
<span class="when">${moment(at)}</span> <span class="who">${SERVICES[service]}</span> <span class="what">${what} <code title="${about}">${short(about)}</code></span> ${badge(state.tone, state.text)} <span class="how">${reply}</span>
</summary><div class="inside">
${judgment === undefined || judgment === '' ? '' : html`<p><strong>${judgment}</strong></p>`}
${advice === undefined ? '' : html`<p class="advice">${advice}</p>`}
<dl class="facts"><dt>To</dt><dd><code>${url}</code></dd><dt>About</dt><dd><code>${about}</code></dd><dt>Proof</dt><dd>${proof}</dd></dl>
<h4>Sent</h4><pre tabindex="0">${cut(body, SHOWN_REPLY)}</pre>
<h4>Replies</h4>${attempts.length === 0 ? html`<p>None yet.</p>` : html`<ol class="tries">${attempts.map(attempt)}</ol>`}
</div></details></li>`;
}

const attempt = ({ at, status, milliseconds, body, error }: Attempt): Html =>
	html`<li>${moment(at)}: ${status === null ? `no reply (${error ?? 'unknown reason'})` : `HTTP ${status}`} after ${milliseconds} ms
${body === '' ? '' : html`<pre tabindex="0">${cut(body, SHOWN_REPLY)}</pre>`}</li>`;
