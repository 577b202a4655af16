/**
 * The engine floor on another n8n-core than the one of the development dependencies: `N8N_MODULES` is the `node_modules` it is
 * installed in. Everything else is the floor as it is.
 */
const path = require('node:path');
const { projects } = require('../jest.config.js');

const modules = process.env.N8N_MODULES;
const engine = projects.find(({ displayName }) => displayName === 'engine');
const [transformer] = Object.values(engine.transform);
const OTHERS = ['n8n-core', 'n8n-workflow', '@n8n/di', 'reflect-metadata'];
/** Older ones load packages that are ES modules, which jest cannot without help. */
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
