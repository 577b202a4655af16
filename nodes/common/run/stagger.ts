import { giveWay } from '../clock';

/** Milliseconds in which a request is made, connected and written. */
const APART = 2;

/**
 * Lets requests leave one after the other, a moment apart.
 *
 * n8n opens a connection for every request, and a request is written only when its connection stands. Where answers come in together,
 * the next requests would all be made in one go, and the first of them be written after the last is made: ten together take as long as
 * ten one after the other, in every round. Apart, each is under way while the next is made; and what left apart is answered apart.
 */
export class Stagger {
	private last = Promise.resolve();

	private isOver = false;

	/** Resolves when the next one may leave: at once, where the last has left long enough ago. */
	async next(): Promise<void> {
		const turn = this.last;
		this.last = turn.then(async () => {
			if (!this.isOver) await giveWay(APART);
		});
		await turn;
	}

	/** From here on nobody waits for a turn. */
	end(): void {
		this.isOver = true;
	}
}
