/** Waiting times that end early when the sandbox closes, so that a closed sandbox leaves no timer behind. */
export class Pauses {
	private readonly waiting = new Map<NodeJS.Timeout, () => void>();

	private closed = false;

	/** Waits `milliseconds` (rounded up, so never less); returns at once when the sandbox is closed. */
	async wait(milliseconds: number): Promise<void> {
		if (this.closed || milliseconds <= 0) return;
		await new Promise<void>((resolve) => {
			const timer = setTimeout(() => {
				this.waiting.delete(timer);
				resolve();
			}, Math.ceil(milliseconds));
			this.waiting.set(timer, resolve);
		});
	}

	/** Ends every running wait and makes later ones return at once. */
	close(): void {
		this.closed = true;
		for (const [timer, resolve] of this.waiting) {
			clearTimeout(timer);
			resolve();
		}
		this.waiting.clear();
	}
}
