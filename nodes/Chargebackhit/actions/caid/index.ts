import type { Resource } from '../../../common/operation';
import { disenrollProducts } from './disenrollProducts';
import { get } from './get';
import { getMany } from './getMany';
import { update } from './update';

export const caid: Resource = {
	value: 'caid',
	name: 'CAID',
	description: 'A Card Acceptor ID and the products enrolled on it',
	operations: [disenrollProducts, get, getMany, update],
};
