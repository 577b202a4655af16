import { control, type PageContext, SERVICE_NAMES, SERVICES } from './context';
import { type Html, html } from './html';
import type { Notice } from './notices';
import { breakSection, waitingFaults } from './sections/breakSection';
import { chargebackhitRecords, chargebackhitSection } from './sections/chargebackhitSection';
import { journalList, journalSection } from './sections/journalSection';
import { klaviRecords, klaviSection } from './sections/klaviSection';
import { kloutitRecords, kloutitSection } from './sections/kloutitSection';
import { kountRecords, kountSection } from './sections/kountSection';
import { overview } from './sections/overview';
import { refundList, refundSection } from './sections/refundSection';
import { sentList, sentSection } from './sections/sentSection';
import { noticeIn } from './sections/serviceCard';

const SECTIONS = { refunds: 'Refunds', sent: 'Sent to n8n', journal: 'Journal', break: 'Break it', reset: 'Reset' };

/** The whole page. `baseUrl` is where n8n reaches the services. */
export async function pageDocument(context: PageContext, baseUrl: string, notice: Notice | undefined): Promise<string> {
	const input = { context, baseUrl, notice };
	const publicKey = await readyPublicKey(context);
	const content = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox for chargeback workflows</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page/page.css">
<script src="/page/page.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the services</a>
<header class="top">
<h1>Sandbox</h1>
<p>Imitates ${Object.values(SERVICES).slice(0, -1).join(', ')} and ${SERVICES.klavi} while you build workflows in n8n. All data is invented, and no money moves.</p>
</header>
<nav aria-label="Parts of this page"><ul>${[...Object.entries(SERVICES), ...Object.entries(SECTIONS)].map(
		([id, name]) => html`<li><a href="#${id}">${name}</a></li>`,
	)}</ul>
<div class="renewal"><p id="renewal" role="status" aria-live="polite"></p><button type="button" id="pause" class="small second" aria-pressed="false" hidden>Pause</button></div></nav>
<main id="main">
${noticeIn('top', notice)}
<noscript><p class="notice">This page works without JavaScript, but its lists do not update. <a href="/">Reload it</a> to see what is new.</p></noscript>
${overview(context)}
${chargebackhitSection(input)}
${kloutitSection(input)}
${kountSection(input, publicKey)}
${klaviSection(input)}
${refundSection(context, baseUrl)}
${sentSection(context)}
${journalSection(context)}
${breakSection(context, notice)}
<section id="reset" aria-labelledby="reset-heading">
<h2 id="reset-heading">Reset</h2>
<p class="purpose">Brings back the sample alerts, disputes and cases, and removes payments, uploads, refunds, journal and faults.</p>
<form method="post" action="/page/reset"><p class="check"><input type="checkbox" id="keep" name="keepSettings" value="yes" checked><label for="keep">keep the webhook URLs and other settings</label></p>
<button class="danger">Reset all data</button></form>
</section>
</main>
<footer><p>For programmers: scripts can do everything on this page through the control API. <a href="/_sandbox">/_sandbox</a> lists the ${SERVICE_NAMES.length} services and all calls.</p></footer>
</body>
</html>
`;
	return content.text;
}

/** Only the parts that update automatically. */
export function liveParts(context: PageContext): Html {
	return html`${overview(context)}${chargebackhitRecords(context)}${kloutitRecords(context)}${kountRecords(context)}${klaviRecords(context)}
${refundList(context)}${sentList(context)}${journalList(context)}${waitingFaults(context.faults.list())}`;
}

/** The key that verifies signed Kount events; generating it takes a second, which nobody should wait for. */
async function readyPublicKey(context: PageContext): Promise<string | undefined> {
	const asked = control(context, 'GET', '/kount/public-key').then(({ body }) => body.publicKey as string);
	let timer: NodeJS.Timeout | undefined;
	const later = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), 300);
	});
	const key = await Promise.race([asked, later]);
	clearTimeout(timer);
	return key;
}
