import { mkdirSync } from 'node:fs';
import path from 'node:path';

import type { Locator, Page, PageScreenshotOptions } from 'playwright-core';

import { VIEWPORT } from './browser';

const FOLDER = path.resolve(__dirname, '../../docs/pictures');
const THEMES = ['light', 'dark'] as const;

/** What a picture shows. */
export interface Scene {
	/** The part to show: all elements found, and what is between them; default: all that is visible. */
	of?: Locator;
	/** Pixels to show beside, above and below that part. */
	margin?: { beside?: number; above?: number; below?: number };
	/** What has the same top edge as the part, but ends with the last element of this. */
	until?: Locator;
	/** The size of the window; default: that of the tests. */
	window?: { width: number; height: number };
	/** Hides, as a style sheet, what would be shown by half. */
	style?: string;
	/** Puts on screen what is to be seen, in a window of that size. */
	compose?: () => Promise<void>;
}

/** Makes `docs/pictures/<name>-light.png` and `-dark.png` of what is on screen, in a run that makes pictures; otherwise nothing. */
export async function picture(page: Page, name: string, scene: Scene = {}): Promise<void> {
	if (process.env.WRITE_PICTURES !== '1') return;
	mkdirSync(FOLDER, { recursive: true });
	await page.setViewportSize(scene.window ?? VIEWPORT);
	await scene.compose?.();
	// what the mouse rests on looks different
	await page.mouse.move(0, 0);
	for (const theme of THEMES) {
		await page.emulateMedia({ colorScheme: theme });
		await drawn(page);
		const clip = await clipOf(scene);
		await page.screenshot({
			path: path.join(FOLDER, `${name}-${theme}.png`),
			animations: 'disabled',
			caret: 'hide',
			style: scene.style,
			clip,
		});
	}
	await page.emulateMedia({ colorScheme: 'light' });
	await page.setViewportSize(VIEWPORT);
}

/** Waits until fonts and images are there, and what follows the theme by script has been drawn. */
async function drawn(page: Page): Promise<void> {
	await page.evaluate(async () => {
		await document.fonts.ready;
		await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
		await new Promise((resolve) => setTimeout(resolve, 500));
		await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
	});
}

async function boxesOf(elements: Locator): Promise<Array<{ x: number; y: number; width: number; height: number }>> {
	const boxes = await Promise.all((await elements.all()).map(async (element) => await element.boundingBox()));
	return boxes.filter((box) => box !== null);
}

/** @throws Error where nothing is to be seen */
async function clipOf({
	of,
	until,
	margin: { beside = 0, above = 0, below = 0 } = {},
}: Scene): Promise<PageScreenshotOptions['clip']> {
	if (of === undefined) return undefined;
	const boxes = await boxesOf(of);
	if (boxes.length === 0) throw new Error('What the picture is to show is not on screen.');
	const left = Math.max(0, Math.min(...boxes.map(({ x }) => x)) - beside);
	const top = Math.max(0, Math.min(...boxes.map(({ y }) => y)) - above);
	const right = Math.max(...boxes.map(({ x, width }) => x + width)) + beside;
	const bottoms = until === undefined ? boxes : await boxesOf(until);
	const bottom = Math.max(...bottoms.map(({ y, height }) => y + height)) + below;
	return { x: left, y: top, width: right - left, height: bottom - top };
}
