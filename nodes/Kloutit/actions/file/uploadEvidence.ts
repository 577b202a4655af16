import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import * as check from '../../../common/values/validate';
import { messages } from '../../problems';
import { choiceOptions } from '../case/caseDetails';
import data from '../case/caseFields.json';
import { expedientNumberField } from '../expedientNumber';
import { checkFiles, fileFields } from './files';
import { uploadSteps } from './uploads';

/** Contract: 5. */
export const uploadEvidence: ItemOperation = {
	value: 'uploadEvidence',
	name: 'Upload Evidence',
	action: 'Upload evidence',
	description: 'Add files to a case: PDF, JPEG or PNG, up to 10 MB each',
	effect: 'write',
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
	prepare: async (item) => {
		const expedientNumber = item.requiredText('expedientNumber', expedientNumberField.displayName);
		const category = item.requiredText('category', 'Category');
		if (!data.fileCategories.includes(category))
			throw check.invalid('Category', messages.choiceRule(data.fileCategories), category);
		const files = await checkFiles(item, ['pdf', 'jpeg', 'png'], messages.allowedEvidence);
		return uploadSteps(item, files, path`/case/${expedientNumber}/upload-file`, { category }, expedientNumber);
	},
};
