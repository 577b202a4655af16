import type { Stage } from './stage';

/** What one measurement came to. */
export interface Measured {
	/** Ours to what it is measured against, from one run on one machine. Below 1 is better, unless the target says otherwise. */
	ratio: number;
	/** True where the target is met. */
	met: boolean;
	/** The figures behind it, by name; seconds where nothing else is said. */
	raw: Record<string, number | string>;
}

/** A row of the table. */
export interface Row {
	/** For `--only`. */
	name: string;
	/** What is measured against what. */
	title: string;
	/** In words, with its number. */
	target: string;
	measure: (stage: Stage) => Promise<Measured>;
}
