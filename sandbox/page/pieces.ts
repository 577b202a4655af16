import { type Content, type Html, html } from './html';

/** What color a state has; the word is always next to it. */
export type Tone = 'good' | 'bad' | 'waiting' | 'quiet';

export const badge = (tone: Tone, word: string): Html => html`<span class="badge ${tone}">${word}</span>`;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

/** A moment (ISO 8601 or milliseconds since 1970) by the clock of this computer; with the date when it is not today. */
export function moment(at: string | number, now = new Date()): Html {
	const date = new Date(at);
	const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
	const day = `${date.getDate()} ${MONTHS[date.getMonth()]}`;
	const isToday = date.toDateString() === now.toDateString();
	return html`<time datetime="${date.toISOString()}">${isToday ? time : `${day}, ${time.slice(0, 5)}`}</time>`;
}

/** A value with a button to copy it; the button is shown by the script, since copying needs one. */
export function copyable(id: string, label: string, value: string): Html {
	return html`<div class="copyable"><dt>${label}</dt><dd><code id="${id}">${value}</code>
<button type="button" class="small second" data-copy="${id}" aria-label="Copy ${label}" hidden>Copy</button></dd></div>`;
}

export interface Column<Row> {
	heading: string;
	of(row: Row): Content;
	/** Text that may be long and break anywhere. */
	wide?: boolean;
}

/**
 * A table that becomes a list of cards on a narrow screen; the roles keep it a table for screen readers there. `keyOf`
 * tells the rows apart when the page updates.
 */
export function table<Row>(
	region: string,
	caption: string,
	rows: Row[],
	columns: Array<Column<Row>>,
	keyOf: (row: Row) => string,
): Html {
	if (rows.length === 0) return html`<p class="empty">${caption}: none yet.</p>`;
	const head = columns.map(({ heading }) => html`<th scope="col" role="columnheader">${heading}</th>`);
	const body = rows.map(
		(row) =>
			html`<tr role="row" id="${region}-${keyOf(row)}">${columns.map(
				({ heading, of, wide }) =>
					html`<td role="cell" data-label="${heading}"${wide ? html` class="wide"` : ''}>${of(row)}</td>`,
			)}</tr>`,
	);
	return html`<table role="table"><caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup" data-rows="${region}">${body}</tbody></table>`;
}

/** What a list is called: "Alerts: the 6 newest of 320", or how many there are when all are shown. */
export const captionOf = (name: string, shown: number, total: number, which = 'newest'): string =>
	total === 0 ? name : total <= shown ? `${name}: ${total}` : `${name}: the ${shown} ${which} of ${total}`;

/** Counts in a row: "12 uploads · 3 orders". */
export const counted = (counts: Record<string, number>): Html =>
	html`<ul class="counts">${Object.entries(counts).map(
		([name, count]) => html`<li><strong>${count}</strong> ${name}</li>`,
	)}</ul>`;

/** A part of the page that updates automatically; screen readers announce `name` when something in it is new. */
export const live = (id: string, name: string, content: Content): Html =>
	html`<div class="live" id="live-${id}" data-live="${name}">${content}</div>`;

/** An amount, unchanged, with its currency. */
export const money = (amount: unknown, currency: unknown): string =>
	amount === undefined || amount === null
		? ''
		: `${String(amount)} ${currency === undefined ? '' : String(currency)}`.trim();

/** A value as text; empty if there is none. */
export const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** The beginning of a long text, with what was left out. */
export const cut = (whole: string, length: number): string =>
	whole.length > length ? `${whole.slice(0, length)}… (${whole.length - length} more characters)` : whole;

/** The first part of a UUID or another long id. */
export const short = (id: string): string => (id.length > 14 ? `${id.slice(0, 8)}…` : id);
