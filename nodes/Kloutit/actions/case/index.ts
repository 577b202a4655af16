import type { Resource } from '../../../common/operation';
import { checkCase } from './check';
import { create } from './create';
import { submit } from './submit';
import { update } from './update';
import { updateStatus } from './updateStatus';

export const caseResource: Resource = {
	value: 'case',
	name: 'Case',
	description: 'A dispute to defend',
	operations: [checkCase, create, submit, update, updateStatus],
};
