/** The most bytes that are read of a response, unpacked: no service documents a larger one. */
export const MOST_BYTES = 20_000_000;
/** The same for a file. */
export const MOST_FILE_BYTES = 50_000_000;

/** Bytes that are kept of a response that is too long: its first words. */
const KEPT = 50_000;

export interface ResponseBytes {
	bytes: Buffer;
	/** If the response is longer than allowed: how many bytes were allowed. Only its first words are kept. */
	cutAt?: number;
}

const isStream = (body: unknown): body is AsyncIterable<Buffer> =>
	typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

/**
 * Reads the body of a response, and no more of it than allowed: an endless one, or a few bytes that unpack to gigabytes, must not
 * use up the memory.
 * @param body a stream, or what an older n8n, or its error, has made of it
 * @param signal ends the reading
 * @throws the connection's error if the body is incomplete
 */
export async function readBytes(body: unknown, most: number, signal: AbortSignal): Promise<ResponseBytes> {
	if (!isStream(body)) return { bytes: wholeBody(body) };
	const chunks: Buffer[] = [];
	let length = 0;
	// leaving the loop early closes the stream
	for await (const chunk of body) {
		if (signal.aborted || length + chunk.length > most) {
			return { bytes: firstBytes([...chunks, chunk]), cutAt: most };
		}
		chunks.push(chunk);
		length += chunk.length;
	}
	return { bytes: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length) };
}

/** A copy, so that the rest is not kept in memory with it. */
function firstBytes(chunks: Buffer[]): Buffer {
	const first: Buffer[] = [];
	for (let length = 0; length < KEPT && chunks.length > first.length; length += first[first.length - 1].length)
		first.push(chunks[first.length]);
	return Buffer.concat(first.map((chunk) => chunk.subarray(0, KEPT))).subarray(0, KEPT);
}

function wholeBody(body: unknown): Buffer {
	if (Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === 'string' ? body : body ? JSON.stringify(body) : '', 'utf8');
}
