/**
 * `gulp build` makes `dist/`: the compiled sources and, on the same paths, what the compiler does not carry over: icons,
 * codex files and output schemas. `gulp packages` puts one package per service together from it, in `packages/`.
 */
const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const path = require('node:path');
const { Transform } = require('node:stream');
const { dest, parallel, series, src } = require('gulp');
const { assembleAll, writeCommitted } = require('./tools/packages/assemble');
const { builtFilesOf, filesBelow } = require('./tools/packages/contents');
const { manifestOf } = require('./tools/packages/manifest');
const { services } = require('./tools/packages/services');

const ICONS = ['nodes/**/*.{svg,png}', 'credentials/**/*.{svg,png}'];
const CODEX = ['nodes/**/*.node.json'];
const SCHEMAS = ['nodes/**/__schema__/**/*.json'];

/** Files are copied byte by byte: gulp would otherwise read pictures as text. Kinds that do not exist yet are no error. */
const asTheyAre = { base: '.', encoding: false, allowEmpty: true };

async function clean() {
	await rm(path.join(__dirname, 'dist'), { recursive: true, force: true });
}

function compile(done) {
	const compiler = require.resolve('typescript/bin/tsc');
	const child = spawn(process.execPath, [compiler, '-p', path.join(__dirname, 'tsconfig.json')], { stdio: 'inherit' });
	child.on('error', done);
	child.on('close', (code) => done(code === 0 ? undefined : new Error('The TypeScript compiler found errors.')));
}

/** Stops the build at the first file that is no JSON. */
function parsing() {
	return new Transform({
		objectMode: true,
		transform(file, _encoding, done) {
			try {
				JSON.parse(file.contents.toString('utf8'));
				done(null, file);
			} catch (error) {
				const failure = new Error(`${file.relative} is not valid JSON: ${error.message}`);
				done(Object.assign(failure, { showStack: false }));
			}
		},
	});
}

function icons() {
	return src(ICONS, asTheyAre).pipe(dest('dist'));
}

function codex() {
	return src(CODEX, asTheyAre).pipe(parsing()).pipe(dest('dist'));
}

function schemas() {
	return src(SCHEMAS, asTheyAre).pipe(parsing()).pipe(dest('dist'));
}

/** Removes what n8n does not load: the compiler writes an empty file for each source that only has types. */
async function prune() {
	const needed = services(__dirname).flatMap((name) => builtFilesOf(__dirname, name, manifestOf(__dirname, name)));
	for (const file of filesBelow(__dirname, 'dist').filter((one) => !needed.includes(one)))
		await rm(path.join(__dirname, file));
}

/** What is committed of the packages of single services: `package.json`, README.md, and links to the sources. */
async function manifests() {
	writeCommitted(__dirname);
}

async function singles() {
	assembleAll(__dirname);
}

exports.clean = clean;
exports.compile = compile;
exports.icons = icons;
exports.codex = codex;
exports.schemas = schemas;
exports.build = series(clean, parallel(compile, icons, codex, schemas), prune);
exports.manifests = manifests;
exports.packages = series(exports.build, singles);
exports.default = exports.build;
