import type { JsonObject } from '../../shared/jsonBody';
import { enumValues } from '../catalogue';

/** The names that the README's create sample uses, and those of the schema (Contract: 9 (1)). */
const SCHEMA_NAMES: Record<string, string> = {
	chargebackAmount: 'disputeAmount',
	chargebackDate: 'notificationDate',
	reasonCode: 'chargebackReason',
};

/** A create body under the names of the schema, and under which name each of those was given. */
export interface RenamedBody {
	body: JsonObject;
	givenAs: Record<string, string>;
}

/**
 * Renames the older names of a create body. A name whose newer one is there too stays as it is, and so is foreign. The
 * README's `reasonCode` is a code of the card network, such as 4855, for which the schema has no field: it says nothing about
 * `chargebackReason`, which then stays missing.
 */
export function renameOlder(given: JsonObject): RenamedBody {
	const renamed: RenamedBody = { body: {}, givenAs: {} };
	for (const [name, value] of Object.entries(given)) {
		const newer = Object.hasOwn(SCHEMA_NAMES, name) ? SCHEMA_NAMES[name] : undefined;
		if (newer === undefined || newer in given) {
			renamed.body[name] = value;
			continue;
		}
		if (name === 'reasonCode' && isNetworkCode(value)) continue;
		renamed.body[newer] = value;
		renamed.givenAs[newer] = name;
	}
	return renamed;
}

const isNetworkCode = (value: unknown): boolean =>
	typeof value === 'string' && value !== '' && !enumValues.ChargebackReason.includes(value);
