import type { INodeProperties } from 'n8n-workflow';

import { InputError } from '../../../common/errors/errors';
import type { Item } from '../../../common/run/item';
import { textList } from '../../../common/values/validate';
import { problems } from '../../problems';

const MEGABYTE = 1024 * 1024;
const LARGEST = 10 * MEGABYTE;

/** What Kloutit accepts. Contract: 5 */
const ACCEPTED = {
	pdf: { name: 'a PDF document', mimeType: 'application/pdf', extensions: ['pdf'] },
	jpeg: { name: 'a JPEG image', mimeType: 'image/jpeg', extensions: ['jpg', 'jpeg'] },
	png: { name: 'a PNG image', mimeType: 'image/png', extensions: ['png'] },
};

type AcceptedType = keyof typeof ACCEPTED;

/** A file's type by its first bytes: one that may be accepted, or the name of another. */
function typeOf(content: Buffer): AcceptedType | { name: string } {
	const begins = (...bytes: number[]) => content.subarray(0, bytes.length).equals(Buffer.from(bytes));
	if (content.subarray(0, 1024).includes('%PDF-')) return 'pdf';
	if (begins(0xff, 0xd8, 0xff)) return 'jpeg';
	if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
	if (begins(0x4d, 0x5a)) return { name: 'a Windows program' };
	if (begins(0x50, 0x4b, 0x03, 0x04)) return { name: 'a ZIP archive or Office document' };
	if (content.subarray(0, 4).toString('latin1') === 'GIF8') return { name: 'a GIF image' };
	const isPage = /^\s*<(!doctype html|html)/i.test(content.subarray(0, 64).toString('latin1'));
	return { name: isPage ? 'an HTML page' : 'of an unknown type' };
}

/** A file that may be sent: checked, but not kept in memory. */
export interface CheckedFile {
	/** The binary field that contains it. */
	field: string;
	fileName: string;
	mimeType: string;
	bytes: number;
}

const binaryFieldsField: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'binaryFields',
	type: 'string',
	displayOptions: { show: { fileSource: ['fields'] } },
	default: 'data',
	required: true,
	hint: 'Separate several names with commas',
	description: 'The name of the input field that contains the file',
};

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
	binaryFieldsField,
];

function checkedFile(field: string, given: string, content: Buffer, accepted: AcceptedType[]): CheckedFile {
	const name = given || field;
	const type = typeOf(content);
	if (content.length === 0) throw new InputError(problems.fileEmpty(name));
	if (typeof type === 'object' || !accepted.includes(type)) {
		const types = accepted.map((one) => one.toUpperCase());
		const list = `${types.slice(0, -1).join(', ')} and ${types[types.length - 1]}`;
		const found = typeof type === 'object' ? type : ACCEPTED[type];
		throw new InputError(problems.fileTypeNotAccepted(name, found.name, list));
	}
	if (content.length > LARGEST) {
		const megabytes = (Math.ceil((content.length / MEGABYTE) * 10) / 10).toFixed(1);
		throw new InputError(problems.fileTooLarge(name, megabytes));
	}
	const { extensions, mimeType } = ACCEPTED[type];
	const extension = /\.([A-Za-z0-9]{1,5})$/.exec(given)?.[1].toLowerCase();
	if (extension !== undefined && !extensions.includes(extension))
		throw new InputError(problems.fileNameWrong(given, ACCEPTED[type].name));
	const fileName = extension === undefined ? `${name}.${extensions[0]}` : given;
	return { field, fileName, mimeType, bytes: content.length };
}

/**
 * Checks an item's files before anything is sent: their type by the first bytes, their size, and whether the name fits the type.
 * @throws InputError naming the file, its real type and its size. Contract: 5
 */
export async function checkFiles(item: Item, accepted: AcceptedType[]): Promise<CheckedFile[]> {
	const binary = item.input.binary ?? {};
	const present = Object.keys(binary);
	const { name, displayName } = binaryFieldsField;
	const wanted = item.value('fileSource') === 'all' ? present : textList(item.value(name), displayName);
	if (present.length === 0 || wanted.length === 0) throw new InputError(problems.noFiles());
	const missing = wanted.find((field) => !Object.hasOwn(binary, field));
	if (missing !== undefined) throw new InputError(problems.fileNotFound(missing, present));

	const files: CheckedFile[] = [];
	// one after the other, so that only one file is in memory at a time
	for (const field of wanted) {
		const content = await item.file(field);
		files.push(checkedFile(field, binary[field].fileName ?? '', content, accepted));
	}
	return files;
}
