import type { IncomingHttpHeaders } from 'node:http';

import type { JournalEntry } from '../../shared/journal';
import { type PageContext, SERVICES, type ServiceName } from '../context';
import { type Html, html } from '../html';
import { badge, cut, live, moment, type Tone } from '../pieces';
import { proofOf } from '../proof';
import { authorizationOf, type Comparison, type Proof, shortened } from '../proof/proof';

const SHOWN = 40;
const SHOWN_BODY = 3000;
const CHECK_TONES: Record<Proof['check'], Tone> = {
	valid: 'good',
	wrong: 'bad',
	missing: 'bad',
	'not needed': 'quiet',
};

export const journalSection = (
	context: PageContext,
): Html => html`<section id="journal" aria-labelledby="journal-heading">
<h2 id="journal-heading">Journal of requests</h2>
<p class="purpose">Requests from n8n to the services, newest first. Open one to see how its sender was checked.</p>
${journalList(context)}
<form method="post" action="/page/empty-journal"><button class="second">Empty the journal</button></form>
</section>`;

export function journalList(context: PageContext): Html {
	const { journal } = context;
	const shown = journal.requests.slice(-SHOWN).reverse();
	const content =
		shown.length === 0
			? html`<p class="empty">No requests yet. Test a credential in n8n, and its request appears here.</p>`
			: html`<p class="hint">${journal.total} since the start${journal.total > shown.length ? `. The newest ${shown.length} are shown` : ''}.</p>
<ol class="entries" data-rows="journal">${shown.map((one) => entryOf(one, context))}</ol>`;
	return live('journal', 'Journal', content);
}

/**
 * Finished entries do not change any more, and checking the signature of a large body every two seconds would be
 * wasteful.
 */
const finished = new WeakMap<JournalEntry, Html>();

function entryOf(entry: JournalEntry, context: PageContext): Html {
	const known = finished.get(entry);
	if (known !== undefined) return known;
	const made = entryHtml(entry, proofOf(entry, context), context);
	if (entry.duration !== null) finished.set(entry, made);
	return made;
}

function entryHtml(entry: JournalEntry, proof: Proof, context: PageContext): Html {
	const { number, at, service, method, path, duration, fault } = entry;
	const key = `${service}-${number}-${Date.parse(at)}`;
	const took = duration === null ? '' : ` in ${duration} ms`;
	return html`<li id="request-${key}"><details id="open-${key}"><summary id="sum-${key}">
<span class="when">${moment(at)}</span> <span class="who">${SERVICES[service as ServiceName]}</span> <span class="what"><code>${method} ${cut(path, 160)}</code></span> ${badge(CHECK_TONES[proof.check], checkWords(proof))} <span class="how">${answerBadge(entry)}${took}${fault === undefined ? '' : ' · with a fault'}</span>
</summary><div class="inside">
${proofHtml(proof)}
<details class="wire" id="wire-${key}"><summary id="wiresum-${key}">Headers and body as received</summary>
<h4>Headers</h4><dl class="facts">${Object.entries(shownHeaders(entry.headers, context)).map(
		([name, value]) => html`<dt>${name}</dt><dd><code>${value}</code></dd>`,
	)}</dl>
<h4>Body (${entry.bodyBytes} bytes)</h4>${entry.body === '' ? html`<p>None.</p>` : html`<pre tabindex="0">${cut(shownBody(entry, context), SHOWN_BODY)}</pre>`}
</details></div></details></li>`;
}

function answerBadge({ status, duration }: JournalEntry): Html {
	if (status === null) return duration === null ? badge('waiting', 'in progress') : badge('bad', 'connection reset');
	return badge(status < 400 ? 'good' : 'bad', `HTTP ${status}`);
}

function checkWords({ kind, check }: Proof): string {
	if (check === 'not needed') return 'nothing to check';
	return `${kind.toLowerCase().replace('api', 'API')} ${check}`;
}

/**
 * How the sender was checked: the finding, how the proof is made, what was expected and received, and where they
 * differ.
 */
function proofHtml({ kind, check, finding, advice, recipe, comparisons }: Proof): Html {
	return html`<div class="proof ${CHECK_TONES[check]}"><h4>Sender check: ${kind}</h4>
<p><strong>${finding}</strong></p>
${advice === undefined ? '' : html`<p class="advice">${advice}</p>`}
${recipe === undefined ? '' : html`<p class="hint">${recipe}</p>`}
${comparisons.map(comparisonHtml)}</div>`;
}

function comparisonHtml({ of, expected, received, parting }: Comparison): Html {
	const comparison = parting === null ? 'They are identical.' : `They first differ at character ${parting}.`;
	return html`<dl class="facts comparison"><dt>Expected ${of}</dt><dd><code>${marked(expected, parting)}</code></dd>
<dt>Received ${of}</dt><dd><code>${marked(received, parting)}</code></dd><dt>Compared</dt><dd>${comparison}</dd></dl>`;
}

function marked(text: string, parting: number | null): Html {
	if (parting === null || text.length < parting) return html`${text}`;
	return html`${text.slice(0, parting - 1)}<mark>${text[parting - 1]}</mark>${text.slice(parting)}`;
}

/** Headers with foreign keys and all tokens shortened: they may be real ones that were sent here by mistake. */
function shownHeaders(headers: IncomingHttpHeaders, { settings }: PageContext): Record<string, string> {
	const known = [settings.chargebackhit.publicKey, settings.kloutit.apiKey];
	const shown: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		const text = String(value);
		if (name === 'authorization') {
			const { scheme, credentials } = authorizationOf(text);
			shown[name] = `${scheme} ${shortened(credentials)}`;
		} else {
			const isForeign = /key|cookie|secret|token/.test(name) && !known.includes(text);
			shown[name] = isForeign ? shortened(text) : text;
		}
	}
	return shown;
}

/** The same for the fields of Klavi's bodies that contain a key. */
function shownBody({ body, bodyBase64 }: JournalEntry, { settings }: PageContext): string {
	if (bodyBase64 !== undefined) return 'Not shown: it is not text.';
	return body.replace(
		/("(?:secretKey|accessToken|access_token)"\s*:\s*")([^"]*)"/g,
		(whole, start: string, key: string) => (key === settings.klavi.secretKey ? whole : `${start}${shortened(key)}"`),
	);
}
