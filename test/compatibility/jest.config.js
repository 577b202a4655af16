/**
 * The engine level on an n8n-core other than the one in the development dependencies. `N8N_MODULES` is the `node_modules` folder
 * that contains it. Everything else is the same as in the engine level.
 */
const path = require('node:path');
const { projects } = require('../jest.config.js');

const modules = process.env.N8N_MODULES;
const engine = projects.find(({ displayName }) => displayName === 'engine');
const [transformer] = Object.values(engine.transform);
const OTHERS = ['n8n-core', 'n8n-workflow', '@n8n/di', 'reflect-metadata'];
/** Older versions of n8n-core load packages that are ES modules, which jest must transform first. */
const MODERN = ['p-retry', 'is-network-error'];

module.exports = {
	projects: [
		{
			...engine,
			moduleNameMapper: Object.fromEntries(OTHERS.map((name) => [`^${name}$`, path.join(modules, name)])),
			transform: { '^.+\\.[tj]s$': transformer },
			transformIgnorePatterns: [`/node_modules/(?!(${MODERN.join('|')})/)`, '/dist/'],
		},
	],
};
