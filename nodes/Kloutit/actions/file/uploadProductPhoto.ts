import type { ItemOperation } from '../../../common/operation';
import { expedientNumberField } from '../expedientNumber';
import { checkFiles, fileFields } from './files';
import { uploadSteps } from './uploads';

/** Contract: 5. */
export const uploadProductPhoto: ItemOperation = {
	value: 'uploadProductPhoto',
	name: 'Upload Product Photo',
	action: 'Upload product photo',
	description: 'Add product photos to a case in the Marketplace sector: JPEG or PNG, up to 10 MB each',
	effect: 'write',
	fields: [expedientNumberField, ...fileFields],
	identifiedBy: ['expedientNumber'],
	sample: { parameters: { expedientNumber: '{marketplaceCase}', binaryFields: 'data' }, files: { data: 'photo.png' } },
	prepare: async (item) => {
		const expedientNumber = item.requiredText(expedientNumberField);
		const files = await checkFiles(item, ['jpeg', 'png']);
		return uploadSteps(item, files, 'upload-product-photo', {}, expedientNumber);
	},
};
