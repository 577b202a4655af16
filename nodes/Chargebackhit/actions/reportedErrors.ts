import { isRecord, type Json, recordOr } from '../../common/values/json';

/** True if a field reports an error: it contains anything at all. */
function isComplaint(value: Json | undefined): boolean {
	if (value === undefined || value === null || value === '' || value === false) return false;
	if (Array.isArray(value)) return value.length > 0;
	return !isRecord(value) || Object.keys(value).length > 0;
}

/** True if a 2xx lists errors anyway: in `error`, `errors` or `constraints`, at the top or under `data`. Contract: 2.3. */
export function reportsErrors(body: Json | undefined): boolean {
	const record = recordOr(body);
	const inner = recordOr(record.data);
	return ['error', 'errors', 'constraints'].flatMap((name) => [record[name], inner[name]]).some(isComplaint);
}
