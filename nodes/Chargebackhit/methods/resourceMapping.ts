import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';

import { mapperFields } from '../../common/fields/columnMapping';
import { midMapping } from '../actions/enrollment/mappedMid';

/** The columns of a MID. */
async function getMidColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await Promise.resolve(mapperFields(midMapping.columns));
}

export const resourceMapping = { getMidColumns };
