import * as check from '../../../common/checks';
import type { ItemOperation } from '../../../common/operation';
import { path } from '../../../common/path';
import { choiceOptions } from '../../caseDetails';
import data from '../../caseFields.json';
import { checkFiles, fileFields } from '../../files';
import { messages } from '../../messages';
import { uploadSteps } from '../../uploads';
import { expedientNumberField } from '../expedientNumber';

/** Contract: 5. */
export const uploadEvidence: ItemOperation = {
	value: 'uploadEvidence',
	name: 'Upload Evidence',
	action: 'Upload evidence',
	description: 'Add files to a case: PDF, JPEG or PNG, up to 10 MB each',
	retryClass: 'write',
	fields: [
		expedientNumberField,
		{
			displayName: 'Category',
			name: 'category',
			type: 'options',
			options: choiceOptions(data.fileCategories),
			default: 'COMPANY_UNCATEGORIZED_FILE',
			required: true,
			description: 'What the files prove',
		},
		...fileFields,
	],
	sample: {
		parameters: { expedientNumber: '{case}', category: 'RECEIPT', binaryFields: 'data' },
		files: { data: 'receipt.pdf' },
	},
	plan: async (item) => {
		const expedientNumber = item.requiredText('expedientNumber', expedientNumberField.displayName);
		const category = item.requiredText('category', 'Category');
		if (!data.fileCategories.includes(category))
			throw check.breaks('Category', messages.choiceRule(data.fileCategories), category);
		const files = await checkFiles(item, ['pdf', 'jpeg', 'png'], messages.allowedEvidence);
		return uploadSteps(item, files, path`/case/${expedientNumber}/upload-file`, { category }, expedientNumber);
	},
};
