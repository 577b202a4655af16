import { readFileSync } from 'node:fs';
import path from 'node:path';

import { html } from '../../../../sandbox/page/html';
import { plain, type RunningPage, runPage, section } from './harness';

let running: RunningPage;
beforeAll(async () => {
	running = await runPage();
});
beforeEach(() => running.sandbox.reset());
afterAll(() => running.close());

const ATTACK = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>";
const file = (name: string): string => readFileSync(path.resolve(__dirname, '../../../../sandbox/page', name), 'utf8');

describe('the page', () => {
	it('shows the four services with their credentials under the names n8n gives them', async () => {
		const page = await running.page();
		const { publicKey, secretKey } = running.sandbox.settings.chargebackhit;
		expect(section(page, 'chargebackhit')).toContain(`Public Key ${publicKey}`);
		expect(section(page, 'chargebackhit')).toContain(`Secret Key ${secretKey}`);
		expect(section(page, 'chargebackhit')).toContain(`Base URL ${running.url}/chargebackhit`);
		expect(section(page, 'kloutit')).toContain('API Key klt_sandbox_7c41e09ab25d');
		expect(section(page, 'kount')).toContain(`Token URL ${running.url}/kount/as/token`);
		expect(section(page, 'kount')).toContain('Header Name x-kount-webhook-secret');
		expect(section(page, 'klavi')).toContain('Secret Key kv&sandbox#9f%2$6!c1');
		for (const [, id] of page.matchAll(/data-copy="([^"]+)"/g)) expect(page).toContain(`<code id="${id}">`);
	});

	it('shows the public key that verifies signed events', async () => {
		const { json } = await running.control('GET', '/kount/public-key');
		expect(section(await running.page(), 'kount')).toContain(`Public Key ${json.publicKey}`);
	});

	it('shows the uploaded orders with their amounts', async () => {
		running.sandbox.state.kount.uploads.add(
			[{ orderNumber: 'A-1', orderTotal: 12940, orderDateTime: '2026-11-21T14:30:00Z', orderCurrency: 'EUR' }],
			true,
		);
		const kount = section(await running.page(), 'kount');
		expect(kount).toContain('A-1');
		expect(kount).toContain('129.40 EUR 12940 1');
	});

	it('shows alerts, cases and payments with their status, or that there are none', async () => {
		const page = await running.page();
		expect(section(page, 'chargebackhit')).toContain('Alerts: the 6 newest of 320');
		expect(section(page, 'kloutit')).toMatch(/Cases: the 6 changed last of 84 .*(EUR|USD|GBP)/);
		expect(section(page, 'kount')).toContain('0 uploads 0 transactions uploaded');
		expect(section(page, 'klavi')).toContain('Payments: none yet.');
		expect(section(page, 'sent')).toContain('Nothing has been sent yet.');
		expect(section(page, 'journal')).toContain('No requests yet.');
		expect(section(page, 'break')).toContain('No fault is active.');
		expect(page).not.toContain('[object Object]');
		expect(page).not.toContain('undefined');
	});

	it('stands without any data at all', async () => {
		const { state } = running.sandbox;
		state.chargebackhit.alerts.clear();
		state.kloutit.cases.clear();
		state.kount.alerts.clear();
		state.kount.orders.clear();
		const page = await running.page();
		expect(section(page, 'chargebackhit')).toContain('Alerts: none yet.');
		expect(section(page, 'kount')).toContain('0 orders recorded');
		expect((await running.ask('GET', '/page/live')).statusCode).toBe(200);
	});

	it('shows refunds that a workflow has paid', async () => {
		const pay = () =>
			fetch(`${running.url}/refunds`, {
				method: 'POST',
				headers: { 'content-type': 'application/json', 'idempotency-key': 'alert-7' },
				body: '{"amount":"12.30","currency":"EUR"}',
			});
		await pay();
		await pay();
		expect(section(await running.page(), 'refunds')).toMatch(/12\.30 EUR alert-7 2 times, paid once/);
	});
});

describe('values', () => {
	it('are escaped by the template, in text and in attributes', () => {
		expect(html`<i title="${ATTACK}">${ATTACK}</i>`.text).not.toMatch(/<script|<img|title="">/);
		expect(plain(html`<i>${ATTACK}</i>`.text)).toBe(ATTACK);
		expect(html`${[html`<b>${1}</b>`, ['<', undefined, null, false]]}`.text).toBe('<b>1</b>&lt;');
	});

	it('are escaped wherever they come from', async () => {
		const { state, settings } = running.sandbox;
		await running.press('webhook-url', { service: 'chargebackhit', setting: 'webhookUrl', url: running.receiver.url });
		running.receiver.reply = { status: 400, body: ATTACK };
		await running.control('POST', '/chargebackhit/alerts', {
			type: 'inquiry',
			alert: { descriptor: ATTACK, currency: ATTACK, id: ATTACK },
			transaction: { transaction_merchant_id: ATTACK },
		});
		running.receiver.reply = {};
		await running.control('POST', '/kloutit/events', {
			event: ATTACK,
			expedientNumber: ATTACK,
			fields: { orderNumber: ATTACK },
			url: running.receiver.url,
		});
		await running.control('POST', '/kount/events', {
			event: ATTACK,
			fields: { descriptor: ATTACK },
			url: running.receiver.url,
		});
		await running.call('POST', `/api/${encodeURIComponent(ATTACK)}?x=<script>`, ATTACK, {
			'x-note': ATTACK,
			signature: ATTACK,
			public_key: ATTACK,
		});
		settings.kloutit.apiKey = ATTACK;
		await running.control('POST', '/faults', { service: 'kount', status: 500, path: `/${ATTACK}` });
		const [record] = state.kloutit.cases.values();
		record.fields.chargebackReason = ATTACK;
		record.updatedAt = new Date(Date.now() + 1000).toISOString();
		const { page } = await running.press('alert', { type: ATTACK, orderId: ATTACK });
		const parts = (await running.ask('GET', '/page/live')).body;
		for (const text of [page, parts, await running.page()]) expect(text).not.toMatch(/<script>|<img|onerror='/);
		expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
	});

	it('come from nowhere but the sandbox: an unknown notice says nothing', async () => {
		expect(await running.page('<script>')).not.toContain('id="notice"');
		expect(await running.page('999')).not.toContain('id="notice"');
	});
});

describe('nothing is loaded from elsewhere', () => {
	it('neither by the page nor by its files', async () => {
		const page = await running.page();
		const loaded = [...page.matchAll(/(?:src|href|action)="([^"]*)"/g)].map(([, address]) => address);
		expect(loaded.length).toBeGreaterThan(10);
		for (const address of loaded) expect(address).toMatch(/^(\/(?!\/)|#)/);
		expect(page).not.toMatch(/ style="| on[a-z]+="|<script>|<style/);
		expect(file('page.css')).not.toMatch(/url\(|@import|https?:/);
		expect(file('page.js')).not.toMatch(/https?:|import\(|eval\(|innerHTML = /);
	});

	it('and the browser is told so', async () => {
		const { headers } = await running.ask('GET', '/');
		expect(headers['content-security-policy']).toContain("default-src 'none'");
		expect(headers['content-security-policy']).not.toContain('unsafe');
		expect(headers).toMatchObject({
			'x-content-type-options': 'nosniff',
			'cache-control': 'no-store',
			'content-type': 'text/html; charset=utf-8',
		});
		for (const [name, type] of [
			['page.css', 'text/css'],
			['page.js', 'text/javascript'],
			['icon.svg', 'image/svg+xml'],
		]) {
			const { statusCode, headers: sent, body } = await running.ask('GET', `/page/${name}`);
			expect([statusCode, sent['content-type'], body]).toEqual([200, expect.stringContaining(type), file(name)]);
		}
	});

	it('has a label for every field and a heading for every section', async () => {
		const page = await running.page();
		for (const [, id] of page.matchAll(/<(?:input|select) (?:type="checkbox" )?id="([^"]+)"/g))
			expect(page).toContain(`<label for="${id}">`);
		for (const [, id] of page.matchAll(/<section id="([^"]+)"/g)) expect(page).toContain(`<h2 id="${id}-heading">`);
		const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(page).toContain('<main id="main">');
		expect(page).toContain('aria-live="polite"');
	});
});

describe('the parts that renew themselves', () => {
	it('are those of the page, and are sent again only when something is new', async () => {
		const first = await running.ask('GET', '/page/live');
		const page = await running.page();
		const parts = [...first.body.matchAll(/id="(live-[a-z]+)"/g)].map(([, id]) => id);
		expect(parts).toHaveLength(9);
		for (const id of parts) expect(page).toContain(`id="${id}"`);
		const tag = String(first.headers.etag);
		expect((await running.ask('GET', '/page/live', { 'if-none-match': tag })).statusCode).toBe(304);
		await running.call('GET', '/api/v2/unknown');
		const next = await running.ask('GET', '/page/live', { 'if-none-match': tag });
		expect([next.statusCode, next.body.includes('/api/v2/unknown')]).toEqual([200, true]);
	});
});

describe('pages of other addresses', () => {
	it.each<[string, 'GET' | 'POST', string, Record<string, string>]>([
		['a form of another site', 'POST', '/page/reset', { origin: 'https://elsewhere.example' }],
		['a form without an address', 'POST', '/page/reset', { origin: 'null' }],
		[
			'another port of this computer',
			'POST',
			'/page/reset',
			{ origin: 'http://localhost:5678', 'sec-fetch-site': 'same-site' },
		],
		['another site that hides its address', 'POST', '/page/reset', { 'sec-fetch-site': 'cross-site' }],
		['the control API', 'POST', '/_sandbox/reset', { origin: 'https://elsewhere.example' }],
		['the control API, past its prefix', 'POST', '/_sandbox/faults?x', { 'sec-fetch-site': 'cross-site' }],
		[
			'a foreign name that leads here',
			'POST',
			'/page/reset',
			{ host: 'elsewhere.example:4010', origin: 'http://elsewhere.example:4010' },
		],
		['a foreign name that reads', 'GET', '/', { host: 'elsewhere.example:4010', 'sec-fetch-site': 'same-origin' }],
	])('are refused: %s', async (_what, method, url, headers) => {
		const { statusCode, body } = await running.ask(method, url, headers);
		expect([statusCode, JSON.parse(body).error]).toEqual([403, expect.stringContaining('only from its own page')]);
	});

	it('change nothing', async () => {
		running.sandbox.state.chargebackhit.alerts.clear();
		await running.ask('POST', '/page/reset', { origin: 'https://elsewhere.example' });
		expect(running.sandbox.state.chargebackhit.alerts.size).toBe(0);
	});

	it('do not keep the page itself, programs and the services from working', async () => {
		const own = { origin: 'http://localhost:4010', 'sec-fetch-site': 'same-origin' };
		const form = { 'content-type': 'application/x-www-form-urlencoded' };
		expect((await running.ask('POST', '/page/mend', { ...own, ...form })).statusCode).toBe(303);
		expect((await running.ask('POST', '/page/mend', form)).statusCode).toBe(303);
		expect((await running.ask('GET', '/', { 'sec-fetch-site': 'none' })).statusCode).toBe(200);
		expect((await running.ask('POST', '/_sandbox/reset')).statusCode).toBe(200);
		expect(
			(await running.ask('GET', '/chargebackhit/api/v2/alerts/1', { origin: 'https://elsewhere.example' })).statusCode,
		).toBe(401);
		expect(JSON.parse((await running.ask('GET', '/_sandbox')).body).services).toHaveLength(4);
	});
});
