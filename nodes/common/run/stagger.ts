import { giveWay } from '../clock';

/** Milliseconds in which a request is connected and written. */
const APART = 1;

/**
 * Sends requests one after the other, a moment apart.
 * n8n opens a connection for every request, and a request is written only when its connection is open. If responses arrive
 * together, the next requests would all be created at once, and the first would be written only after the last is created:
 * ten together would take as long as ten in sequence, in every round. When they are apart, each is in flight while the next
 * is created, and their responses arrive apart too.
 */
export class Stagger {
	private last = Promise.resolve();
	private isOver = false;

	/** Resolves when the next request may be sent: at once, if the last one was sent long enough ago. */
	async next(): Promise<void> {
		const turn = this.last;
		this.last = turn.then(async () => {
			// the request is created in this turn of the event loop, which can take longer than the pause itself
			if (!this.isOver) await giveWay();
			if (!this.isOver) await giveWay(APART);
		});
		await turn;
	}

	/** From now on, requests no longer wait for each other. */
	end(): void {
		this.isOver = true;
	}
}
