import { sections, table } from './markdown';

/** The sentences of one file of messages. */
export interface MessageFile {
	title: string;
	messages: Record<string, unknown>;
}

/** Sentences that are no errors: what stands in a panel before anything was done. */
const NOT_AN_ERROR = /(Notice|Hint|Setup|Open)$|^(panel|trigger|agentSwitch|secretGood)/;

/** What a message that takes more than words and numbers is shown with. */
const SHOWN_WITH: Record<string, unknown[]> = {
	stopped: [{ done: [0, 1], partly: [2], failed: [3], unclear: [4], open: [5, 6] }],
};

/** Advice that goes with a sentence of another name. */
const ADVICE: Record<string, string> = {
	jsonBroken: 'jsonAdvice',
	baseUrlSignIn: 'baseUrlAdvice',
	stillRefusing: 'waitTooLongAdvice',
	refused: 'badRequestAdvice',
	credentialRefused: 'credentialAdvice',
	brokenOff: 'unclearAdvice',
	notJson: 'unusableAdvice',
	wrongShape: 'unusableAdvice',
	stopped: 'continueAdvice',
};

/** The names of a function's parameters, as they stand in the code. */
function parametersOf(make: (...words: never[]) => unknown): string[] {
	const [, list] = /^\(?([^)=]*)\)?\s*=>/.exec(make.toString()) ?? [];
	return (list ?? '')
		.split(',')
		.map((name) => name.trim().split(/[ =]/)[0])
		.filter(Boolean);
}

/** A message with a word in place of each value. */
function shown(name: string, message: unknown): string {
	if (typeof message !== 'function') return String(message);
	const make = message as (...values: unknown[]) => string;
	if (Object.hasOwn(SHOWN_WITH, name)) return make(...SHOWN_WITH[name]);
	const names = parametersOf(message as never);
	const forms = [(word: string) => `‹${word}›`, (word: string) => [`‹${word}›`], () => 3];
	const tries = names.reduce<unknown[][]>(
		(lists, word) => lists.flatMap((list) => forms.map((form) => [...list, form(word)])),
		[[]],
	);
	for (const values of tries) {
		try {
			const text = make(...values);
			if (typeof text === 'string' && !/undefined|NaN|\[object|‹, /.test(text)) return text;
		} catch {
			// a value of this form does not fit: the next one may
		}
	}
	throw new Error(`The message ${name} cannot be shown: give it an entry in SHOWN_WITH`);
}

function fileSection({ title, messages }: MessageFile): string {
	const sentences = Object.entries(messages).filter(
		([, message]) => typeof message === 'string' || typeof message === 'function',
	);
	const rules = sentences.filter(([name]) => name.endsWith('Rule') && name !== 'notRule');
	const errors = sentences.filter(
		([name]) => !(name.endsWith('Advice') || (name.endsWith('Rule') && name !== 'notRule')) && !NOT_AN_ERROR.test(name),
	);
	const adviceFor = (name: string) => sentences.find(([other]) => other === (ADVICE[name] ?? `${name}Advice`));
	const loose = sentences.filter(
		([name]) => name.endsWith('Advice') && !errors.some(([error]) => (ADVICE[error] ?? `${error}Advice`) === name),
	);
	return sections(
		`## ${title}`,
		table(
			['what the node says', 'what to do'],
			errors.map(([name, message]) => {
				const advice = adviceFor(name);
				return [shown(name, message), advice ? shown(...advice) : ''];
			}),
		),
		loose.length > 0
			? `Advice that goes with several of them, or with what the service itself says:\n\n${loose.map((one) => `- ${shown(...one)}`).join('\n')}`
			: '',
		rules.length > 0
			? `Rules, as they stand after "must be":\n\n${rules.map((one) => `- ${shown(...one)}`).join('\n')}`
			: '',
	).trim();
}

/** The page of every sentence that the nodes say when something is wrong. */
export function errorsPage(files: MessageFile[]): string {
	return sections(
		'# What the nodes say when something is wrong, and what to do',
		'The first line of an error says what happened and names the item, counted from 0 as n8n does (*[item 3]* is the fourth); the lines below say what to do. Words in ‹angle brackets› stand for values. This page is made from the code: `npm run docs` writes it, and a test fails where it is not up to date.',
		'A refusal of the service is shown in the words of the service, with its status and, where it names them, its fields. Under *Continue* and *Continue (using error output)* every failed item comes out as `{ error, message, details }`: `error` is the first line, `message` the advice, and `details` holds what a workflow can decide by: `httpCode`, `code`, `fields`, `unclear` (nobody knows whether it was carried out), `partly` (some of it was). Before n8n 2.36 an item at the error output has no `details`: they stand at the end of `message`.',
		...files.map(fileSection),
	);
}
