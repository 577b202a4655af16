/** A kind of file the service accepts (Contract: 5). */
export interface FileKind {
	mimetype: string;
	/** The endings a name may have. */
	extensions: string[];
	signature: number[];
}

const PDF: FileKind = { mimetype: 'application/pdf', extensions: ['pdf'], signature: [0x25, 0x50, 0x44, 0x46, 0x2d] };
const JPEG: FileKind = { mimetype: 'image/jpeg', extensions: ['jpg', 'jpeg'], signature: [0xff, 0xd8, 0xff] };
const PNG: FileKind = {
	mimetype: 'image/png',
	extensions: ['png'],
	signature: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
};

export const EVIDENCE_KINDS = [PDF, JPEG, PNG];
export const PHOTO_KINDS = [JPEG, PNG];

/** 10 MB. */
const FILE_LIMIT = 10 * 1024 * 1024;

/** The kind of a file by its first bytes; its name and declared type prove nothing. */
export const kindOf = (content: Buffer): FileKind | undefined =>
	EVIDENCE_KINDS.find(({ signature }) => content.subarray(0, signature.length).equals(Buffer.from(signature)));

/** Why a file is not taken, in a sentence; `undefined` when it is. */
export function fileComplaint(
	{ name, declaredType, content }: { name: string; declaredType: string; content: Buffer },
	allowed: FileKind[],
): string | undefined {
	if (name === '') return 'The part file has no filename';
	if (content.length === 0) return `The file ${name} is empty`;
	if (content.length > FILE_LIMIT) {
		return `The file ${name} has ${content.length} bytes; expected size is at most ${FILE_LIMIT}`;
	}
	const kind = kindOf(content);
	if (kind === undefined || !allowed.includes(kind)) {
		const types = allowed.map(({ mimetype }) => mimetype).join(', ');
		return `The file ${name} is ${kind?.mimetype ?? 'of an unknown type'}; expected type is one of ${types}`;
	}
	const extension = /\.([^.]+)$/.exec(name)?.[1].toLowerCase() ?? '';
	if (!kind.extensions.includes(extension)) {
		return `The file ${name} is ${kind.mimetype}, so its name must end in .${kind.extensions.join(' or .')}`;
	}
	if (declaredType !== kind.mimetype) {
		return `The file ${name} is ${kind.mimetype}; its part declares ${declaredType}`;
	}
	return undefined;
}
