/** Waiting times that end early when the sandbox closes, so that a closed sandbox leaves no timer behind. */
export class Pauses {
	private readonly waiting = new Set<{ timer: NodeJS.Timeout; end: () => void }>();

	private closed = false;

	/** Waits `milliseconds` and never less; returns at once when the sandbox is closed. */
	async wait(milliseconds: number): Promise<void> {
		const due = performance.now() + milliseconds;
		// Timers may fire up to a millisecond early, which a measured latency must not: what is left is waited for
		// again.
		for (let left = milliseconds; left > 0 && !this.closed; left = due - performance.now()) {
			await this.once(Math.ceil(left));
		}
	}

	/** Ends every running wait and makes later ones return at once. */
	close(): void {
		this.closed = true;
		for (const { timer, end } of this.waiting) {
			clearTimeout(timer);
			end();
		}
		this.waiting.clear();
	}

	private async once(milliseconds: number): Promise<void> {
		await new Promise<void>((end) => {
			const timer = setTimeout(() => {
				this.waiting.delete(entry);
				end();
			}, milliseconds);
			const entry = { timer, end };
			this.waiting.add(entry);
		});
	}
}
