import { type AddressInfo, createServer } from 'node:net';

const ADDRESS = '127.0.0.1';

/** Listens on `port` (0: any) for a moment. Resolves with the port, or `undefined` if it is in use. */
function tryPort(port: number): Promise<number | undefined> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(undefined));
		server.listen(port, ADDRESS, () => {
			const found = (server.address() as AddressInfo).port;
			server.close(() => resolve(found));
		});
	});
}

/** @throws Error with a message for the user if another program uses the port */
export async function assertFree(port: number, variable: string): Promise<void> {
	if ((await tryPort(port)) !== undefined) return;
	throw new Error(
		`Port ${port} (${variable}) is already in use. Stop what is using it, or choose another one with ${variable}.`,
	);
}

/** A free port of the loopback address, chosen by the system. */
export async function anyFreePort(): Promise<number> {
	const port = await tryPort(0);
	if (port === undefined) throw new Error('No free port on 127.0.0.1.');
	return port;
}

/**
 * The first free port of the loopback address from `wanted` upwards.
 *
 * @param avoid ports that are free now but belong to someone else later
 * @throws Error if the next 100 ports are in use
 */
export async function freePortFrom(wanted: number, avoid: number[] = []): Promise<number> {
	for (let port = wanted; port < wanted + 100; port += 1) {
		if (!avoid.includes(port) && (await tryPort(port)) !== undefined) return port;
	}
	throw new Error(`No free port on 127.0.0.1 from ${wanted} to ${wanted + 99}.`);
}
