/** CRC-16/CCITT-FALSE over the bytes of a text, as four upper-case hexadecimal digits. */
export function crc16(text: string): string {
	let register = 0xffff;
	for (const byte of Buffer.from(text, 'utf8')) {
		register ^= byte << 8;
		for (let bit = 0; bit < 8; bit += 1) {
			const shifted = register << 1;
			register = (register & 0x8000 ? shifted ^ 0x1021 : shifted) & 0xffff;
		}
	}
	return register.toString(16).toUpperCase().padStart(4, '0');
}

/** The data objects of an EMV text: two digits of id, two of length, the value; `undefined` when it is none. */
function objectsOf(text: string): Array<[id: string, value: string]> | undefined {
	const characters = [...text];
	const objects: Array<[string, string]> = [];
	for (let at = 0; at < characters.length; ) {
		const head = characters.slice(at, at + 4).join('');
		if (!/^\d{4}$/.test(head)) return undefined;
		const end = at + 4 + Number(head.slice(2));
		if (end > characters.length) return undefined;
		objects.push([head.slice(0, 2), characters.slice(at + 4, end).join('')]);
		at = end;
	}
	return objects;
}

const isPixAccount = ([id, value]: [string, string]): boolean =>
	Number(id) >= 26 &&
	Number(id) <= 51 &&
	(objectsOf(value) ?? []).some(([inner, scheme]) => inner === '00' && scheme.toLowerCase() === 'br.gov.bcb.pix');

/** Whether a text is that of a Pix QR code: whole, of this scheme, and with the right check sum (Contract: 5.5). */
export function isPixQrCode(text: string): boolean {
	// Lengths count characters; in the codes of some banks they count bytes.
	const objects = objectsOf(text) ?? objectsOf(Buffer.from(text, 'utf8').toString('latin1'));
	if (objects === undefined || objects.length === 0) return false;
	const [version, versionValue] = objects[0];
	const [last, sum] = objects[objects.length - 1];
	if (version !== '00' || versionValue !== '01' || last !== '63' || sum.length !== 4) return false;
	return objects.some(isPixAccount) && sum.toUpperCase() === crc16(text.slice(0, -4));
}
