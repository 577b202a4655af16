import type { INodeExecutionData } from 'n8n-workflow';

import { errorItem, InputError, ServiceError } from '../../nodes/common/errors/errors';
import { A_SERVICE, ACTIVITIES, type Activity, type Problem } from '../../nodes/common/errors/problem';
import { problems } from '../../nodes/common/errors/problems';
import { jsonBlock, sections, table } from './markdown';

/** An entry of a catalogue: a problem or a rule. */
export interface Entry {
	code: string;
	during: Activity;
	composed: () => Problem;
}

/** The catalogues of one service, or those that all services share. */
export interface ServiceProblems {
	service: string;
	problems: Record<string, Entry>;
	rules: Record<string, Entry>;
	/** Entries that add a sentence to another problem: their codes never come out. */
	additions?: Entry[];
}

/** What a panel shows before anything has gone wrong. */
const NOT_AN_ERROR: Activity = 'panel';

/** What a reader must know about a whole section. */
const SECTION_NOTES: Partial<Record<Activity, string>> = {
	trigger:
		'A trigger has no error items. It returns the reason to the sender of the event, or n8n shows it when you publish the workflow.',
	hint: 'A hint is not an error: the node succeeded, and `details.problem` does not exist.',
};

/** The service for which the messages of all services are shown. */
const EXAMPLE_SERVICE = 'Kount';

function activitySection(activity: Activity, catalogues: ServiceProblems[]): string {
	const rows = catalogues.flatMap(({ service, problems: own, rules, additions = [] }) =>
		[...Object.values(own), ...Object.values(rules)]
			.filter(({ during }) => during === activity)
			.map((entry) => {
				const { message, advice } = entry.composed();
				const note = additions.includes(entry) ? ' (added to another message)' : '';
				const [said, toDo] = [message, advice].map((words) => words.replaceAll(A_SERVICE, EXAMPLE_SERVICE));
				return [`\`${entry.code}\`${note}`, said, toDo, service];
			}),
	);
	if (rows.length === 0) return '';
	return sections(
		`## ${ACTIVITIES[activity]}`,
		SECTION_NOTES[activity] ?? '',
		table(['code', 'what the node says', 'what to do', 'service'], rows),
	).trim();
}

const shown = ({ json }: INodeExecutionData): string => jsonBlock(json);

const refused = problems.badRequest('Kloutit', 422, 'Validation failed (E_VALIDATION)', true);

/** An item that was refused before anything was sent, and one that the service refused. */
const EXAMPLES = [
	errorItem(new InputError(problems.fieldEmpty('Order ID')), 1, { index: 1, label: 'ORDER-1001' }),
	errorItem(
		new ServiceError({
			problem: { ...refused, advice: `amount: must be positive\n${refused.advice}` },
			status: 422,
			code: 'E_VALIDATION',
			fields: { amount: 'must be positive' },
		}),
		2,
		{ index: 2, label: 'EXP-2026-17' },
	),
];

/** The page of every problem that a node can report. */
export function errorsPage(catalogues: ServiceProblems[]): string {
	const activities = (Object.keys(ACTIVITIES) as Activity[]).filter((activity) => activity !== NOT_AN_ERROR);
	return sections(
		'# Error messages and what to do',
		'<!-- Made from the code with `npm run docs`. A test checks that it is up to date. -->',
		`Every message has three parts: what happened, what to do, and a code that never changes. To look up a message, search this page for a part of it. The sections follow what you were doing when you saw it. The values in the messages are examples. Messages of all services are shown for ${EXAMPLE_SERVICE}. Yours names the service whose node you use.`,
		'If the node has several input items, the message ends with the item: *(2nd item, ORDER-1001)*. Items are counted from 1, as rows are, and the value is the one that identifies the item best, such as its order number.',
		'## Deciding by an error in a workflow',
		"Set *On Error* in the node's *Settings* to *Continue* or *Continue (using error output)*. Each failed item then comes out as an item with three fields: `error` says what happened, `message` says what to do, and `details` is for the workflow.",
		...EXAMPLES.map(shown),
		table(
			['field of `details`', 'meaning'],
			[
				[
					'`problem`',
					'The code of the problem: one of the codes below. Wording may improve; codes stay the same. Codes marked *added to another message* never appear in this field.',
				],
				['`httpCode`', 'The HTTP status that the service returned, as text, such as "422".'],
				['`code`', "The service's own error code."],
				['`fields`', 'What the service says about each field, by the name that its API uses.'],
				[
					'`unclear`',
					'`true` if it is unknown whether the request was completed. Look it up at the service before you send the item again.',
				],
				['`partly`', '`true` if some of the requests of the item were completed and others were not.'],
			],
		),
		'A field that does not apply is missing. To treat one problem differently from the others, put an If node behind the error output, and compare `{{ $json.details.problem }}` with the code, using *is equal to* for text. To find every item that you must look up at the service, check whether `{{ $json.details.unclear }}` is true.',
		'Before n8n 2.36, an item at the error output has no `details`: they are at the end of `message`, as JSON.',
		...activities.map((activity) => activitySection(activity, catalogues)),
	);
}
