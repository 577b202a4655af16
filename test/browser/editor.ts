import type { Locator, Page } from 'playwright-core';

import type { Connection } from '../e2e/harness';
import { type Browser, readUntil } from './browser';

const id = (name: string) => `[data-test-id="${name}"]`;

/** Readings in a row, 50 ms apart, that show that a list is whole. */
const ALIKE = 8;
const FOUND_NOWHERE = 'qqqqzzzz';
/** Half of the time would go into waiting for boxes to slide in. */
const WITHOUT_MOTION = '*, *::before, *::after { transition: none !important; animation: none !important; }';

/** An entry of the node panel's search. */
export interface Found {
	name: string;
	description: string;
}

/** n8n's editor with one workflow, used as a person does. */
export class Editor {
	private constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	static async open(browser: Browser, { url }: Pick<Connection, 'url'>): Promise<Editor> {
		const editor = new Editor(await browser.page(), url);
		await editor.newWorkflow();
		return editor;
	}

	/** Leaves the workflow for a new one, which n8n saves only when it holds a node. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.locator(id('node-creator-plus-button')).waitFor();
		await this.page.addStyleTag({ content: WITHOUT_MOTION });
	}

	/** What the node panel finds, the panel open or not. */
	async search(words: string): Promise<Found[]> {
		const field = this.page.locator(id('node-creator-search-bar'));
		await this.leaveDetails();
		if (!(await field.isVisible())) await this.page.click(id('node-creator-plus-button'));
		// first a search without a result, so that the entries of another one are not taken for those of this one
		await field.fill(FOUND_NOWHERE);
		await readUntil(
			async () => await this.found(),
			(entries) => entries.length === 0,
		);
		await field.fill(words);
		await readUntil(
			async () => await this.found(),
			(entries) => entries.length > 0,
		);
		return await this.settled(async () => await this.found());
	}

	/** The entries on show. */
	private async found(): Promise<Found[]> {
		return await this.page.locator(id('item-iterator-item')).evaluateAll((entries) =>
			entries.map((entry) => {
				const [name = '', ...rest] = (entry as HTMLElement).innerText.split('\n').filter((line) => line.trim() !== '');
				return { name: name.trim(), description: rest.join(' ').trim() };
			}),
		);
	}

	/** The names of the entries that can be seen without scrolling. */
	async foundInView(): Promise<string[]> {
		const height = this.page.viewportSize()?.height ?? 0;
		const entries = await this.page.locator(id('item-iterator-item')).all();
		const names: string[] = [];
		for (const entry of entries) {
			const box = await entry.boundingBox();
			if (box === null || box.y + box.height > height) continue;
			names.push((await entry.innerText()).split('\n')[0].trim());
		}
		return names;
	}

	/** Reads until several readings in a row are alike: n8n shows long lists bit by bit. */
	private async settled<Value>(read: () => Promise<Value>): Promise<Value> {
		let last = '';
		let alike = 0;
		return await readUntil(read, (value) => {
			const text = JSON.stringify(value);
			alike = text === last ? alike + 1 : 0;
			last = text;
			return alike >= ALIKE;
		});
	}

	/** Opens a node that the search has found: its triggers and actions, by the names on show. */
	async details(node: string): Promise<{ triggers: string[]; actions: string[] }> {
		await this.page
			.locator(id('item-iterator-item'))
			.filter({ has: this.page.getByText(node, { exact: true }) })
			.first()
			.click();
		return { triggers: await this.group('Triggers'), actions: await this.group('Actions') };
	}

	private async leaveDetails(): Promise<void> {
		const back = this.page.locator(`${id('nodes-list-header')} button`).first();
		if (await back.isVisible()) await back.click();
	}

	/** Opens one of the two lists of a node's details, and closes it again. */
	private async group(title: 'Triggers' | 'Actions'): Promise<string[]> {
		const heading = this.page.locator(id('node-creator-category-item')).filter({ hasText: title });
		await this.page.locator(id('node-creator-category-item')).first().waitFor();
		if ((await heading.count()) === 0) return [];
		const entries = () =>
			this.page.locator('[data-keyboard-nav-type]').evaluateAll((all) =>
				all.map((one) => ({
					type: (one as HTMLElement).dataset.keyboardNavType,
					text: (one as HTMLElement).innerText.trim(),
				})),
			);
		const within = async () => {
			const all = await entries();
			const start = all.findIndex(({ type, text }) => type === 'category' && text.startsWith(title));
			const rest = all.slice(start + 1);
			const end = rest.findIndex(({ type }) => type === 'category');
			return (end === -1 ? rest : rest.slice(0, end)).map(({ text }) => text);
		};
		if ((await within()).length === 0) await heading.click();
		await readUntil(within, (names) => names.length > 0);
		return await this.settled(within);
	}

	/** Adds a node by one of its triggers or actions, as the search and the details offer it; its panel opens. */
	async add(node: string, choice: string): Promise<void> {
		await this.search(node);
		await this.details(node);
		await this.choice(choice).click();
		await this.panel.waitFor();
	}

	/** A trigger or an action in a node's details. */
	choice(name: string): Locator {
		return this.page.locator('[data-keyboard-nav-type=action]').getByText(name, { exact: true });
	}

	/** The open panel of a node. */
	get panel(): Locator {
		return this.page.locator(id('ndv'));
	}

	/** The fields in the open panel. */
	get fields(): Locator {
		return this.panel.locator(id('node-parameters'));
	}

	node(name: string): Locator {
		return this.page.locator(`${id('canvas-node')}[data-node-name="${name}"]`);
	}

	async openPanel(node: string): Promise<void> {
		await this.node(node).dblclick();
		await this.panel.waitFor();
	}

	/** Closes the panel, if one is open. */
	async closePanel(): Promise<void> {
		if (!(await this.panel.isVisible())) return;
		await this.page.click(id('ndv-close-button'));
		await this.panel.waitFor({ state: 'hidden' });
	}

	/** The names of a dropdown's entries, opened for the purpose and left open. */
	private async openDropdown(field: string): Promise<Locator> {
		await this.fields
			.locator(`${id(`parameter-input-${field}`)} input`)
			.first()
			.click();
		const list = this.page.locator('.el-select-dropdown:visible').last();
		await list.locator(id('parameter-input-item')).first().waitFor();
		return list;
	}

	/** The entries of a dropdown: the first line is the name, the second what it says about itself. */
	async choices(field: string): Promise<string[][]> {
		const list = await this.openDropdown(field);
		const entries = await this.settled(
			async () =>
				await list
					.locator(id('parameter-input-item'))
					.evaluateAll((all) =>
						all.map((one) => (one as HTMLElement).innerText.split('\n').filter((line) => line.trim() !== '')),
					),
		);
		await this.page.keyboard.press('Escape');
		await list.waitFor({ state: 'hidden' });
		return entries;
	}

	/** Chooses an entry of a dropdown by its name. */
	async choose(field: string, name: string): Promise<void> {
		const shown = this.fields.locator(`${id(`parameter-input-${field}`)} input`).first();
		if ((await shown.inputValue()) === name) return;
		const list = await this.openDropdown(field);
		await list
			.locator(id('parameter-input-item'))
			.filter({ has: this.page.getByText(name, { exact: true }) })
			.first()
			.click();
		await readUntil(
			async () => await shown.inputValue(),
			(value) => value === name,
		);
	}

	/** Closes what n8n tells in the corner. */
	async dismissNotices(): Promise<void> {
		const close = this.page.locator('.el-notification .el-notification__closeBtn');
		while ((await close.count()) > 0)
			await close
				.first()
				.click({ timeout: 2000 })
				.catch(() => undefined);
	}
}
