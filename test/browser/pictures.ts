import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import type { Locator, Page, PageScreenshotOptions } from 'playwright-core';

const FOLDER = path.resolve(__dirname, '../../docs/pictures');
const LARGEST = 250 * 1024;
const THEMES = ['light', 'dark'] as const;
const PNG_SIGNATURE = '89504e470d0a1a0a';

/** Whether this run makes the pictures anew. Otherwise it looks whether they are there. */
export const isPainting = process.env.WRITE_PICTURES === '1';

const fileOf = (name: string, theme: (typeof THEMES)[number]) => path.join(FOLDER, `${name}-${theme}.png`);

/**
 * Makes `docs/pictures/<name>-light.png` and `-dark.png` of what is on screen, or looks whether they are there.
 *
 * @param area the part to show; default: all that is visible
 */
export async function picture(page: Page, name: string, area: { clip?: PageScreenshotOptions['clip']; of?: Locator } = {}): Promise<void> {
	if (isPainting) await paint(page, name, area);
	for (const theme of THEMES) {
		const file = fileOf(name, theme);
		const shown = path.relative(path.dirname(FOLDER), file);
		if (!existsSync(file)) throw new Error(`docs/${shown} is missing: npm run pictures makes it.`);
		if (statSync(file).size > LARGEST) throw new Error(`docs/${shown} is larger than ${LARGEST / 1024} KB.`);
		if (readFileSync(file).subarray(0, 8).toString('hex') !== PNG_SIGNATURE) throw new Error(`docs/${shown} is no PNG.`);
	}
}

async function paint(page: Page, name: string, { clip, of }: NonNullable<Parameters<typeof picture>[2]>): Promise<void> {
	mkdirSync(FOLDER, { recursive: true });
	for (const theme of THEMES) {
		await page.emulateMedia({ colorScheme: theme });
		// two frames, so that what follows the theme by script has been drawn
		await page.evaluate(async () => {
			await document.fonts.ready;
			await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
			await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
		});
		const options = { path: fileOf(name, theme), animations: 'disabled', caret: 'hide' } as const;
		await (of === undefined ? page.screenshot({ ...options, clip }) : of.screenshot(options));
	}
	await page.emulateMedia({ colorScheme: 'light' });
}
