import { InputError } from '../common/failure';
import type { Json } from '../common/json';
import { holdsCardNumber } from '../common/secrets';
import { messages } from './messages';

/** True where a value, or anything inside of it, could hold a whole card number. */
function holdsCard(value: Json): boolean {
	if (typeof value === 'string') return holdsCardNumber(value);
	if (typeof value === 'number') return holdsCardNumber(String(value));
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsCard);
}

/**
 * Whole card numbers do not belong in this API. Contract: 6 (6)
 *
 * @param name the member's
 * @param place the object it stands in
 * @throws InputError which does not show the number
 */
export function refuseCardNumber(value: Json, name: string, place: string): void {
	if (holdsCard(value)) throw new InputError(messages.cardNumber(name, place), messages.cardNumberAdvice);
}
