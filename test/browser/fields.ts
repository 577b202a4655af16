import type { Locator } from 'playwright-core';

/** The labels of the fields on show, from top to bottom. */
export async function labelsIn(fields: Locator): Promise<string[]> {
	const texts = await fields.locator('[data-test-id="input-label"]:visible').allInnerTexts();
	// behind the label stand the buttons of the field
	return texts.map((text) => text.trim().split('\n')[0].replace('*', '').trim());
}

/** The names of the fields that carry a sign of something wrong. */
export async function issuesIn(fields: Locator): Promise<string[]> {
	const names = await fields
		.locator('.has-issues[data-test-id^="parameter-input-"]')
		.evaluateAll((all) => all.map((one) => one.getAttribute('data-test-id') ?? ''));
	return names.map((name) => name.replace('parameter-input-', ''));
}

/**
 * Texts and values on show of which a part is hidden because its box is too narrow. The service's word in brackets, which
 * ends some labels, may be: n8n keeps the place of a field's buttons free beside its label.
 */
export async function cutTexts(fields: Locator): Promise<string[]> {
	return await fields.evaluate((root) => {
		const isShown = (element: Element) => element.getClientRects().length > 0;
		const isTooNarrow = (element: Element) => element.scrollWidth > element.clientWidth + 1;
		/** Whether all before the bracket is on show, and the sign of an omission. */
		const showsOwnWords = (element: Element) => {
			const text = [...element.childNodes].find((node) => node.textContent?.includes(' ('));
			if (text?.nodeType !== Node.TEXT_NODE) return false;
			const end = text.textContent?.indexOf(' (') ?? 0;
			const words = document.createRange();
			words.setStart(text, 0);
			words.setEnd(text, end);
			const sign = parseFloat(getComputedStyle(element).fontSize);
			return words.getBoundingClientRect().right + sign <= element.getBoundingClientRect().right;
		};
		const hides = (element: Element) => getComputedStyle(element).overflowX !== 'visible';
		const texts = [...root.querySelectorAll('*')].filter((element) => {
			const hasText = [...element.childNodes].some(
				(node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
			);
			return hasText && isShown(element) && hides(element) && isTooNarrow(element) && !showsOwnWords(element);
		});
		const values = [...root.querySelectorAll('input')].filter((input) => isShown(input) && isTooNarrow(input));
		return [
			...texts.map((element) => element.textContent ?? ''),
			...values.map((input) => input.value || input.placeholder),
		];
	});
}
