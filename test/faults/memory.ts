/** What some work results in, and by how many bytes the memory in use grew meanwhile. */
export async function peakWhile<T>(work: () => Promise<T>): Promise<{ result: T; grown: number }> {
	const inUse = () => process.memoryUsage().rss;
	const before = inUse();
	let peak = before;
	const timer = setInterval(() => {
		peak = Math.max(peak, inUse());
	}, 20);
	try {
		return { result: await work(), grown: peak - before };
	} finally {
		clearInterval(timer);
	}
}
