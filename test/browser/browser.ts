/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { randomUUID } from 'node:crypto';
import path from 'node:path';

import { type BrowserContext, chromium, type Page } from 'playwright-core';

import { type Connection, connect, OWNER } from '../e2e/harness';
import { findChromium } from './chromium';

/** Milliseconds for anything on screen: other work may share the machine, and the machine may be slow. */
export const PATIENCE = 90_000;
/** The window of the tests. */
export const VIEWPORT = { width: 1280, height: 800 };

jest.setTimeout(4 * PATIENCE);

/** What the editor shows to people who see it for the first time, and what would cover part of it. */
const SEEN_BEFORE = { N8N_PIN_DATA_DISCOVERY_NDV: 'true', N8N_PIN_DATA_DISCOVERY_CANVAS: 'true' };

const isLocal = ({ hostname }: URL) => ['127.0.0.1', 'localhost'].includes(hostname);

/** The editor asks n8n for an example of the output of each node, also of those of n8n's own that have none. */
const isOfNodesOfN8n = (url: string) => url.includes('/schemas/n8n-nodes-base.');

/** In the page: writes each notice of an error that n8n shows in the corner to the console, as an error. */
function reportErrorNotices(): void {
	const noticesIn = (node: Node) =>
		node instanceof Element
			? [node, ...node.querySelectorAll('*')].filter((one) => one.matches('.el-notification'))
			: [];
	new MutationObserver((changes) => {
		for (const notice of changes.flatMap(({ addedNodes }) => [...addedNodes]).flatMap(noticesIn)) {
			if (notice.querySelector('.el-notification--error') !== null)
				console.error(`n8n shows an error: ${notice.textContent}`);
		}
	}).observe(document, { childList: true, subtree: true });
}

/** A Chromium that reaches this machine only, with all that its pages complain about. */
export class Browser {
	/** Console errors, uncaught errors, failed local requests and n8n's own notices of errors, oldest first. */
	readonly complaints: string[] = [];

	private constructor(readonly context: BrowserContext) {}

	/**
	 * @param folder keeps what a browser keeps: what a test file has loaded, the next one need not load again
	 * @throws Error where there is no Chromium
	 */
	static async launch(folder: string): Promise<Browser> {
		const executablePath = findChromium();
		if (executablePath === undefined) throw new Error('There is no Chromium: on Debian, apt-get install chromium.');
		const context = await chromium.launchPersistentContext(folder, {
			executablePath,
			// Chromium's own sandbox does not work for root, nor in most containers
			args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--force-color-profile=srgb', '--lang=en-US'],
			viewport: VIEWPORT,
			colorScheme: 'light',
			reducedMotion: 'reduce',
			locale: 'en-US',
			timezoneId: 'UTC',
		});
		const browser = new Browser(context);
		context.setDefaultTimeout(PATIENCE);
		await context.addInitScript(reportErrorNotices);
		// the editor asks outside for what the package's page says; nobody outside is called
		await context.route(
			(url) => url.protocol.startsWith('http') && !isLocal(url),
			async (route) => await route.fulfill({ json: {} }),
		);
		return browser;
	}

	/** A page whose complaints are kept. */
	async page(): Promise<Page> {
		const page = await this.context.newPage();
		page.on('console', (message) => {
			if (message.type() !== 'error' || isOfNodesOfN8n(message.location().url)) return;
			this.complaints.push(`${message.text()} (${message.location().url})`);
		});
		page.on('pageerror', (error) => void this.complaints.push(`${error.name}: ${error.message}`));
		return page;
	}

	/** Signs in to n8n without its form: the session is bound to the id that the editor gives its browser. */
	async signIn({ url }: Pick<Connection, 'url'>): Promise<void> {
		await this.forget(url);
		const browserId = randomUUID();
		const remembered = { 'n8n-browserId': browserId, ...SEEN_BEFORE };
		await this.context.addInitScript((entries) => {
			for (const [name, value] of Object.entries(entries)) localStorage.setItem(name, value);
		}, remembered);
		const answer = await this.context.request.post(`${url}/rest/login`, {
			headers: { 'browser-id': browserId },
			data: { emailOrLdapLoginId: OWNER.email, password: OWNER.password },
		});
		if (!answer.ok()) throw new Error(`n8n refused to sign in: HTTP ${answer.status()}.`);
	}

	/** Of what earlier tests have opened, n8n would look for workflows that are gone. */
	private async forget(url: string): Promise<void> {
		const page = await this.context.newPage();
		await page.goto(`${url}/healthz`);
		await page.evaluate(() => localStorage.clear());
		await page.close();
	}

	async close(): Promise<void> {
		await this.context.close();
	}
}

/** The shared n8n, and a browser that is signed in to it. */
export async function openBrowser(): Promise<{ n8n: Connection; browser: Browser }> {
	const n8n = await connect();
	const browser = await Browser.launch(path.join(n8n.folder, 'browser'));
	try {
		await browser.signIn(n8n);
	} catch (error) {
		await browser.close();
		throw error;
	}
	return { n8n, browser };
}

/**
 * Reads again and again until what was read is as wanted.
 *
 * @returns what was read last, as wanted or, when patience has run out, not: for an assertion that shows the difference
 */
export async function readUntil<Value>(
	read: () => Promise<Value>,
	isWanted: (value: Value) => boolean,
	patience = PATIENCE,
): Promise<Value> {
	const deadline = Date.now() + patience;
	for (;;) {
		const value = await read();
		if (isWanted(value) || Date.now() > deadline) return value;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
