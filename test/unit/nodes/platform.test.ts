import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

const PROJECT = path.resolve(__dirname, '../../..');
const sources = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => path.join(folder, file)),
);

/** What the oldest n8n that is supported (1.123) exports from n8n-workflow while it runs. */
const floor = JSON.parse(
	readFileSync(path.join(PROJECT, 'test/fixtures/n8n-workflow-1.120.0-exports.json'), 'utf8'),
) as string[];

const ASKING = path.join('nodes', 'common', 'run', 'olderN8n.ts');

/** The names that a file takes from n8n-workflow and needs while it runs: types leave no trace. `*` where it takes the whole module. */
function takenFromPlatform(file: string, text: string): string[] {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
	return source.statements.flatMap((statement) => {
		const isFromPlatform =
			(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
			statement.moduleSpecifier?.getText(source).slice(1, -1) === 'n8n-workflow';
		if (!isFromPlatform) return [];
		if (ts.isExportDeclaration(statement)) return statement.isTypeOnly ? [] : ['*'];
		const { importClause } = statement;
		if (importClause?.isTypeOnly) return [];
		const bindings = importClause?.namedBindings;
		if (bindings === undefined || importClause?.name !== undefined || ts.isNamespaceImport(bindings)) return ['*'];
		return bindings.elements
			.filter(({ isTypeOnly }) => !isTypeOnly)
			.map(({ name, propertyName }) => (propertyName ?? name).text);
	});
}

it('reads what a file needs while it runs', () => {
	const text = `import type { INode } from 'n8n-workflow';\nimport { type IDataObject, NodeApiError, sleep as pause } from 'n8n-workflow';\nimport { x } from 'luxon';`;
	expect(takenFromPlatform('one.ts', text)).toEqual(['NodeApiError', 'sleep']);
	expect(takenFromPlatform('two.ts', `import * as platform from 'n8n-workflow';`)).toEqual(['*']);
});

it('nothing is imported that the oldest supported n8n does not have', () => {
	const taken = sources.flatMap((file) =>
		takenFromPlatform(file, readFileSync(path.join(PROJECT, file), 'utf8')).map((name) => ({ file, name })),
	);
	expect(taken.length).toBeGreaterThan(0);
	expect(taken.filter(({ file, name }) => !floor.includes(name) && file !== ASKING)).toEqual([]);
});

it('the one file that takes the whole module only asks what is in it', () => {
	const text = readFileSync(path.join(PROJECT, ASKING), 'utf8');
	expect(takenFromPlatform(ASKING, text)).toEqual(['*']);
	expect(text.match(/n8nWorkflow/g)).toHaveLength(2);
	expect(text).toMatch(/'\w+' in n8nWorkflow;/);
});
