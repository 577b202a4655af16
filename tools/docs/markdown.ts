/** Text as it stands in a cell of a Markdown table. */
export function cell(text: string): string {
	return text
		.replace(/<br\s*\/?>/gi, ' ')
		.replace(/<\/?b>/gi, '**')
		.replace(/\|/g, '\\|')
		.replace(/\s+/g, ' ')
		.trim();
}

/** A Markdown table; nothing where there are no rows. */
export function table(headings: string[], rows: string[][]): string {
	if (rows.length === 0) return '';
	const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;
	return [line(headings), `|${headings.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** JSON in a block of its own. */
export function jsonBlock(value: unknown): string {
	return ['```json', JSON.stringify(value, null, 2), '```'].join('\n');
}

/** Sections one below the other; empty ones are left out. */
export function sections(...parts: string[]): string {
	return `${parts.filter((part) => part.trim() !== '').join('\n\n')}\n`;
}
