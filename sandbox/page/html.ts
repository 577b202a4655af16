const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A piece of finished HTML. Only the tag below makes it, so that no value reaches the page unescaped. */
export class Html {
	constructor(readonly text: string) {}
}

/** Allowed values in a template: HTML and lists of it unchanged, nothing for `undefined`, `null` and `false`. */
export type Content = Html | readonly Content[] | string | number | false | null | undefined;

/** Template tag: every value in it is escaped, also inside quoted attributes, unless it is HTML already. */
export function html(texts: TemplateStringsArray, ...values: Content[]): Html {
	return new Html(texts.reduce((whole, text, index) => whole + render(values[index - 1]) + text));
}

function render(content: Content): string {
	if (content === undefined || content === null || content === false) return '';
	if (content instanceof Html) return content.text;
	if (typeof content === 'object') return content.map(render).join('');
	return String(content).replace(/[&<>"']/g, (sign) => NAMED[sign]);
}
