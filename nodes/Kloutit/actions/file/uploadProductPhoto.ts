import { path } from '../../../common/http/url';
import type { ItemOperation } from '../../../common/operation';
import { messages } from '../../problems';
import { expedientNumberField } from '../expedientNumber';
import { checkFiles, fileFields } from './files';
import { uploadSteps } from './uploads';

/** Contract: 5. */
export const uploadProductPhoto: ItemOperation = {
	value: 'uploadProductPhoto',
	name: 'Upload Product Photo',
	action: 'Upload product photo',
	description: 'Add photos of the product to a case of the sector Marketplace: JPEG or PNG, up to 10 MB each',
	effect: 'write',
	fields: [expedientNumberField, ...fileFields],
	sample: { parameters: { expedientNumber: '{marketplaceCase}', binaryFields: 'data' }, files: { data: 'photo.png' } },
	prepare: async (item) => {
		const expedientNumber = item.requiredText('expedientNumber', expedientNumberField.displayName);
		const files = await checkFiles(item, ['jpeg', 'png'], messages.allowedPhoto);
		return uploadSteps(item, files, path`/case/${expedientNumber}/upload-product-photo`, {}, expedientNumber);
	},
};
