import { InputError } from '../../common/errors/errors';
import { problems } from '../../common/errors/mappingProblems';
import { isRecord, type JsonRecord } from '../../common/values/json';
import { preview } from '../../common/values/validate';

/** What rows of one order have in common. */
export interface OrderRows {
	/** The order's number, for messages. */
	order: string;
	/** Fields in which rows must not contradict each other: money, and who paid. */
	mustAgree: Set<string>;
	/** What messages call a field in the row that is added. */
	labelOf: (name: string) => string;
}

/**
 * Adds what a later row of an order says: its goods, and fields that earlier rows leave empty.
 * @throws InputError if the rows contradict each other
 */
export function addRow(first: JsonRecord, row: JsonRecord, rows: OrderRows): JsonRecord {
	const merged: JsonRecord = { ...first };
	for (const [name, value] of Object.entries(row)) {
		const present = merged[name];
		if (present === undefined || present === '') merged[name] = value;
		else if (Array.isArray(present) && Array.isArray(value)) merged[name] = [...present, ...value];
		else if (isRecord(present) && isRecord(value)) merged[name] = addRow(present, value, rows);
		else if (rows.mustAgree.has(name) && value !== '' && value !== present)
			throw new InputError(problems.rowsContradict(rows.labelOf(name), preview(value), preview(present), rows.order));
	}
	return merged;
}
