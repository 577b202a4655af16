/** Computers that are no service: the local sandbox, seen from here or from a container. */
const LOCAL = ['localhost', '127.0.0.1', '[::1]', 'host.docker.internal'];

/**
 * Whether writes may go to an address: one of this computer, or a host that the service documents as its sandbox. Anything else
 * may be production.
 */
export function isSandboxAddress(baseUrl: string, documented: readonly string[]): boolean {
	if (!URL.canParse(baseUrl)) return false;
	const { hostname } = new URL(baseUrl);
	return LOCAL.includes(hostname) || documented.includes(hostname);
}
