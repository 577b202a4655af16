/** Bytes of files that may be in memory at the same time, for all nodes of this process together. */
const BUDGET = 16 * 1024 * 1024;

let inUse = 0;
const waiting: Array<{ bytes: number; go: () => void }> = [];

function admit(): void {
	while (waiting.length > 0) {
		const [{ bytes, go }] = waiting;
		// a file larger than the whole budget is sent alone
		if (inUse > 0 && inUse + bytes > BUDGET) return;
		waiting.shift();
		inUse += bytes;
		go();
	}
}

/** Runs work that keeps a file of this size in memory, as soon as the budget has room for it. */
export async function withinBytes<T>(bytes: number, work: () => Promise<T>): Promise<T> {
	await new Promise<void>((go) => {
		waiting.push({ bytes, go });
		admit();
	});
	try {
		return await work();
	} finally {
		inUse -= bytes;
		admit();
	}
}
