/**
 * One jest project per test level. Unit tests import the sources. Engine and e2e tests use the built package in `dist/` and the
 * packed tarball, so they test what users install.
 */
const path = require('node:path');

const transform = {
	'^.+\\.ts$': [
		'@swc/jest',
		{ jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } }, module: { type: 'commonjs' } },
	],
};

const level = (name, extra = {}) => ({
	displayName: name,
	rootDir: path.resolve(__dirname, '..'),
	testEnvironment: 'node',
	testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
	modulePathIgnorePatterns: ['<rootDir>/packages/n8n-nodes-'],
	transform,
	...extra,
});

module.exports = {
	projects: [
		level('unit'),
		level('engine', { setupFiles: ['<rootDir>/test/engine/setup.js'] }),
		level('long', { setupFiles: ['<rootDir>/test/engine/setup.js'] }),
		level('queue'),
		level('faults', {
			setupFiles: ['<rootDir>/test/engine/setup.js'],
			setupFilesAfterEnv: ['<rootDir>/test/faults/patience.ts'],
		}),
		level('e2e', {
			globalSetup: '<rootDir>/test/e2e/harness/start.ts',
			globalTeardown: '<rootDir>/test/e2e/harness/stop.ts',
			setupFilesAfterEnv: ['<rootDir>/test/e2e/harness/patience.ts', '<rootDir>/test/e2e/harness/traffic.ts'],
		}),
		level('browser', {
			globalSetup: '<rootDir>/test/e2e/harness/start.ts',
			globalTeardown: '<rootDir>/test/e2e/harness/stop.ts',
			setupFilesAfterEnv: ['<rootDir>/test/e2e/harness/patience.ts', '<rootDir>/test/e2e/harness/traffic.ts'],
		}),
		level('templates', {
			globalSetup: '<rootDir>/test/e2e/harness/start.ts',
			globalTeardown: '<rootDir>/test/e2e/harness/stop.ts',
			setupFilesAfterEnv: ['<rootDir>/test/e2e/harness/patience.ts', '<rootDir>/test/e2e/harness/traffic.ts'],
		}),
	],
};
