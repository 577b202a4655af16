/** A small seeded generator (mulberry32): the same seed gives the same data on every machine. */
export class SeededRandom {
	private position: number;

	constructor(seed: number) {
		this.position = seed >>> 0;
	}

	/** A fraction in [0, 1). */
	fraction(): number {
		this.position = (this.position + 0x6d2b79f5) >>> 0;
		let mixed = this.position;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number from `lowest` to `highest`, both included. */
	integer(lowest: number, highest: number): number {
		return lowest + Math.floor(this.fraction() * (highest - lowest + 1));
	}

	pick<Value>(values: readonly Value[]): Value {
		return values[this.integer(0, values.length - 1)];
	}

	/** True with the given probability. */
	chance(probability: number): boolean {
		return this.fraction() < probability;
	}

	/** `count` decimal digits, leading zeros allowed. */
	digits(count: number): string {
		let text = '';
		while (text.length < count) text += this.integer(0, 9);
		return text;
	}

	/** A UUID in the form of version 4. */
	uuid(): string {
		let hex = '';
		while (hex.length < 32) hex += this.integer(0, 15).toString(16);
		const variant = this.pick(['8', '9', 'a', 'b']);
		return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
	}
}
