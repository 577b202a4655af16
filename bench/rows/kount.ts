import type { SavedCredential } from '../../tools/n8n/client';
import { AnsweringService } from '../answering';
import { bareAxios, type PreparedRequest } from '../bareAxios';
import { MemoryWatch } from '../memory';
import type { Row } from '../row';
import type { NodeRun, Stage } from '../stage';
import { inTurns, median } from '../statistics';

const LATENCY = 50;
/** The node's own defaults. */
const CONCURRENCY = 10;
const BATCH_SIZE = 500;
const TRANSACTIONS = 100_000;
/** About how much memory one of them uses in n8n. A second copy of all items would add this much. */
const ITEM_BYTES = 2_000;
/** Seconds in which n8n collects most of the garbage of creating the items. That garbage would hide what the node uses. */
const SETTLE = 12;
/** Items in the run with one request per item. */
const SINGLE = 5_000;
const TYPED = 10_000;

/** One transaction as JavaScript source, the same in n8n and here. About 440 bytes. */
const TRANSACTION = `(n) => ({
	orderNumber: 'ORDER-' + n, orderDateTime: '2026-01-31T10:00:00.000Z', orderTotal: 1000 + (n % 90000), orderCurrency: 'USD', authStatus: 'A',
	customerName: 'Customer ' + n, customerEmailAddress: 'customer' + n + '@example.com', ipAddress: '203.0.113.7', cvvValidatedAtPurchase: 'True',
	paymentInformation: { cardBin: '411111', last4: String(1000 + (n % 9000)), authCode: String(n), billingName: 'CUSTOMER ' + n, avsMatch: 'True' },
	shoppingCart: [{ itemName: 'Enamel kettle', itemID: 'KET-01', quantity: 1, price: 1000 + (n % 90000) }],
})`;

/** The requests that the contract defines, built without the node. */
function preparedUploads(url: string): PreparedRequest[] {
	const make = new Function(`return ${TRANSACTION}`)() as (n: number) => object;
	return Array.from({ length: TRANSACTIONS / BATCH_SIZE }, (_, request) => ({
		method: 'POST',
		url: `${url}/kff/uploads`,
		headers: { 'content-type': 'application/json', authorization: 'Bearer bench-token-0123456789' },
		body: JSON.stringify({
			transactions: JSON.stringify(
				Array.from({ length: BATCH_SIZE }, (_n, place) => make(request * BATCH_SIZE + place)),
			),
		}),
	}));
}

/** A credential as the editor creates it. n8n fetches its token at the first use. */
export async function kountCredential(stage: Stage, { url }: AnsweringService): Promise<SavedCredential> {
	return await stage.client.createCredential('Kount', 'kountOAuth2Api', {
		apiKey: Buffer.from('bench:bench-secret').toString('base64'),
		environment: 'sandbox',
		loginServer: 'custom',
		tokenUrl: `${url}/token`,
		baseUrl: url,
	});
}

/** Uploads transactions that a Code node creates, with a pause of some seconds between the two nodes. */
export async function upload(
	stage: Stage,
	credential: SavedCredential,
	count: number,
	parameters: object,
	settle = 0,
): Promise<NodeRun> {
	return await stage.runNode(
		`const make = ${TRANSACTION};\nreturn Array.from({ length: ${count} }, (_, n) => ({ json: make(n) }));`,
		{
			type: 'n8n-nodes-chargeback.kount',
			credentials: { kountOAuth2Api: credential },
			parameters: { resource: 'transaction', operation: 'upload', ...parameters },
		},
		settle,
	);
}

/** 100,000 transactions as input items, compared with plain axios and the same bodies. */
export const kountUpload: Row = {
	name: 'kount-upload',
	title: `${TRANSACTIONS} transactions as input items, service responds in ${LATENCY} ms, compared with bare axios with the same bodies and ${CONCURRENCY} at once`,
	target: 'all delivered in 200 requests, <= 1.30 x bare axios, no second copy in memory',
	measure: async (stage) => {
		const service = await AnsweringService.open(LATENCY);
		let watch: MemoryWatch | undefined;
		try {
			const prepared = preparedUploads(service.url);
			// all runs share one credential, as a user's runs do; the first one fetches the token
			const credential = await kountCredential(stage, service);
			let delivered = true;
			let requests = 0;
			const megabytes = prepared.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0) / 1e6;
			const seconds = await inTurns(9, {
				ours: async () => {
					service.reset();
					const run = await upload(stage, credential, TRANSACTIONS, { transactionSource: 'items' });
					const sent = run.items.reduce((sum, { json }) => sum + Number(json.count), 0);
					delivered &&= run.status === 'success' && service.requests === prepared.length && sent === TRANSACTIONS;
					delivered &&= Math.round(megabytes * 1e6) === service.bytes;
					requests = service.requests;
					return run.seconds;
				},
				axios: async () => await bareAxios(prepared, CONCURRENCY),
				fresh: async () => await bareAxios(prepared, CONCURRENCY, 'fresh'),
			});
			// measured in separate runs, because reading the memory would slow down the runs above
			watch = new MemoryWatch(stage.n8n.pid ?? 0);
			const memory: number[] = [];
			for (let round = 0; round < 3; round++) {
				const { startedAt, endedAt } = await upload(
					stage,
					credential,
					TRANSACTIONS,
					{ transactionSource: 'items' },
					SETTLE,
				);
				memory.push(watch.peak(startedAt, endedAt) - watch.peak(startedAt - 300, startedAt));
			}
			service.reset();
			const single = await upload(stage, credential, SINGLE, { transactionSource: 'items', options: { batchSize: 1 } });
			const singleDelivered = single.status === 'success' && service.requests === SINGLE;
			const ratio = median(seconds.ours) / median(seconds.axios);
			// the maximum counts, because garbage from other runs can only hide memory
			const bytesAnItem = (Math.max(...memory) * 1024 * 1024) / TRANSACTIONS;
			return {
				ratio,
				met: delivered && singleDelivered && ratio <= 1.3 && bytesAnItem < ITEM_BYTES,
				raw: {
					'ours s': median(seconds.ours),
					'first run, which fetches the token, s': seconds.ours[0],
					'bare axios s': median(seconds.axios),
					'bare axios with one connection per request, as in n8n, s': median(seconds.fresh),
					requests,
					'MB sent': megabytes,
					'same bytes': delivered ? 'yes' : 'NO',
					[`one request an item, ${SINGLE}: s`]: singleDelivered ? single.seconds : 'NOT DELIVERED',
					'memory above the start of the node, bytes per item': bytesAnItem,
				},
			};
		} finally {
			watch?.stop();
			await service.close();
		}
	},
};

const EXPRESSIONS = {
	orderNumber: '={{ $json.orderNumber }}',
	orderDateTime: '={{ $json.orderDateTime }}',
	orderTotal: '={{ $json.orderTotal }}',
	orderDetails: {
		orderCurrency: '={{ $json.orderCurrency }}',
		customerName: '={{ $json.customerName }}',
		ipAddress: '={{ $json.ipAddress }}',
	},
	paymentInformation: {
		cardBin: '={{ $json.paymentInformation.cardBin }}',
		last4: '={{ $json.paymentInformation.last4 }}',
	},
};
const FIELDS = [
	'orderNumber',
	'orderDateTime',
	'orderTotal',
	'orderCurrency',
	'customerName',
	'ipAddress',
	'cardBin',
	'last4',
];

/** Seconds that n8n's Edit Fields node takes to evaluate the same expressions. */
async function editFields(stage: Stage): Promise<number> {
	const { seconds } = await stage.runNode(
		`const make = ${TRANSACTION};\nreturn Array.from({ length: ${TYPED} }, (_, n) => ({ json: make(n) }));`,
		{
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				assignments: {
					assignments: FIELDS.map((name) => ({
						id: name,
						name,
						type: 'string',
						value: `={{ String($json.${['cardBin', 'last4'].includes(name) ? 'paymentInformation.' : ''}${name}) }}`,
					})),
				},
			},
		},
	);
	return seconds;
}

/** 10,000 transactions from typed fields, compared with an n8n node that evaluates the same number of expressions. It has no target, because n8n sets the cost of expressions. */
export const kountTyped: Row = {
	name: 'kount-typed',
	title: `${TYPED} transactions with ${FIELDS.length} expressions each, compared with one Edit Fields node with the same number`,
	target: 'none',
	measure: async (stage) => {
		const service = await AnsweringService.open(LATENCY);
		try {
			const ours = await upload(stage, await kountCredential(stage, service), TYPED, {
				transactionSource: 'fields',
				amountsAreIn: 'hundredths',
				...EXPRESSIONS,
			});
			const reference = await editFields(stage);
			return {
				ratio: ours.seconds / reference,
				met: ours.status === 'success' && service.requests === TYPED / BATCH_SIZE,
				raw: {
					'ours s': ours.seconds,
					'Edit Fields s': reference,
					requests: service.requests,
					'ms per expression': (ours.seconds * 1000) / (TYPED * FIELDS.length),
				},
			};
		} finally {
			await service.close();
		}
	},
};

/** The same 10,000 transactions with each column mapped by an expression, compared with one Edit Fields node with the same number of them. n8n sets the cost of expressions, so no mapping can cost less. */
export const kountMapped: Row = {
	name: 'kount-mapped',
	title: `${TYPED} transactions with ${FIELDS.length} mapped columns each, compared with one Edit Fields node with the same number of expressions`,
	target: '<= 1.50 x Edit Fields',
	measure: async (stage) => {
		const service = await AnsweringService.open(LATENCY);
		try {
			const { orderDetails, paymentInformation, ...required } = EXPRESSIONS;
			const credential = await kountCredential(stage, service);
			const columns = (mappingMode: string, value: object | null) => ({
				transactionSource: 'columns',
				amountsAreIn: 'hundredths',
				columns: { mappingMode, value, matchingColumns: [], schema: [] },
			});
			let delivered = true;
			const measured = async (parameters: object) => {
				service.reset();
				const run = await upload(stage, credential, TYPED, parameters);
				delivered &&= run.status === 'success' && service.requests === TYPED / BATCH_SIZE;
				return run.seconds;
			};
			const seconds = await inTurns(3, {
				ours: async () =>
					await measured(columns('defineBelow', { ...required, ...orderDetails, ...paymentInformation })),
				automatic: async () => await measured(columns('autoMapInputData', null)),
				editFields: async () => await editFields(stage),
			});
			const ratio = median(seconds.ours) / median(seconds.editFields);
			return {
				ratio,
				met: delivered && ratio <= 1.5,
				raw: {
					'ours s': median(seconds.ours),
					'mapped automatically s': median(seconds.automatic),
					'Edit Fields s': median(seconds.editFields),
				},
			};
		} finally {
			await service.close();
		}
	},
};
