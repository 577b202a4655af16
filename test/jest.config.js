/**
 * One jest project a floor. Unit tests import the sources; engine and e2e tests take the built package from `dist/` and the
 * packed tarball, so that what is tested is what is shipped.
 */
const path = require('node:path');

const transform = {
	'^.+\\.ts$': [
		'@swc/jest',
		{ jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } }, module: { type: 'commonjs' } },
	],
};

const floor = (name, extra = {}) => ({
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
		floor('unit'),
		floor('engine', { setupFiles: ['<rootDir>/test/engine/setup.js'] }),
		floor('long', { setupFiles: ['<rootDir>/test/engine/setup.js'] }),
		floor('queue'),
		floor('faults', {
			setupFiles: ['<rootDir>/test/engine/setup.js'],
			setupFilesAfterEnv: ['<rootDir>/test/faults/patience.ts'],
		}),
		floor('e2e', {
			globalSetup: '<rootDir>/test/e2e/harness/start.ts',
			globalTeardown: '<rootDir>/test/e2e/harness/stop.ts',
			setupFilesAfterEnv: ['<rootDir>/test/e2e/harness/patience.ts', '<rootDir>/test/e2e/harness/traffic.ts'],
		}),
		floor('browser', {
			globalSetup: '<rootDir>/test/e2e/harness/start.ts',
			globalTeardown: '<rootDir>/test/e2e/harness/stop.ts',
			setupFilesAfterEnv: ['<rootDir>/test/e2e/harness/patience.ts', '<rootDir>/test/e2e/harness/traffic.ts'],
		}),
		floor('templates', {
			globalSetup: '<rootDir>/test/e2e/harness/start.ts',
			globalTeardown: '<rootDir>/test/e2e/harness/stop.ts',
			setupFilesAfterEnv: ['<rootDir>/test/e2e/harness/patience.ts', '<rootDir>/test/e2e/harness/traffic.ts'],
		}),
	],
};
