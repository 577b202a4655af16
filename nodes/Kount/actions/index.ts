import type { Resource } from '../../common/operation';
import { alert } from './alert';
import { order } from './order';
import { transaction } from './transaction';

/** Every operation of Kount: menus, tests and docs walk this registry. */
export const resources: Resource[] = [transaction, alert, order];
