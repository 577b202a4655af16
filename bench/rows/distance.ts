import { bareAxios } from '../bareAxios';
import type { TestCertificate } from '../distance';
import { Relay } from '../distance';
import { LimitedService } from '../limitedService';
import type { LimiterModel } from '../limiterModels';
import type { Row } from '../row';
import type { NodeRun } from '../stage';
import { inTurns, median } from '../statistics';
import { alertGet, delivered, httpRequest } from './limiters';

const ITEMS = 500;
const ONE_WAY = 40;
const MOST = 64;
const ALERT = '11111111-1111-4111-8111-111111111111';

const NO_LIMIT: LimiterModel = { arrives: () => ({ isAccepted: true }) };

function required(certificate: TestCertificate | undefined): TestCertificate {
	if (!certificate) throw new Error('This row needs openssl, which creates its test CA');
	return certificate;
}

/** HTTPS to a distant service: a connection per request costs three round trips instead of one. */
export const distance: Row = {
	name: 'distance',
	title: `${ITEMS} items over HTTPS, ${2 * ONE_WAY} ms round trip, no limit, compared with the HTTP Request node, which sends all at once`,
	target: `<= 1.30 x HTTP Request, never more than ${MOST} in flight`,
	measure: async (stage) => {
		const certificate = required(stage.certificate);
		const service = await LimitedService.open(NO_LIMIT, 0, { certificate });
		const relay = await Relay.open(service.port, ONE_WAY);
		try {
			const url = service.url(relay.port);
			const credential = await stage.chargebackhitAt(url);
			let most = 0;
			const request = { method: 'GET', url: `${url}/api/v2/alerts/${ALERT}`, headers: {}, body: '' };
			const prepared = Array.from({ length: ITEMS }, () => request);
			const told = (run: NodeRun) => ({ seconds: run.seconds, delivered: delivered(run) });
			const runs = await inTurns(3, {
				ours: async () => {
					service.most = 0;
					const run = await alertGet(stage, credential, ITEMS);
					most = Math.max(most, service.most);
					return told(run);
				},
				theirs: async () => told(await httpRequest(stage, credential, url, ITEMS)),
				axios: async () => ({
					seconds: await bareAxios(prepared, MOST, 'kept', certificate.caFile),
					delivered: ITEMS,
				}),
			});
			const least = (kind: keyof typeof runs) => Math.min(...runs[kind].map((run) => run.delivered));
			const seconds = (kind: keyof typeof runs) => median(runs[kind].map((run) => run.seconds));
			const ours = least('ours');
			const ratio = seconds('ours') / seconds('theirs');
			return {
				ratio,
				met: ours === ITEMS && ratio <= 1.3 && most <= MOST,
				raw: {
					'ours s': seconds('ours'),
					'ours delivered': ours,
					'ours, most in flight': most,
					'HTTP Request s': seconds('theirs'),
					'HTTP Request delivered': least('theirs'),
					[`axios with keep-alive, ${MOST} at once, s`]: seconds('axios'),
				},
			};
		} finally {
			await relay.close();
			await service.close();
		}
	},
};
