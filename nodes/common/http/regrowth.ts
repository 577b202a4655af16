import { clock } from '../clock';

/**
 * The factor by which a limit that was learned from a refusal may be exceeded by now: none for a while, then more and more
 * quickly, as TCP's CUBIC does. So a limit that stays costs few refusals, and one that rises is found soon.
 * @param since when it was learned, by the steady clock
 * @param hold milliseconds without growth; after twice as long the factor is 2, after three times 9
 * @param at the moment, if not now
 */
export function regrowth({ since, hold }: { since: number; hold: number }, at = clock.steady()): number {
	return 1 + Math.max(0, (at - since) / hold - 1) ** 3;
}
