import { readFileSync } from 'node:fs';
import path from 'node:path';

/** An open doubt of a contract: a row of its table of silences and contradictions. */
export interface Doubt {
	number: string;
	/** What is open. */
	issue: string;
	/** The interpretation that the code uses. */
	reading: string;
}

/** The doubts of a service's contract, in its order. @param section the section with the table */
export function doubtsOf(service: string, section: string): Doubt[] {
	const file = path.resolve(__dirname, '../../docs/contracts', `${service}.md`);
	const contract = readFileSync(file, 'utf8');
	const after = contract.split(new RegExp(`^## ${section}\\. `, 'm'))[1] ?? '';
	const table = after.split(/^## /m)[0];
	const rows = [...table.matchAll(/^\| (\d+(?:\.\d+)?) \| (.*) \|$/gm)];
	return rows.map(([, number, rest]) => {
		const cells = rest.split(/(?<!\\) \| /).map((cell) => cell.replace(/[*`]/g, '').trim());
		return { number, issue: cells[0], reading: cells[cells.length - 2] ?? '' };
	});
}
