/** `npm run docs`: generates the pages in docs/ from the nodes, and then the READMEs in packages/ from these pages. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const project = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');

const run = (script, args, environment = {}) => {
	const { status } = spawnSync(process.execPath, [script, ...args], {
		cwd: project,
		stdio: 'inherit',
		env: { ...process.env, ...environment },
	});
	if (status !== 0) process.exit(status ?? 1);
};

run('node_modules/gulp/bin/gulp.js', ['build']);
run(
	'node_modules/jest/bin/jest.js',
	['-c', 'test/jest.config.js', '--selectProjects', 'engine', '--testPathPatterns', 'engine/docs'],
	{ WRITE_DOCS: '1' },
);
run('node_modules/gulp/bin/gulp.js', ['manifests']);
