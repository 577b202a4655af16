import type { INodeProperties } from 'n8n-workflow';

import type { ItemOperation } from '../../../common/operation';
import data from '../case/caseFields.json';
import { choiceOptions, chosen } from '../choices';
import { expedientNumberField } from '../expedientNumber';
import { checkFiles, fileFields } from './files';
import { uploadSteps } from './uploads';

const categoryField: INodeProperties = {
	displayName: 'Category',
	name: 'category',
	type: 'options',
	options: choiceOptions(data.fileCategories),
	default: 'COMPANY_UNCATEGORIZED_FILE',
	required: true,
	description: 'What the files prove',
};

/** Contract: 5. */
export const uploadEvidence: ItemOperation = {
	value: 'uploadEvidence',
	name: 'Upload Evidence',
	action: 'Upload evidence',
	description: 'Add files to a case: PDF, JPEG or PNG, up to 10 MB each',
	effect: 'write',
	fields: [expedientNumberField, categoryField, ...fileFields],
	identifiedBy: ['expedientNumber'],
	sample: {
		parameters: { expedientNumber: '{case}', category: 'RECEIPT', binaryFields: 'data' },
		files: { data: 'receipt.pdf' },
	},
	prepare: async (item) => {
		const expedientNumber = item.requiredText(expedientNumberField);
		const category = chosen(item, categoryField);
		const files = await checkFiles(item, ['pdf', 'jpeg', 'png']);
		return uploadSteps(item, files, 'upload-file', { category }, expedientNumber);
	},
};
