/**
 * Makes `README.md` of a single-service package from the service's page in `docs/` and from marked parts of the bundle's README.
 * It finds those parts by markers and headings, never by a sentence, so every sentence may be rephrased.
 */
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { pageOf, purposeOf } = require('./manifest');
const { packageName } = require('./services');
const { templatesOf } = require('./templates');

/** One section of a page, from its second-level heading to the next one. */
function section(page, heading) {
	const found = page.split(/^(?=## )/m).find((part) => heading.test(part));
	if (found === undefined) throw new Error(`The page has no section ${heading}.`);
	return found.trim();
}

/** The first table of a service's page, which lists its operations. */
function operationTable(page) {
	const found = page.split('\n\n').find((part) => part.startsWith('|'));
	if (found === undefined) throw new Error('The page has no table of operations.');
	return found.trim();
}

function templateSection(name, templates) {
	if (templates.length === 0) return [];
	return [
		'## Templates',
		'Import these workflows into n8n. Each contains sample data and a note that says what to change. The files are in the `templates` folder of ' +
			`this package. After you install the package in n8n, that folder is \`~/.n8n/nodes/node_modules/${name}/templates\`.`,
		['| file | workflow |', '|---|---|', ...templates.map(({ file, title }) => `| \`${file}\` | ${title} |`)].join(
			'\n',
		),
	];
}

/**
 * The part of a Markdown text between `<!-- shared: NAME -->` and `<!-- end of NAME -->`.
 *
 * @throws Error if the text does not contain both markers
 */
function markedPart(text, name) {
	const [, afterStart] = text.split(`<!-- shared: ${name} -->`);
	const [part, afterEnd] = (afterStart ?? '').split(`<!-- end of ${name} -->`);
	if (afterEnd === undefined) throw new Error(`The markers of "${name}" are missing.`);
	return part.trim();
}

/** Which versions of n8n the packages support, from the bundle's README. */
function supportedVersions(projectFolder) {
	return markedPart(readFileSync(path.join(projectFolder, 'README.md'), 'utf8'), 'n8n-versions');
}

/** The names of the service's triggers. */
function triggersIn(page) {
	return [...page.matchAll(/^## (.* Trigger)$/gm)].map(([, name]) => name);
}

/** @returns the text, ending with a line feed */
function readmeOf(projectFolder, service) {
	const bundle = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
	const page = pageOf(projectFolder, service);
	const name = packageName(service);
	const website = bundle.homepage.replace(/#.*$/, '');
	const docs = `${website}/blob/main/docs`;
	const parts = [
		`# ${name}`,
		`n8n nodes for ${service}: a node and ${triggersIn(page).length > 1 ? 'two triggers' : 'a trigger'}.`,
		`${purposeOf(page)}.`,
		'## Install in n8n',
		[
			`1. If you host n8n yourself, set \`N8N_UNVERIFIED_PACKAGES_ENABLED=true\`. n8n has not verified this package yet, and n8n 3 stops loading unverified packages unless this is set.`,
			`2. As owner or admin, open **Settings → Community nodes → Install a community node**, enter \`${name}\`, check the risk box, and press **Install**.`,
			`3. Search for *${service}* in the node panel.`,
		].join('\n'),
		`For Docker, queue mode, an n8n without internet access, the public address, and the upgrade to n8n 3, see [Install](${docs}/install.md). ` +
			`Then build [your first workflow](${docs}/first-workflow.md).`,
		`The bundle [${bundle.name}](${website}#readme) also contains these nodes. Install either the bundle or single-service packages, never both, ` +
			'because credential names are global in n8n.',
		'The package has no runtime dependencies.',
		supportedVersions(projectFolder),
		'Before you uninstall the package, unpublish the workflows that use its trigger. n8n does not call triggers when it uninstalls a package.',
		'## Operations',
		operationTable(page),
		`For every field, with examples, see [${service}](${docs}/${service.toLowerCase()}.md).`,
		section(page, /^## Credentials?\n/),
		...triggersIn(page).map((trigger) => section(page, new RegExp(`^## ${trigger}\n`))),
		`For what the trigger guarantees, see [Triggers](${docs}/triggers.md).`,
		...templateSection(name, templatesOf(projectFolder, service)),
		'## Help',
		`[Error messages and what to do](${docs}/errors.md) · [Testing without keys](${docs}/testing-without-keys.md) · ` +
			`[Changelog](${website}/blob/main/CHANGELOG.md) · [Security](${website}/blob/main/SECURITY.md) · [Issues](${bundle.bugs.url})`,
		'Never paste keys into an issue. Messages from these nodes never contain keys.',
		`${bundle.license}.`,
	];
	return `${parts.join('\n\n')}\n`;
}

module.exports = { markedPart, readmeOf };
