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
			return { bytes: Buffer.concat([...chunks.slice(0, KEPT), chunk]).subarray(0, KEPT), cutAt: most };
		}
		chunks.push(chunk);
		length += chunk.length;
	}
	return { bytes: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length) };
}

function wholeBody(body: unknown): Buffer {
	if (Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === 'string' ? body : body ? JSON.stringify(body) : '', 'utf8');
}
