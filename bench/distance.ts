import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate for 127.0.0.1, and the file of the test CA that issued it. */
export interface TestCertificate {
	key: string;
	cert: string;
	caFile: string;
}

/** Creates a CA and a certificate in a folder. @throws Error if there is no openssl */
export async function testCertificate(folder: string): Promise<TestCertificate> {
	const file = (name: string) => path.join(folder, name);
	const openssl = async (...words: string[]) => await run('openssl', words);
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
	const ca = ['-keyout', file('ca.key'), '-out', file('ca.pem')];
	await openssl('req', '-x509', ...key, ...ca, '-subj', '/CN=Bench test CA', '-days', '2');
	await openssl('req', ...key, '-keyout', file('service.key'), '-out', file('service.csr'), '-subj', '/CN=127.0.0.1');
	await writeFile(file('service.ext'), 'subjectAltName=IP:127.0.0.1\n');
	const issued = ['-in', file('service.csr'), '-out', file('service.pem'), '-extfile', file('service.ext')];
	const issuer = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial'];
	await openssl('x509', '-req', ...issued, ...issuer, '-days', '2');
	return {
		key: await readFile(file('service.key'), 'utf8'),
		cert: await readFile(file('service.pem'), 'utf8'),
		caFile: file('ca.pem'),
	};
}

/** A TCP relay that makes a service on this machine distant. It needs no rights, unlike a delay of the network interface. */
export class Relay {
	private readonly sockets = new Set<Socket>();

	private constructor(private readonly server: Server) {}

	/** @param oneWay milliseconds that each byte takes each way. A new connection takes one round trip more. */
	static async open(port: number, oneWay: number): Promise<Relay> {
		const server = createServer((near) => {
			const far = connect(port, '127.0.0.1');
			// the client may not send before the handshake of TCP, which the relay's own has skipped
			relay.pass(near, far, oneWay, oneWay * 2);
			relay.pass(far, near, oneWay, 0);
		});
		await new Promise<void>((resolve) => {
			server.listen(0, '127.0.0.1', 1024, resolve);
		});
		const relay = new Relay(server);
		return relay;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	private pass(from: Socket, to: Socket, delay: number, first: number): void {
		this.sockets.add(from);
		from.setNoDelay(true);
		const opensAt = performance.now() + first;
		// timers of one length fire in their order, and those before the opening are never later than those after it
		const later = (act: () => void) => setTimeout(act, Math.max(0, opensAt - performance.now()) + delay);
		from.on('data', (bytes) => later(() => to.writable && to.write(bytes)));
		from.on('end', () => later(() => to.end()));
		from.on('error', () => to.destroy());
		from.on('close', () => {
			this.sockets.delete(from);
			later(() => to.destroy());
		});
	}

	async close(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise((resolve) => {
			this.server.close(resolve);
		});
	}
}
