import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeTypeDescription } from 'n8n-workflow';

import { notesOf, readTemplate, templateFiles } from '../templates/library';

const ROOT = path.resolve(__dirname, '../..');

/** A text of the editor is recognized by this key, which every version has. */
const EDITOR_KEY = '"nodeView.runButtonText.executeWorkflow"';

/** A word that a text quotes, as it is on a screen. */
export interface Quoted {
	file: string;
	word: string;
}

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const markdownIn = (folder: string) =>
	readdirSync(path.join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => path.join(folder, name));

/** The bold and the italic words of a text in Markdown; a path such as `Settings → Community nodes` is several. */
function emphasized(markdown: string): string[] {
	const plain = markdown.replace(/```[\s\S]*?```/g, '').replace(/`[^`]*`/g, '');
	return [...plain.matchAll(/(?<![*\w])\*{1,2}(?! )([^*\n]+?)\*{1,2}(?![*\w])/g)].flatMap(([, words]) =>
		words.split(/\s*→\s*/),
	);
}

/** What a text in plain words tells the reader to press, such as `click "Publish"`. */
function commanded(text: string): string[] {
	return [...text.matchAll(/\b(?:click|press|open|choose|select) "([^"]+)"/gi)].map(([, word]) => word);
}

/** Whole sentences, links and words that end with a colon are emphasized because of what they say. */
const isLabel = (word: string): boolean => !/[.?:]$/.test(word) && !word.includes('](') && !word.includes('${');

/** Every word that the documents, the notes of the templates and the sandbox's page quote. */
export function quotedWords(): Quoted[] {
	const documents = ['README.md', ...markdownIn('docs')].map((file) => [file, read(file)] as const);
	const packages = readdirSync(path.join(ROOT, 'packages')).map((name) => path.join('packages', name, 'README.md'));
	const notes = templateFiles.map((file) => [`templates/${file}`, notesOf(readTemplate(file))] as const);
	const panels = ['Chargebackhit', 'Klavi', 'Kloutit', 'Kount'].map((name) => `nodes/${name}/problems.ts`);
	const plain = [...panels, 'sandbox/page/sent.ts', 'tools/demo/welcome.ts'].map((file) => [file, read(file)] as const);
	return [
		...[...documents, ...packages.map((file) => [file, read(file)] as const), ...notes].flatMap(([file, text]) =>
			emphasized(text).map((word) => ({ file, word })),
		),
		...plain.flatMap(([file, text]) => commanded(text).map((word) => ({ file, word }))),
	].filter(({ word }) => isLabel(word));
}

/** The form in which words are compared: n8n puts dots and colons after some. */
export const plainWord = (text: string): string => text.replace(/(\.\.\.|[….:])$/, '').trim();

/** Every text of n8n's editor in English, without its markup. @param modules the `node_modules` of an installed n8n */
export function editorTexts(modules: string): Set<string> {
	const folder = path.join(modules, 'n8n-editor-ui/dist/assets');
	const sources = readdirSync(folder)
		.filter((name) => name.endsWith('.js'))
		.map((name) => readFileSync(path.join(folder, name), 'utf8'));
	const catalog = sources.find((source) => source.includes(EDITOR_KEY));
	if (catalog === undefined) throw new Error(`No file in ${folder} contains the texts of the editor.`);
	const texts = [...catalog.matchAll(/"[\w@.:\-/ ]+":(?:`((?:[^`\\]|\\.)*)`|"((?:[^"\\]|\\.)*)")/g)]
		.map(([, inTicks, inQuotes]) => (inTicks ?? inQuotes).replace(/<[^>]+>/g, ''))
		// one text may have a form for one and a form for several
		.flatMap((text) => [text, ...text.split(/\s*\|\s*/)]);
	return new Set(texts.map(plainWord));
}

/** Whether a word is a text with a placeholder filled in: `Connect to Chargebackhit` is `Connect to {provider}`. */
export function filledIn(texts: Set<string>): (word: string) => boolean {
	const patterns = [...texts]
		.filter((text) => /\{\w+\}/.test(text) && /[A-Za-z]{4}/.test(text.replace(/\{\w+\}/g, '')))
		.map((text) => text.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
		.map((parts) => new RegExp(`^${parts.join('.+')}$`));
	return (word) => patterns.some((pattern) => pattern.test(word));
}

/** All texts in a value: names, labels and fields of a template or a node. */
export function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (Array.isArray(value)) return value.flatMap(textsIn);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, entry]) => [key, ...textsIn(entry)]);
}

/** The names and labels of nodes, as their panels show them. */
export function labelsOf(types: Array<Pick<INodeTypeDescription, 'displayName' | 'properties'>>): Set<string> {
	const labels = new Set<string>();
	const visit = (value: unknown): void => {
		if (Array.isArray(value)) for (const one of value) visit(one);
		else if (typeof value === 'object' && value !== null)
			for (const [key, entry] of Object.entries(value)) {
				if (['displayName', 'name', 'action'].includes(key) && typeof entry === 'string') labels.add(plainWord(entry));
				else visit(entry);
			}
	};
	visit(types);
	return labels;
}

/** What templates call their nodes, tables, columns and buttons; the words of their notes are what is looked up. */
export function templateTexts(): Set<string> {
	const texts = templateFiles.flatMap((file) => {
		const { name, nodes, pinData } = readTemplate(file);
		const parts = nodes.filter(({ type }) => !type.endsWith('.stickyNote'));
		return [file, name, ...textsIn(parts), ...textsIn(pinData)];
	});
	const variables = texts.flatMap((text) => text.match(/\b[a-z]+[A-Z]\w*\b/g) ?? []);
	return new Set([...texts.map(plainWord), ...variables]);
}
