import type { FastifyInstance } from 'fastify';

import type { ServiceContext } from '../context';

export const ORGANISATION = 'Kestrel & Thyme Retail';

/** Connection info (contract 2.1). */
export function connectionRoutes(app: FastifyInstance, { settings }: ServiceContext): void {
	app.get('/connection', async () => ({
		valid: true,
		organization: { name: ORGANISATION, sectors: settings.sectors },
	}));
}
