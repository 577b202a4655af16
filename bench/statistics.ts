/** The value that the given percentage of the values does not exceed. */
export function percentile(values: number[], percent: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

export const median = (values: number[]): number => percentile(values, 50);

/**
 * Takes measurements in turns, A-B-A-B, so that other work on the machine affects all of them equally.
 *
 * @returns the results of each, in the order of the rounds
 */
export async function inTurns<T, K extends string>(
	rounds: number,
	measurements: Record<K, () => Promise<T>>,
): Promise<Record<K, T[]>> {
	const names = Object.keys(measurements) as K[];
	const results = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<K, T[]>;
	for (let round = 0; round < rounds; round++) {
		for (const name of names) results[name].push(await measurements[name]());
	}
	return results;
}

/** The slope of the least-squares line through the points: how much `y` grows per unit of `x`. */
export function slope(points: Array<{ x: number; y: number }>): number {
	const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
	const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
	const shared = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
	return shared / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}
