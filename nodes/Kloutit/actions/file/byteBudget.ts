/** Bytes of files that may be under way at once, over all nodes of this process. */
const MOST_BYTES = 16 * 1024 * 1024;

let underWay = 0;
const waiting: Array<{ bytes: number; go: () => void }> = [];

function admit(): void {
	while (waiting.length > 0) {
		const [{ bytes, go }] = waiting;
		// one that is larger than all that is allowed goes alone
		if (underWay > 0 && underWay + bytes > MOST_BYTES) return;
		waiting.shift();
		underWay += bytes;
		go();
	}
}

/**
 * Runs a piece of work that holds a file in memory, when there is room for it: however many requests may be under way at once, the
 * files among them stay within a fixed number of bytes.
 *
 * @param bytes the size of the file
 */
export async function withinBytes<T>(bytes: number, work: () => Promise<T>): Promise<T> {
	await new Promise<void>((go) => {
		waiting.push({ bytes, go });
		admit();
	});
	try {
		return await work();
	} finally {
		underWay -= bytes;
		admit();
	}
}
