import { randomUUID } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { resources as chargebackhit } from '../../nodes/Chargebackhit/actions';
import { everyOperation, type Operation, type Resource } from '../../nodes/common/operation';
import { resources as klavi } from '../../nodes/Klavi/actions';
import { resources as kloutit } from '../../nodes/Kloutit/actions';
import { resources as kount } from '../../nodes/Kount/actions';
import { ChargebackhitBench } from '../engine/chargebackhit';
import { KlaviBench } from '../engine/klavi';
import { KloutitBench } from '../engine/kloutit';
import { KountBench } from '../engine/kount';
import { byId, type ServiceBench } from '../engine/serviceBench';

/** Sample values by parameter for one of several items. */
export type SampleOf = (index: number) => IDataObject;

export interface FaultedService {
	name: string;
	resources: Resource[];
	open: () => Promise<ServiceBench>;
	/**
	 * For operations that can be completed only once on the same record, by `resource:operation`: the samples of several items, each
	 * with a record of its own.
	 */
	distinct?: Record<string, (bench: ServiceBench) => SampleOf | Promise<SampleOf>>;
}

/** A copy of one record under a new id, for each item of each run: so that no run uses the sandbox's records up. */
function copyOf<Record>(
	records: Map<string, Record>,
	isFit: (record: Record) => boolean,
	renamed: (copy: Record, id: string) => void,
): string {
	const original = [...records.values()].find(isFit);
	if (!original) throw new Error('The sandbox has no record of this kind');
	const copy = structuredClone(original);
	const id = randomUUID();
	renamed(copy, id);
	records.set(id, copy);
	return id;
}

const openAlerts =
	(bench: ServiceBench): SampleOf =>
	() => {
		const { alerts } = bench.sandbox.state.chargebackhit;
		const isOpen = ({ alert }: { alert: { type: string; outcome: string } }) =>
			alert.type === 'init-refund' && alert.outcome === '';
		return { alertId: byId(copyOf(alerts, isOpen, ({ alert }, id) => void (alert.id = id))) };
	};

const activeCaids =
	(bench: ServiceBench): SampleOf =>
	() => {
		const { caids } = bench.sandbox.state.chargebackhit;
		return {
			caidId: byId(
				copyOf(
					caids,
					({ products }) => products.cdrn?.status.includes('active') === true,
					(copy, id) => void (copy.id = id),
				),
			),
		};
	};

/** Copies of the sample's case under other numbers. */
const casesLike =
	(original: (bench: KloutitBench) => string) =>
	(bench: ServiceBench): SampleOf => {
		const { cases } = bench.sandbox.state.kloutit;
		const number = original(bench as KloutitBench);
		const isSample = ({ fields }: { fields: { expedientNumber: string } }) => fields.expedientNumber === number;
		return () => ({ expedientNumber: copyOf(cases, isSample, ({ fields }, id) => void (fields.expedientNumber = id)) });
	};

const openKountAlerts =
	(bench: ServiceBench): SampleOf =>
	() => {
		const { alerts } = bench.sandbox.state.kount;
		return {
			alertId: copyOf(
				alerts,
				({ answer }) => answer === null,
				(copy, id) => void (copy.id = id),
			),
		};
	};

/** Payments that can be cancelled. */
const pendingPayments = async (bench: ServiceBench): Promise<SampleOf> => {
	const ids: string[] = [];
	for (let index = 0; index < 3; index++)
		ids.push(await (bench as KlaviBench).made(`SEED-${randomUUID()}`, 'PAYMENT_SCHEDULED'));
	bench.sandbox.journal.reset();
	return (index) => ({ paymentId: ids[index] });
};

const ownIds = (): SampleOf => () => ({ externalId: `OWN-${randomUUID()}` });

/** The Customer API v1 of Klavi has no cancel. */
const withoutCancel = klavi.map((resource) => ({
	...resource,
	operations: resource.operations.filter(({ value }) => value !== 'cancel'),
}));

/** Every service that the faults level covers, with its registry and its bench. */
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
			'case:create': () => () => ({ expedientNumber: `EXP-${randomUUID()}` }),
			'case:submit': casesLike((bench) => bench.completeCase),
			'case:updateStatus': casesLike((bench) => bench.caseNumber('', 'GENERATED')),
		},
	},
	{
		name: 'Kount',
		resources: kount,
		open: async () => await KountBench.open(),
		distinct: { 'alert:respond': openKountAlerts },
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
		.filter(({ operation }) => operation.effect !== 'none')
		.map(({ resource, operation }) => ({ name: `${resource.value}:${operation.value}`, service, resource, operation }));
}
