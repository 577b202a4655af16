import type { Resource } from '../../common/operation';
import { alert } from './alert';
import { caid } from './caid';
import { dispute } from './dispute';
import { enrollment } from './enrollment';
import { integration } from './integration';
import { merchant } from './merchant';

/** Every operation of Chargebackhit: menus, tests and docs walk this registry. */
export const resources: Resource[] = [alert, caid, dispute, enrollment, integration, merchant];
