/** `README.md` of one service's package, made from the service's page in `docs/`, so that nothing is written twice. */
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { pageOf, purposeOf } = require('./manifest');
const { packageName } = require('./services');
const { templatesOf } = require('./templates');

/** One section of a page, from its heading of the second level to the next one. */
function section(page, heading) {
	const found = page.split(/^(?=## )/m).find((part) => heading.test(part));
	if (found === undefined) throw new Error(`The page has no section ${heading}.`);
	return found.trim();
}

/** The table of all operations: the first of the page. */
function operationTable(page) {
	return page
		.split('\n\n')
		.find((part) => part.startsWith('| resource | operation |'))
		.trim();
}

function templateSection(name, templates) {
	if (templates.length === 0) return [];
	return [
		'## Templates',
		'Importable workflows, each with sample data and a note that says what to change. They lie in the folder `templates` of this package ' +
			`(in an n8n that has installed it: \`~/.n8n/nodes/node_modules/${name}/templates\`).`,
		['| file | what it is |', '|---|---|', ...templates.map(({ file, title }) => `| \`${file}\` | ${title} |`)].join(
			'\n',
		),
	];
}

/** The sentences of the bundle's README on the n8n that is wanted. */
function oldest(projectFolder) {
	const readme = readFileSync(path.join(projectFolder, 'README.md'), 'utf8');
	const found = readme.split('\n').find((line) => line.startsWith('It wants n8n'));
	if (found === undefined) throw new Error('README.md does not say which n8n is wanted.');
	return found;
}

/** @returns the text, with a line feed at its end */
function readmeOf(projectFolder, service) {
	const bundle = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
	const page = pageOf(projectFolder, service);
	const name = packageName(service);
	const website = bundle.homepage.replace(/#.*$/, '');
	const docs = `${website}/blob/main/docs`;
	const parts = [
		`# ${name}`,
		`${purposeOf(page)}: n8n nodes for ${service}, a node and a trigger.`,
		'## Install in n8n',
		`**Settings → Community nodes → Install**, and enter \`${name}\`. In queue mode the package must be on every instance: main, workers and webhook processors.`,
		`The nodes of this package are also part of the bundle [${bundle.name}](${website}#readme). Install either the bundle or packages of single services, ` +
			'never both: names of credentials are global in n8n.',
		`The package has no dependencies of its own. ${oldest(projectFolder)}`,
		'Before you uninstall it, unpublish the workflows with its trigger: n8n uninstalls without asking a trigger.',
		'## Operations',
		operationTable(page),
		`Every field, with examples: [${service}](${docs}/${service.toLowerCase()}.md).`,
		section(page, /^## Credentials?\n/),
		section(page, new RegExp(`^## ${service} Trigger\n`)),
		`What the trigger promises: [triggers](${docs}/triggers.md).`,
		...templateSection(name, templatesOf(projectFolder, service)),
		'## Help',
		`[What messages mean and what to do](${docs}/errors.md) · [trying it without keys](${docs}/testing-without-keys.md) · ` +
			`[changes](${website}/blob/main/CHANGELOG.md) · [security](${website}/blob/main/SECURITY.md) · [issues](${bundle.bugs.url})`,
		'Never paste keys into an issue; messages of these nodes contain none.',
		`${bundle.license}.`,
	];
	return `${parts.join('\n\n')}\n`;
}

module.exports = { readmeOf };
