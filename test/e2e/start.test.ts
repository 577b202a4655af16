import { spawn } from 'node:child_process';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../..');

/** Runs the main job as a user does; resolves with its exit code and what it printed. */
async function start(...args: string[]): Promise<{ code: number | null; output: string }> {
	return await new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [path.join(PROJECT, 'tools/start.mjs'), ...args], {
			cwd: PROJECT,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let output = '';
		const collect = (chunk: Buffer) => {
			output += chunk.toString();
		};
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);
		child.on('error', reject);
		child.on('close', (code) => resolve({ code, output }));
	});
}

describe('npm start -- --once', () => {
	it('answers one alert of each type right, defends a dispute, and says so', async () => {
		const { code, output } = await start('--once');
		expect(output).toContain(
			'All six alerts were answered correctly, and the init-refund alert has its final outcome.',
		);
		for (const type of ['inquiry', 'prevented', 'resolved', 'fraud-notification', 'dispute-notification']) {
			expect(output).toMatch(new RegExp(`^${type} +acknowledged +\\d+ ms +\\d+ +right +acknowledged$`, 'm'));
		}
		expect(output).toMatch(/^init-refund +pending +\d+ ms +\d+ +right +reversed$/m);
		expect(output).toMatch(/^case checked +(COMPLETE|MISSING_OPTIONAL)$/m);
		expect(output).toMatch(/^evidence uploaded +receipt-ORDER-1002\.pdf \(RECEIPT\)$/m);
		expect(output).toMatch(/^defense saved +.+\.pdf, [1-9]\d* page\(s\)$/m);
		expect(output).toContain('The dispute was defended');
		expect(output).toMatch(/^orders uploaded +240 in 3 requests$/m);
		expect(output).toMatch(/^alert answered +REFUNDED$/m);
		expect(output).toContain('Kount has all orders of the day');
		expect(output).toMatch(/^payments made +1$/m);
		expect(output).toMatch(/^ended with +PAYMENT_COMPLETED$/m);
		expect(output).toContain('The refund was paid once');
		expect(code).toBe(0);
	}, 480_000);

	it('explains an option it does not support', async () => {
		const { code, output } = await start('--twice');
		expect(output).toContain('Unknown option --twice.');
		expect(code).toBe(1);
	});
});
