import type { Fact } from '../exports/exportSource';
import type { FieldSpec } from './fieldSpec';

/** A field that one column of the input fills. Its name is the column's in the API, and its ID in saved mappings. */
export interface MappedColumn extends FieldSpec {
	/** What the panel calls it, if its label alone says too little among all columns. */
	title?: string;
	required?: boolean;
	/** What known exports call a fact, this column calls by its own name. */
	fact?: Fact;
	/** Other headers that mean it. */
	aliases?: string[];
	/** True for an amount, whose unit has to be chosen. */
	isAmount?: boolean;
	/** True for a column that cannot be used now, but whose mapping is kept. */
	isHidden?: boolean;
}

/** What the panel calls a column. */
export const titleOf = ({ title, displayName }: MappedColumn): string => title ?? displayName;
