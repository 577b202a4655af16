import type { IBinaryData, IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/** Where n8n puts an item's files in a workflow whose files are part of the JSON. */
const FILES_IN_JSON = '_files';

function isFile(value: unknown): value is IBinaryData {
	return typeof value === 'object' && value !== null && 'mimeType' in value && ('id' in value || 'data' in value);
}

/** True for a workflow whose binary mode is "combined". Older n8n versions do not have the setting, and some do not tell it. */
export function hasFilesInJson(context: IExecuteFunctions): boolean {
	return 'getWorkflowSettings' in context && context.getWorkflowSettings().binaryMode === 'combined';
}

/**
 * An item's files by name. Only their descriptions: where n8n keeps the bytes is n8n's business.
 * @param areInJson as {@link hasFilesInJson} says. Otherwise the JSON is only data, whatever it contains
 */
export function filesOf({ json, binary }: INodeExecutionData, areInJson: boolean): IBinaryKeyData {
	const inJson = areInJson ? Object.entries((json[FILES_IN_JSON] ?? {}) as IDataObject) : [];
	const files = inJson.filter((entry): entry is [string, never] => isFile(entry[1]));
	return { ...Object.fromEntries(files), ...binary };
}

/** What the outputs of a run keep of its input items. */
export class KeptInput {
	/**
	 * @param areFilesInJson as for {@link filesOf}
	 * @param keeps `files`: outputs keep the files of their item; `fields`: also its fields
	 */
	constructor(
		private readonly inputs: INodeExecutionData[],
		private readonly areFilesInJson: boolean,
		readonly keeps: { files: boolean; fields: boolean },
	) {}

	/** The output of one input item with what it keeps. The output's own fields and files win. */
	addTo(output: INodeExecutionData, index: number): INodeExecutionData {
		const withFiles = this.addFilesTo(output, index);
		return this.keeps.fields ? { ...withFiles, json: { ...this.fieldsOf(index), ...output.json } } : withFiles;
	}

	addFilesTo(output: INodeExecutionData, index: number): INodeExecutionData {
		const files = this.keeps.files ? filesOf(this.inputs[index], this.areFilesInJson) : {};
		return Object.keys(files).length === 0 ? output : { ...output, binary: { ...files, ...output.binary } };
	}

	/** n8n repeats a node whose first output item has a field `error`, so that of the input gets another name. */
	private fieldsOf(index: number): IDataObject {
		const { error, ...fields } = this.inputs[index].json;
		return error === undefined ? fields : { ...fields, inputError: error };
	}
}
