import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { runsOf } from '../../tools/n8n/execution';
import { chain, type NodeToCreate } from '../../tools/n8n/workflow';
import { MemoryWatch } from '../memory';
import type { Row } from '../row';

const FILES = 20;
const MEGABYTE = 1024 * 1024;
const SIZE = 10 * MEGABYTE;
/** The memory that n8n may use above idle while it uploads. */
const LIMIT_MEGABYTES = 200;

/** n8n's memory above idle while it uploads 20 files of 10 MB, with the default of 10 requests at once. */
export const uploadMemory: Row = {
	name: 'upload-memory',
	title: `${FILES} evidence files of 10 MB, n8n's memory above idle, compared with ${LIMIT_MEGABYTES} MB`,
	target: `all delivered, <= 1.00 x ${LIMIT_MEGABYTES} MB`,
	measure: async (stage) => {
		const { client, sandbox } = stage;
		sandbox.reset();
		for (let place = 0; place < FILES; place++) {
			const content = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(SIZE - 9)]);
			await writeFile(path.join(stage.fileFolder, `evidence-${place}.pdf`), content);
		}
		const record = [...sandbox.state.kloutit.cases.values()].find(({ status }) => status === 'PENDING');
		const expedientNumber = String(record?.fields.expedientNumber);
		const { id } = await client.createWorkflow({
			name: `Bench ${randomUUID()}`,
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				{
					name: 'Files',
					type: 'n8n-nodes-base.readWriteFile',
					typeVersion: 1,
					parameters: { fileSelector: path.join(stage.fileFolder, '*.pdf') },
				},
				{ name: 'Settle', type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: { amount: 5, unit: 'seconds' } },
				{
					name: 'Upload',
					type: 'n8n-nodes-chargeback.kloutit',
					onError: 'continueRegularOutput',
					credentials: { kloutitApi: stage.kloutit },
					parameters: { resource: 'file', operation: 'uploadEvidence', expedientNumber, category: 'RECEIPT' },
				},
			] as NodeToCreate[],
			connections: chain('Start', 'Files', 'Settle', 'Upload'),
		});

		const watch = new MemoryWatch(stage.n8n.pid ?? 0);
		try {
			await pause(5000);
			const idle = watch.now();
			const execution = await client.runToEnd(id, 'Start', 300_000);
			const [run] = runsOf(execution, 'Upload');
			const end = (run?.startTime ?? 0) + (run?.executionTime ?? 0);
			const over = watch.peak(run?.startTime ?? 0, end + 200) - idle;
			const delivered = record?.files.length ?? 0;
			return {
				ratio: over / LIMIT_MEGABYTES,
				met: delivered === FILES && over <= LIMIT_MEGABYTES,
				raw: { 'idle MB': idle, 'above idle MB': over, delivered, seconds: (run?.executionTime ?? 0) / 1000 },
			};
		} finally {
			watch.stop();
			await client.deleteWorkflow(id);
		}
	},
};
