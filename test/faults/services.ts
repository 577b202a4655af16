import type { IDataObject } from 'n8n-workflow';

import { resources as chargebackhit } from '../../nodes/Chargebackhit/actions';
import { resources as klavi } from '../../nodes/Klavi/actions';
import { resources as kloutit } from '../../nodes/Kloutit/actions';
import { resources as kount } from '../../nodes/Kount/actions';
import { everyOperation, type Operation, type Resource } from '../../nodes/common/operation';
import { ChargebackhitBench } from '../engine/chargebackhit';
import { KlaviBench } from '../engine/klavi';
import { KloutitBench } from '../engine/kloutit';
import { KountBench } from '../engine/kount';
import { byId, type ServiceBench } from '../engine/serviceBench';

/** Sample values by parameter for one of several items. */
export type SampleOf = (place: number) => IDataObject;

export interface FaultedService {
	name: string;
	resources: Resource[];
	open: () => Promise<ServiceBench>;
	/**
	 * For operations that can be carried out only once on the same record, by `resource:operation`: the samples of several items, each
	 * with a record of its own.
	 */
	distinct?: Record<string, (bench: ServiceBench) => SampleOf | Promise<SampleOf>>;
}

/** The n-th entry, which must be there. */
function nth<T>(found: T[], place: number): T {
	if (place >= found.length) throw new Error(`The sandbox has ${found.length} records of this kind; one more is needed`);
	return found[place];
}

const openAlerts = (bench: ServiceBench): SampleOf => {
	const ids = [...bench.sandbox.state.chargebackhit.alerts.values()]
		.filter(({ alert }) => alert.type === 'init-refund' && alert.outcome === '')
		.map(({ alert }) => alert.id);
	return (place) => ({ alertId: byId(nth(ids, place)) });
};

const activeCaids = (bench: ServiceBench): SampleOf => {
	const ids = [...bench.sandbox.state.chargebackhit.caids.values()]
		.filter(({ products }) => products.cdrn?.status.includes('active'))
		.map(({ id }) => String(id));
	return (place) => ({ caidId: byId(nth(ids, place)) });
};

/** Copies of the sample's case under other numbers. */
const casesLike = (original: (bench: KloutitBench) => string) => (bench: ServiceBench): SampleOf => {
	const { cases } = bench.sandbox.state.kloutit;
	const number = original(bench as KloutitBench);
	return (place) => {
		const copy = structuredClone(cases.get(number)!);
		copy.fields.expedientNumber = `${number}-${place}`;
		cases.set(copy.fields.expedientNumber, copy);
		return { expedientNumber: copy.fields.expedientNumber };
	};
};

/** Payments that can be cancelled. */
const pendingPayments = async (bench: ServiceBench): Promise<SampleOf> => {
	const ids: string[] = [];
	for (const place of [0, 1, 2]) ids.push(await (bench as KlaviBench).made(`SEED-PENDING-${place}`, 'PAYMENT_SCHEDULED'));
	bench.sandbox.journal.reset();
	return (place) => ({ paymentId: nth(ids, place) });
};

const ownIds = (): SampleOf => (place) => ({ externalId: `OWN-${place}` });

/** The Customer API v1 of Klavi has no cancel. */
const withoutCancel = klavi.map((resource) => ({ ...resource, operations: resource.operations.filter(({ value }) => value !== 'cancel') }));

/** Every service that the faults floor walks through: its registry and its bench. */
export const SERVICES: FaultedService[] = [
	{
		name: 'Chargebackhit',
		resources: chargebackhit,
		open: async () => await ChargebackhitBench.open(),
		distinct: { 'alert:respond': openAlerts, 'caid:disenrollProducts': activeCaids },
	},
	{
		name: 'Kloutit',
		resources: kloutit,
		open: async () => await KloutitBench.open(),
		distinct: {
			'case:create': () => (place) => ({ expedientNumber: `EXP-NEW-${place}` }),
			'case:submit': casesLike((bench) => bench.completeCase),
			'case:updateStatus': casesLike((bench) => bench.caseNumber('', 'GENERATED')),
		},
	},
	{
		name: 'Kount',
		resources: kount,
		open: async () => await KountBench.open(),
		distinct: { 'alert:respond': (bench) => (place) => ({ alertId: (bench as KountBench).alert(place) }) },
	},
	{
		name: 'Klavi, Customer API v1',
		resources: withoutCancel,
		open: async () => await KlaviBench.open('customerV1'),
		distinct: { 'payment:create': ownIds, 'checkout:create': ownIds },
	},
	{
		name: 'Klavi, Instant payments',
		resources: klavi,
		open: async () => await KlaviBench.open('instant'),
		distinct: { 'payment:create': ownIds, 'checkout:create': ownIds, 'payment:cancel': pendingPayments },
	},
];

/** One operation of one service; `name` is what a test calls it. */
export interface Walked {
	name: string;
	service: FaultedService;
	resource: Resource;
	operation: Operation;
}

/** Every operation that sends requests. */
export function sendingOperations({ name, resources }: FaultedService): Walked[] {
	const service = SERVICES.find((one) => one.name === name)!;
	return everyOperation(resources)
		.filter(({ operation }) => operation.retryClass !== 'none')
		.map(({ resource, operation }) => ({ name: `${resource.value}:${operation.value}`, service, resource, operation }));
}
