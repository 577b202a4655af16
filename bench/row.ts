import type { Stage } from './stage';

/** The result of one measurement. */
export interface Measured {
	/** Our figure divided by the reference's, from one run on one machine. Below 1 is better, unless the target says otherwise. */
	ratio: number;
	/** Whether the target is met. */
	met: boolean;
	/** The underlying figures, by name. They are seconds unless the name says otherwise. */
	raw: Record<string, number | string>;
}

/** A row of the result table. */
export interface Row {
	/** The name for `--only`. */
	name: string;
	/** What is measured, and what it is compared with. */
	title: string;
	/** The target in words, with its number. */
	target: string;
	measure: (stage: Stage) => Promise<Measured>;
}
