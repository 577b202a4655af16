const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Where bodies are written before they are cut to length: with new memory for each, the garbage collector would run far more
 * often. A body that is larger than most gets its own memory.
 */
const SHARED = Buffer.allocUnsafeSlow(4_000_000);

/**
 * A body that contains JSON as text within a JSON string.
 * In serialized JSON, only quotes and backslashes need a backslash when it is serialized again. Adding these to the bytes
 * takes half the time of `JSON.stringify`, and the bytes are needed anyway.
 * @param before what comes before it, with the quote that opens the string
 * @param json JSON, or a part of it
 * @param after what comes after it, with the quote that closes the string
 */
export function jsonInText(before: string, json: string, after: string): Buffer {
	const length = Buffer.byteLength(json);
	const frame = Buffer.byteLength(before) + Buffer.byteLength(after);
	const most = frame + 2 * length;
	const room = most > SHARED.length ? Buffer.allocUnsafe(most) : SHARED;
	// the JSON is first put at the far end, so writing never overtakes reading
	const start = room.length - length;
	room.write(json, start);
	let end = room.write(before);
	// an index is several times as fast here as an iterator
	for (let index = start; index < room.length; index++) {
		const byte = room[index];
		if (byte === QUOTE || byte === BACKSLASH) room[end++] = BACKSLASH;
		room[end++] = byte;
	}
	end += room.write(after, end);
	return Buffer.from(room.subarray(0, end));
}
