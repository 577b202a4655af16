import { type FieldSpec, fieldProperty } from '../../../common/fields/fieldSpec';
import { choice } from '../../../common/fields/kinds';
import type { ItemOperation } from '../../../common/operation';
import data from '../case/caseFields.json';
import { choiceOptions } from '../choices';
import { expedientNumberField } from '../expedientNumber';
import { checkFiles, fileFields } from './files';
import { uploadSteps } from './uploads';

const categoryField: FieldSpec<string> = {
	displayName: 'Category',
	name: 'category',
	kind: choice(choiceOptions(data.fileCategories), 'COMPANY_UNCATEGORIZED_FILE'),
	property: { required: true, description: 'What the files prove' },
};

/** Contract: 5. */
export const uploadEvidence: ItemOperation = {
	value: 'uploadEvidence',
	name: 'Upload Evidence',
	action: 'Upload evidence',
	description: 'Add files to a case: PDF, JPEG or PNG, up to 10 MB each',
	effect: 'write',
	fields: [expedientNumberField, fieldProperty(categoryField), ...fileFields],
	identifiedBy: ['expedientNumber'],
	sample: {
		parameters: { expedientNumber: '{case}', category: 'RECEIPT', binaryFields: 'data' },
		files: { data: 'receipt.pdf' },
	},
	prepare: async (item) => {
		const expedientNumber = item.requiredText(expedientNumberField);
		const category = item.require(categoryField);
		const files = await checkFiles(item, ['pdf', 'jpeg', 'png']);
		return uploadSteps(item, files, 'upload-file', { category }, expedientNumber);
	},
};
