import type { Html } from './html';

/** What a button has done, shown in the section it belongs to after the browser was sent back to the page. */
export interface Notice {
	section: string;
	good: boolean;
	text: Html;
	/** What the form held, so that it need not be typed again. */
	form: URLSearchParams;
}

const KEPT = 50;

/** Keeps the last notices by number: an address must not be able to put words into the page's mouth. */
export class Notices {
	private readonly kept = new Map<string, Notice>();

	private count = 0;

	/** @returns the number it can be shown with */
	add(notice: Notice): string {
		this.count += 1;
		const number = String(this.count);
		this.kept.set(number, notice);
		const [oldest] = this.kept.keys();
		if (this.kept.size > KEPT) this.kept.delete(oldest);
		return number;
	}

	find(number: string | undefined): Notice | undefined {
		return number === undefined ? undefined : this.kept.get(number);
	}
}
