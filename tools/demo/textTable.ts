/**
 * Rows as a table for the terminal: each column as wide as its widest entry.
 *
 * @param columns heading and value per column
 */
export function textTable<Row>(rows: Row[], columns: Array<{ heading: string; of: (row: Row) => string }>): string {
	const lines = [columns.map(({ heading }) => heading), ...rows.map((row) => columns.map(({ of }) => of(row)))];
	const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
	const padded = lines.map((line) =>
		line
			.map((entry, column) => entry.padEnd(widths[column]))
			.join('  ')
			.trimEnd(),
	);
	padded.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
	return padded.join('\n');
}
