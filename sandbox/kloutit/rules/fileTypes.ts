/** A kind of file the service accepts (Contract: 5). */
export interface FileKind {
	mimetype: string;
	/** The endings a name may have. */
	extensions: string[];
}

const PDF: FileKind = { mimetype: 'application/pdf', extensions: ['pdf'] };
const JPEG: FileKind = { mimetype: 'image/jpeg', extensions: ['jpg', 'jpeg', 'jfif', 'jpe'] };
const PNG: FileKind = { mimetype: 'image/png', extensions: ['png'] };

/** What files of other kinds begin with; whatever follows, they are no PDF. */
const OTHER_BEGINNINGS = [
	'PK\x03\x04',
	'MZ',
	'GIF8',
	'RIFF',
	'BM',
	'II*\0',
	'MM\0*',
	'\xd0\xcf\x11\xe0',
	'{\\rtf',
	'\x7fELF',
	'\x1f\x8b',
	'Rar!',
	'7z\xbc\xaf',
	'<!DOCTYPE',
	'<html',
	'<?xml',
];

/** Readers find the header of a PDF within the first 1,024 bytes. */
const PDF_HEADER_WITHIN = 1024;

export const EVIDENCE_KINDS = [PDF, JPEG, PNG];
export const PHOTO_KINDS = [JPEG, PNG];

/** 10 MB. */
const FILE_LIMIT = 10 * 1024 * 1024;

/**
 * The kind of a file by its content; its name and declared type prove nothing. What the first bytes say counts first; a PDF
 * may have other bytes before its header.
 */
export function kindOf(content: Buffer): FileKind | undefined {
	const beginning = content.subarray(0, PDF_HEADER_WITHIN).toString('latin1');
	if (beginning.startsWith('\xff\xd8\xff')) return JPEG;
	if (beginning.startsWith('\x89PNG\r\n\x1a\n')) return PNG;
	const isOther = OTHER_BEGINNINGS.some((other) => beginning.toLowerCase().startsWith(other.toLowerCase()));
	if (isOther || beginning.startsWith('ftyp', 4)) return undefined;
	return beginning.includes('%PDF-') ? PDF : undefined;
}

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
