import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';

import { mapperFields } from '../../common/fields/columnMapping';
import { caseColumns } from '../actions/case/mappedCase';

/** The columns of the chosen sector; all of them if the sector is an expression, or left to the case. */
async function getCaseColumns(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const sector = String(this.getCurrentNodeParameter('sector') ?? '');
	const isNew = this.getCurrentNodeParameter('operation') === 'create';
	return await Promise.resolve(mapperFields(caseColumns(isNew, sector.startsWith('=') ? '' : sector)));
}

export const resourceMapping = { getCaseColumns };
