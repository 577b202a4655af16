import { InputError } from '../errors/errors';
import { problems } from '../errors/problems';

/** Values that only one item of a run should have, such as the ID that prevents a payment from being made twice. */
export class UniqueValues {
	/** The items that have a value, by field and value. */
	private readonly claims = new Map<string, { field: string; value: string; indexes: number[] }>();

	/** @param key what makes values the same, if it is not the value itself */
	add(index: number, field: string, value: string, key = JSON.stringify([field, value])): void {
		const claim = this.claims.get(key) ?? { field, value, indexes: [] };
		this.claims.set(key, claim);
		if (!claim.indexes.includes(index)) claim.indexes.push(index);
	}

	/** What was given more than once, with the items that have it. */
	repeats(): Array<{ field: string; value: string; indexes: number[] }> {
		return [...this.claims.values()].filter(({ indexes }) => indexes.length > 1);
	}

	/** The error of each item whose value another item also has: there is no telling which of them is meant. */
	repeated(): Map<number, InputError> {
		const errors = new Map<number, InputError>();
		for (const { field, value, indexes } of this.repeats()) {
			for (const index of indexes) {
				const others = indexes.filter((other) => other !== index);
				errors.set(index, new InputError(problems.valueNotUnique(field, value, others)));
			}
		}
		return errors;
	}
}
