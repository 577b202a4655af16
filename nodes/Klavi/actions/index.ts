import type { Resource } from '../../common/operation';
import { checkout } from './checkout';
import { participant } from './participant';
import { payment } from './payment';

/** Every operation of Klavi: menus, tests and docs walk this registry. */
export const resources: Resource[] = [checkout, participant, payment];
