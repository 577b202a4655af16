/**
 * Adds text to what is kept of a program's output. When it grows over `most` characters, the oldest lines go. What is left
 * begins with a whole line, so that a reader can still tell which kind of line it is.
 */
export function withRecent(kept: string, added: string, most: number): string {
	const all = kept + added;
	if (all.length <= most) return all;
	const cut = all.length - most;
	if (all[cut - 1] === '\n') return all.slice(cut);
	return all.slice(cut).replace(/^[^\n]*\n/, '');
}
