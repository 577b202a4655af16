import { InputError } from '../errors/errors';
import { problems } from '../errors/problems';

/** Values that only one item of a run may have, such as the ID that prevents a payment from being made twice. */
export class UniqueValues {
	/** The items that have a value, by field and value. */
	private readonly claims = new Map<string, { field: string; value: string; indexes: number[] }>();

	add(index: number, field: string, value: string): void {
		const key = JSON.stringify([field, value]);
		const claim = this.claims.get(key) ?? { field, value, indexes: [] };
		this.claims.set(key, claim);
		if (!claim.indexes.includes(index)) claim.indexes.push(index);
	}

	/** The error of each item whose value another item also has: there is no telling which of them is meant. */
	repeated(): Map<number, InputError> {
		const errors = new Map<number, InputError>();
		for (const { field, value, indexes } of this.claims.values()) {
			if (indexes.length < 2) continue;
			for (const index of indexes) {
				const others = indexes.filter((other) => other !== index);
				errors.set(index, new InputError(problems.valueNotUnique(field, value, others)));
			}
		}
		return errors;
	}
}
