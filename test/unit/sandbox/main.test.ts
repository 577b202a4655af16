import { spawn } from 'node:child_process';
import path from 'node:path';

import { run } from './harness';

const root = path.resolve(__dirname, '../../..');

interface Ended {
	code: number | null;
	output: string;
	errors: string;
}

/** Starts the program; stops it with SIGTERM as soon as it says how to stop it. */
async function start(port: string): Promise<Ended> {
	const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts'], {
		cwd: root,
		env: { ...process.env, SANDBOX_PORT: port, SANDBOX_CHARGEBACKHIT_PUBLIC_KEY: 'cbh_pk_given' },
	});
	const ended: Ended = { code: null, output: '', errors: '' };
	child.stdout.on('data', (text) => {
		ended.output += text;
		if (ended.output.includes('Stop with Ctrl-C')) child.kill('SIGTERM');
	});
	child.stderr.on('data', (text) => (ended.errors += text));
	ended.code = await new Promise((resolve) => child.on('close', resolve));
	return ended;
}

describe('npm run sandbox', () => {
	it('says address, keys and control calls, and ends on SIGTERM', async () => {
		const { code, output } = await start('0');
		expect(output).toMatch(/Base URL +http:\/\/127\.0\.0\.1:\d+\/chargebackhit/);
		expect(output).toContain('cbh_pk_given');
		expect(output).toContain('/_sandbox/faults');
		expect(code).toBe(0);
	}, 30_000);

	it('says in a sentence that the port is taken, or is none', async () => {
		const other = await run();
		const { code, errors } = await start(new URL(other.url).port);
		expect([code, errors]).toEqual([1, expect.stringMatching(/^Port \d+ is already in use\..*\n$/)]);
		await other.sandbox.close();
		const wrong = await start('many');
		expect([wrong.code, wrong.errors]).toEqual([
			1,
			'SANDBOX_PORT must be a whole number from 0 to 65535; it was "many".\n',
		]);
	}, 30_000);
});
