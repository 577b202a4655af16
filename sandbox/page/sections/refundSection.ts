import type { PageContext } from '../context';
import { type Html, html } from '../html';
import { copyable, live, moment, money, table } from '../pieces';

/** Where n8n refunds money in the templates: a stand-in for the shop, with the refunds made. */
export const refundSection = (
	context: Pick<PageContext, 'refunds'>,
	baseUrl: string,
): Html => html`<section id="refunds" aria-labelledby="refunds-heading">
<h2 id="refunds-heading">Refunds</h2>
<p class="purpose">Imitates the shop or payment service where a workflow refunds a customer. The workflow names each refund with a key. A refund is paid once, however often its key arrives.</p>
<dl>${copyable('refund-url', 'Refund URL', `${baseUrl}/refunds`)}</dl>
${refundList(context)}
</section>`;

export function refundList({ refunds }: Pick<PageContext, 'refunds'>): Html {
	const newest = refunds.list().slice(-10).reverse();
	const content = table(
		'refund',
		'Refunds paid',
		newest,
		[
			{ heading: 'Time', of: ({ createdAt }) => moment(createdAt) },
			{ heading: 'Amount', of: ({ amount, currency }) => money(amount, currency) },
			{ heading: 'Key', of: ({ key }) => html`<code>${key}</code>`, wide: true },
			{ heading: 'Requested', of: ({ calls }) => (calls === 1 ? 'once' : `${calls} times, paid once`) },
		],
		({ id }) => id,
	);
	return live('refunds', 'Refunds', content);
}
