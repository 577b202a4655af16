import type { Resource } from '../../../common/operation';
import { uploadEvidence } from './uploadEvidence';
import { uploadProductPhoto } from './uploadProductPhoto';

export const file: Resource = {
	value: 'file',
	name: 'File',
	description: 'Evidence that belongs to a case',
	operations: [uploadEvidence, uploadProductPhoto],
};
