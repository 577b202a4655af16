import type { INodeProperties } from 'n8n-workflow';

import { InputError } from '../../../common/errors/errors';
import type { Item } from '../../../common/run/item';
import * as check from '../../../common/values/validate';
import { messages } from '../../problems';

const MEGABYTE = 1024 * 1024;
/** Contract: 5. */
const LARGEST = 10 * MEGABYTE;

type Kind = keyof typeof messages.fileKinds;

/** What Kloutit takes. */
const TAKEN: Partial<Record<Kind, { mimeType: string; endings: string[] }>> = {
	pdf: { mimeType: 'application/pdf', endings: ['pdf'] },
	jpeg: { mimeType: 'image/jpeg', endings: ['jpg', 'jpeg'] },
	png: { mimeType: 'image/png', endings: ['png'] },
};

/** The type of a file by its first bytes. */
function kindOf(content: Buffer): Kind {
	const begins = (...bytes: number[]) => content.subarray(0, bytes.length).equals(Buffer.from(bytes));
	if (content.subarray(0, 1024).includes('%PDF-')) return 'pdf';
	if (begins(0xff, 0xd8, 0xff)) return 'jpeg';
	if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
	if (begins(0x4d, 0x5a)) return 'exe';
	if (begins(0x50, 0x4b, 0x03, 0x04)) return 'zip';
	if (content.subarray(0, 4).toString('latin1') === 'GIF8') return 'gif';
	return /^\s*<(!doctype html|html)/i.test(content.subarray(0, 64).toString('latin1')) ? 'html' : 'other';
}

/** A file that may be sent: checked, but not held in memory. */
export interface CheckedFile {
	/** The binary field it stands in. */
	field: string;
	fileName: string;
	mimeType: string;
	bytes: number;
}

/** Which files of an item to send. */
export const fileFields: INodeProperties[] = [
	{
		displayName: 'Files',
		name: 'fileSource',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All Files of the Item', value: 'all', description: 'Every binary field, one upload each' },
			{ name: 'Chosen Fields', value: 'fields', description: 'One or several binary fields, by name' },
		],
		default: 'fields',
		description: 'Which files to upload',
	},
	{
		displayName: 'Input Data Field Name',
		name: 'binaryFields',
		type: 'string',
		displayOptions: { show: { fileSource: ['fields'] } },
		default: 'data',
		required: true,
		hint: 'Several names are separated by commas',
		description: 'The name of the input field that holds the file',
	},
];

function checkedFile(
	field: string,
	given: string,
	content: Buffer,
	allowed: Kind[],
	allowedWords: string,
): CheckedFile {
	const kind = kindOf(content);
	const real = messages.fileKinds[kind];
	if (content.length === 0) throw new InputError(messages.fileEmpty(given || field));
	const taken = TAKEN[kind];
	if (!taken || !allowed.includes(kind))
		throw new InputError(messages.fileType(given || field, real, allowedWords), messages.fileTypeAdvice);
	if (content.length > LARGEST) {
		const megabytes = (Math.ceil((content.length / MEGABYTE) * 10) / 10).toFixed(1);
		throw new InputError(messages.fileTooLarge(given || field, megabytes), messages.fileTooLargeAdvice);
	}
	const ending = /\.([A-Za-z0-9]{1,5})$/.exec(given)?.[1].toLowerCase();
	if (ending !== undefined && !taken.endings.includes(ending))
		throw new InputError(messages.fileNamed(given, real), messages.fileNamedAdvice);
	const fileName =
		given === '' ? `${field}.${taken.endings[0]}` : ending === undefined ? `${given}.${taken.endings[0]}` : given;
	return { field, fileName, mimeType: taken.mimeType, bytes: content.length };
}

/**
 * Looks at the files of an item before anything is sent: type by their first bytes, size, and whether the name says what they are.
 *
 * @throws InputError naming the file, its real type and its size. Contract: 5
 */
export async function checkFiles(item: Item, allowed: Kind[], allowedWords: string): Promise<CheckedFile[]> {
	const binary = item.input.binary ?? {};
	const there = Object.keys(binary);
	const wanted =
		item.value('fileSource') === 'all' ? there : check.textList(item.value('binaryFields'), 'Input Data Field Name');
	if (there.length === 0 || wanted.length === 0) throw new InputError(messages.noFiles, messages.noFilesAdvice);
	const missing = wanted.find((field) => !Object.hasOwn(binary, field));
	if (missing !== undefined) throw new InputError(messages.noSuchFile(missing, there), messages.noFilesAdvice);

	const files: CheckedFile[] = [];
	// one after the other: only one file is in memory at a time
	for (const field of wanted) {
		const content = await item.file(field);
		files.push(checkedFile(field, binary[field].fileName ?? '', content, allowed, allowedWords));
	}
	return files;
}
