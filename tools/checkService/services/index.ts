import type { CheckedService } from '../service';
import { chargebackhit } from './chargebackhit';
import { klavi } from './klavi';
import { kloutit } from './kloutit';
import { kount } from './kount';

export const SERVICES: Record<string, CheckedService> = { chargebackhit, kloutit, kount, klavi };
