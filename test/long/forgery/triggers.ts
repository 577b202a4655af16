import { randomBytes } from 'node:crypto';

import { chargebackhit } from './chargebackhit';
import { klavi } from './klavi';
import { kloutit } from './kloutit';
import { kountAlerts, kountEvents } from './kount';
import type { Target } from './target';

/** Every trigger, by the name that tests call it. `unregistered`: not what a real n8n makes of it when it is activated. */
export const TRIGGERS: Array<{ name: string; open: () => Promise<Target>; unregistered?: boolean }> = [
	{ name: 'Chargebackhit', open: chargebackhit },
	{ name: 'Kloutit', open: async () => await kloutit(randomBytes(32).toString('hex')) },
	{ name: 'Kloutit, address pasted by hand', open: async () => await kloutit(undefined), unregistered: true },
	{ name: 'Kount, chargeback alerts', open: kountAlerts },
	{ name: 'Kount 360', open: kountEvents },
	{ name: 'Klavi', open: klavi },
];
