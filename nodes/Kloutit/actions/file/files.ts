import type { IBinaryData, IBinaryKeyData, INodeProperties } from 'n8n-workflow';

import { hideCardsInName } from '../../../common/cardNumber';
import { InputError } from '../../../common/errors/errors';
import type { Item } from '../../../common/run/item';
import { isRecord } from '../../../common/values/json';
import { textList } from '../../../common/values/validate';
import { problems } from '../../problems';
import { ACCEPTED, type AcceptedType, isEncrypted, type OtherType, sentName, typeOf } from './fileTypes';

const MEGABYTE = 1024 * 1024;
const LARGEST = 10 * MEGABYTE;

/** A file that may be sent: checked, but not kept in memory. */
export interface CheckedFile {
	/** The binary field that contains it, or the file that an expression returned. */
	source: string | IBinaryData;
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
	hint: 'Separate several names with commas. An expression may also return the file itself.',
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
			{ name: 'All Files of the Item', value: 'all', description: 'Every file that the item has, in one upload each' },
			{ name: 'Chosen Fields', value: 'fields', description: 'Only the files in the fields that you name' },
		],
		default: 'fields',
		description: 'Which files to upload',
	},
	binaryFieldsField,
];

function checkedFile(
	{ source, field, file }: FoundFile,
	content: Buffer,
	accepted: AcceptedType[],
	hint: (message: string) => void,
): CheckedFile {
	const given = file.fileName || field;
	const name = hideCardsInName(given);
	const type = typeOf(content);
	if (content.length === 0) throw new InputError(problems.fileEmpty(name));
	if (typeof type === 'object' || !accepted.includes(type)) {
		const types = accepted.map((one) => one.toUpperCase());
		const list = `${types.slice(0, -1).join(', ')} and ${types[types.length - 1]}`;
		const found: OtherType =
			typeof type === 'object'
				? type
				: { name: ACCEPTED[type].name, advice: 'Convert it to one of these types first.' };
		throw new InputError(problems.fileTypeNotAccepted(name, found.name, list, found.advice));
	}
	if (content.length > LARGEST) {
		const megabytes = (Math.ceil((content.length / MEGABYTE) * 10) / 10).toFixed(1);
		throw new InputError(problems.fileTooLarge(name, megabytes));
	}
	const fileName = sentName(name, type);
	if (fileName === undefined) throw new InputError(problems.fileNameWrong(name, ACCEPTED[type].name));
	if (name !== given) hint(problems.fileNameHidden(fileName).message);
	if (type === 'pdf' && isEncrypted(content)) hint(problems.fileEncrypted(fileName).message);
	return { source, fileName, mimeType: ACCEPTED[type].mimeType, bytes: content.length };
}

/** A file as n8n describes it, without its bytes. */
interface FoundFile {
	source: string | IBinaryData;
	/** The binary field that contains it, if it is the item's own. */
	field: string;
	file: IBinaryData;
}

/** Names of binary fields, or the files themselves: newer n8n versions put `{{ $binary.data }}` into such a field. */
function wantedFiles(given: unknown): Array<string | IBinaryData> {
	const entries: unknown[] = Array.isArray(given) ? given : [given];
	return entries.flatMap((entry) =>
		isRecord(entry) ? [entry as never] : textList(entry, binaryFieldsField.displayName),
	);
}

/** A file that an expression returned is found among the item's own: n8n leaves its bytes out of `$binary`. */
function isSameFile(one: IBinaryData, other: IBinaryData): boolean {
	if (one.id !== undefined || other.id !== undefined) return one.id === other.id;
	if (one.data !== undefined && one.data !== other.data) return false;
	return one.fileName === other.fileName && one.mimeType === other.mimeType && one.fileSize === other.fileSize;
}

/** @throws InputError if the item has no such file, and an expression returned no readable one */
function findFile(wanted: string | IBinaryData, present: IBinaryKeyData): FoundFile {
	const names = Object.keys(present);
	const field =
		typeof wanted === 'string'
			? names.find((name) => name === wanted)
			: names.find((name) => isSameFile(wanted, present[name]));
	if (field !== undefined) return { source: field, field, file: present[field] };
	// a file of another node's item
	const isReadable = typeof wanted !== 'string' && (wanted.id !== undefined || wanted.data !== undefined);
	if (isReadable && wanted.mimeType !== undefined) return { source: wanted, field: 'file', file: wanted };
	if (names.length === 0) throw new InputError(problems.noFiles());
	throw new InputError(problems.fileNotFound(typeof wanted === 'string' ? wanted : (wanted.fileName ?? ''), names));
}

/**
 * Checks an item's files before anything is sent: their type by the first bytes, their size, and whether the name fits the type.
 * @throws InputError naming the file, its real type and its size. Contract: 5
 */
export async function checkFiles(item: Item, accepted: AcceptedType[]): Promise<CheckedFile[]> {
	const { name } = binaryFieldsField;
	const present = item.files;
	const wanted = item.value('fileSource') === 'all' ? Object.keys(present) : wantedFiles(item.value(name));
	if (wanted.length === 0) throw new InputError(problems.noFiles());

	const files: CheckedFile[] = [];
	// one after the other, so that only one file is in memory at a time
	for (const found of wanted.map((one) => findFile(one, present)))
		files.push(checkedFile(found, await item.file(found.source), accepted, item.hint));
	return files;
}
