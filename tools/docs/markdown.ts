/** Converts a text for a cell of a Markdown table. */
export function cell(text: string): string {
	return text
		.replace(/<br\s*\/?>/gi, ' ')
		.replace(/<\/?b>/gi, '**')
		.replace(/\|/g, '\\|')
		.replace(/\s+/g, ' ')
		.trim();
}

/** A Markdown table. Empty if there are no rows. */
export function table(headings: string[], rows: string[][]): string {
	if (rows.length === 0) return '';
	const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
	return [line(headings), `|${headings.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** A Markdown code block with JSON. */
export function jsonBlock(value: unknown): string {
	return ['```json', JSON.stringify(value, null, 2), '```'].join('\n');
}

/** Joins sections with blank lines and leaves out empty ones. */
export function sections(...parts: string[]): string {
	return `${parts.filter((part) => part.trim() !== '').join('\n\n')}\n`;
}
