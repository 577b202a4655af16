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
		"A trigger has no failed items. It returns the reason to the sender of the event and writes it to n8n's log ([where](triggers.md#if-no-events-arrive)). Errors in its setup appear when you publish the workflow.",
	hint: 'A hint is not an error: the node succeeded, so `details.problem` does not exist. n8n shows hints beside the output.',
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
		`Every error has three parts: what happened, what to do, and a code that never changes. To look up an error, search this page (Ctrl+F) for a few of its words. The sections follow what you were doing when you saw it. Names, numbers and dates in the messages are examples, so leave out yours when you search. Messages of all services are shown for ${EXAMPLE_SERVICE}: yours names the service whose node you use. In the last column, the service is named if only its nodes report the error.`,
		'If the node has several input items, the message ends with the item that failed: *(2nd item, ORDER-1001)*. The first item is number 1. The second value identifies the item, such as its order number.',
		'## Deciding by an error in a workflow',
		"Set *On Error* in the node's *Settings* to *Continue* or *Continue (using error output)*. The workflow then goes on, and each failed item comes out as an item with three fields: `error` says what happened, `message` says what to do, and `details` is for the nodes that follow. Two examples:",
		...EXAMPLES.map(shown),
		table(
			['field of `details`', 'meaning'],
			[
				[
					'`problem`',
					'The code of the problem: one of the codes below. The words of a message may change later, its code does not. Codes marked *added to another message* never appear here.',
				],
				['`httpCode`', 'The HTTP status that the service returned, as text, such as `"422"`.'],
				['`code`', "The service's own error code."],
				['`fields`', 'What the service says about each field. The names are those of its API, such as `amount`.'],
				[
					'`unclear`',
					'`true` if it is unknown whether the service completed the request. Look the record up at the service before you send the item again.',
				],
				['`partly`', '`true` if the item needed several requests and only some of them were completed.'],
			],
		),
		'A field that does not apply is missing. To treat one problem differently from the others, connect an *If* node to the error output. As its condition, enter `{{ $json.details.problem }}`, choose *is equal to* for text, and enter the code, such as `fieldEmpty`. To find every item that you must look up at the service, check whether `{{ $json.details.unclear }}` is true.',
		'In n8n before 2.36, an item at the error output has no field `details`. Its content is at the end of `message`, as JSON.',
		...activities.map((activity) => activitySection(activity, catalogues)),
	);
}
