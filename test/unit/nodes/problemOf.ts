/** The code of the problem that a call throws, or that an error carries; undefined if there is none. */
export function problemOf(thrown: unknown): string | undefined {
	let error = thrown;
	if (typeof thrown === 'function') {
		try {
			thrown();
			return undefined;
		} catch (caught) {
			error = caught;
		}
	}
	const { problem, failure } = error as { problem?: { code: string }; failure?: { problem: { code: string } } };
	return (problem ?? failure?.problem)?.code;
}
