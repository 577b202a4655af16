import { Agent } from 'node:http';

import axios from 'axios';

export interface Delivery {
	url: string;
	headers: Record<string, string>;
	body: string;
}

export interface Answered {
	status: number;
	data: unknown;
	/** From the first byte sent to the last byte received. */
	seconds: number;
}

export interface Load {
	answers: Answered[];
	/** From the first request to the last response. */
	seconds: number;
	/** Requests per second. */
	rate: number;
}

/** Keeps the given number of deliveries in flight until `count` have a response. */
export async function load(make: () => Delivery, count: number, inFlight: number): Promise<Load> {
	const http = axios.create({
		httpAgent: new Agent({ keepAlive: true }),
		proxy: false,
		validateStatus: () => true,
		timeout: 60_000,
	});
	const answers: Answered[] = [];
	let open = count;
	const begun = performance.now();
	const caller = async (): Promise<void> => {
		while (open-- > 0) {
			const { url, headers, body } = make();
			const sent = performance.now();
			const { status, data } = await http.post<unknown>(url, Buffer.from(body, 'utf8'), { headers });
			answers.push({ status, data, seconds: (performance.now() - sent) / 1000 });
		}
	};
	await Promise.all(Array.from({ length: Math.min(count, inFlight) }, caller));
	const seconds = (performance.now() - begun) / 1000;
	return { answers, seconds, rate: count / seconds };
}

/** @throws Error if a response has another status */
export function assertStatus({ answers }: Load, status: number): void {
	const other = answers.find((answer) => answer.status !== status);
	if (other) throw new Error(`The response was ${other.status} instead of ${status}: ${JSON.stringify(other.data)}`);
}
