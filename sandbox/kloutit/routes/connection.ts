import type { FastifyInstance } from 'fastify';

import { ORGANISATION } from '../catalogue';
import type { ServiceContext } from '../context';

/** Connection info (Contract: 2.1). */
export function connectionRoutes(app: FastifyInstance, { settings }: ServiceContext): void {
	app.get('/connection', async () => ({
		valid: true,
		organization: { name: ORGANISATION, sectors: settings.sectors },
	}));
}
