import type { Fault } from '../../shared/faults';
import { type PageContext, SERVICE_NAMES, SERVICES, type ServiceName } from '../context';
import { type Html, html } from '../html';
import type { Notice } from '../notices';
import { live, table } from '../pieces';
import { noticeIn, typedIn } from './serviceCard';

/** The faults behind the buttons, as fields of the control API. */
export const BREAKAGES = {
	'429': {
		name: '429',
		meaning: 'The service is busy and asks n8n to wait 2 seconds.',
		fault: { status: 429, retryAfter: 2 },
	},
	'500': { name: '500', meaning: 'The service has an internal error.', fault: { status: 500 } },
	slow: { name: 'Slow', meaning: 'The correct response, 5 seconds late.', fault: { delay: 5000 } },
	reset: { name: 'Reset', meaning: 'The connection breaks before a response arrives.', fault: { reset: 'before' } },
} as const;

export function breakSection({ faults }: Pick<PageContext, 'faults'>, notice: Notice | undefined): Html {
	const chosen = typedIn('break', notice, 'service');
	return html`<section id="break" aria-labelledby="break-heading">
<h2 id="break-heading">Break it</h2>
<p class="purpose">Makes the next requests from n8n fail, to show how a workflow handles it.</p>
${noticeIn('break', notice)}
<form method="post" action="/page/break">
<div class="fields">
<div><label for="break-service">Service</label><select id="break-service" name="service">${SERVICE_NAMES.map(
		(name) => html`<option value="${name}"${chosen === name ? html` selected` : ''}>${SERVICES[name]}</option>`,
	)}</select></div>
<div><label for="break-count">Number of requests</label><input id="break-count" name="count" type="number" min="1" max="1000" value="${typedIn('break', notice, 'count') || '1'}" required></div>
</div>
<div class="choices">${Object.entries(BREAKAGES).map(
		([kind, { name, meaning }]) =>
			html`<button class="danger" name="kind" value="${kind}"><strong>${name}</strong><span>${meaning}</span></button>`,
	)}</div>
</form>
${waitingFaults(faults.list())}
</section>`;
}

/** The faults that still wait for requests, from this page or from a script. */
export function waitingFaults(faults: Fault[]): Html {
	const waiting = faults.filter(({ remaining }) => remaining > 0);
	const content = table<Fault>(
		'fault',
		'Waiting for requests',
		waiting,
		[
			{ heading: 'Service', of: ({ service }) => SERVICES[service as ServiceName] },
			{ heading: 'Fault', of: effectOf },
			{
				heading: 'Requests',
				of: ({ method, path, skipping }) =>
					`${method ?? 'any method'} ${path ?? 'any path'}${skipping > 0 ? `, after ${skipping} more` : ''}`,
				wide: true,
			},
			{ heading: 'Left', of: ({ remaining }) => `${remaining} ${remaining === 1 ? 'request' : 'requests'}` },
		],
		({ number }) => String(number),
	);
	const stop = html`<form method="post" action="/page/mend"><button class="second" id="mend">Remove all faults</button></form>`;
	return live(
		'break',
		'Break it',
		waiting.length === 0 ? html`<p class="empty">No fault is active.</p>` : html`${content}${stop}`,
	);
}

function effectOf({ status, delay, reset, malformed, body, retryAfter }: Fault): string {
	const effects = [
		status === undefined ? undefined : `HTTP ${status}`,
		retryAfter === undefined ? undefined : `Retry-After ${retryAfter}`,
		reset === undefined ? undefined : 'connection reset',
		delay === undefined ? undefined : `${delay / 1000} s delay`,
		malformed === undefined ? undefined : `body: ${malformed}`,
		body === undefined ? undefined : 'replaced body',
	];
	return effects.filter((effect) => effect !== undefined).join(', ');
}
