/** The service's time: the real one plus what the control API has advanced it by. */
export class Clock {
	private offset = 0;

	/** Milliseconds since 1970. */
	now(): number {
		return Date.now() + this.offset;
	}

	/** Seconds the clock is ahead of the real time. */
	get advancedSeconds(): number {
		return this.offset / 1000;
	}

	advance(seconds: number): void {
		this.offset += seconds * 1000;
	}

	reset(): void {
		this.offset = 0;
	}
}

const BRASILIA_OFFSET = 3 * 60 * 60 * 1000;

/** The calendar day in Brasília (UTC-3) as YYYY-MM-DD. */
export const dayInBrasilia = (moment: number): string => new Date(moment - BRASILIA_OFFSET).toISOString().slice(0, 10);

/** The moment a day begins in Brasília. */
export const startOfDayInBrasilia = (day: string): number => Date.parse(`${day}T00:00:00Z`) + BRASILIA_OFFSET;
