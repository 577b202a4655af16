import type { FastifyInstance } from 'fastify';

import { ORGANIZATION } from '../catalogue';
import type { ServiceContext } from '../context';

/** Connection info (Contract: 2.1). */
export function connectionRoutes(app: FastifyInstance, { settings }: ServiceContext): void {
	app.get('/connection', async () => ({
		valid: true,
		organization: { name: ORGANIZATION, sectors: settings.sectors },
	}));
}
