import type { Resource } from '../../common/operation';
import { caseResource } from './case';
import { connection } from './connection';
import { defense } from './defense';
import { event } from './event';
import { file } from './file';
import { webhookSubscription } from './webhookSubscription';

/** Every operation of Kloutit: menus, tests and docs walk this registry. */
export const resources: Resource[] = [caseResource, connection, defense, event, file, webhookSubscription];
