import type { IExecuteFunctions, INodePropertyOptions } from 'n8n-workflow';

import { clock, pause } from '../../../common/clock';
import { ServiceError } from '../../../common/errors/errors';
import { path } from '../../../common/http/url';
import {
	FileOutput,
	type ItemOperation,
	type Output,
	type Send,
	type ServiceRequest,
	type ServiceResponse,
} from '../../../common/operation';
import * as check from '../../../common/values/validate';
import { messages } from '../../problems';
import { expedientNumberField } from '../expedientNumber';

/** Contract: 7. */
const FORMATS: INodePropertyOptions[] = [
	{ name: 'PDF', value: 'PDF', description: 'To file and to read' },
	{ name: 'Word Document', value: 'DOCX', description: 'To change before it is filed' },
];

const MIME_TYPES: Record<string, string> = {
	PDF: 'application/pdf',
	DOCX: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** Contract: 7. */
const BEGINNINGS: Record<string, string> = { PDF: '%PDF', DOCX: 'PK' };

/** What a service may answer as long as there is no defense; undocumented. Contract: 9 (10). */
const NOT_READY = [400, 404, 409, 425];
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 15_000;

function isNotReady(error: unknown): error is ServiceError {
	return error instanceof ServiceError && NOT_READY.includes(error.failure.status ?? 0);
}

/** The answer, or the refusal that says there is no defense yet; any other failure is thrown. */
async function ask(send: Send, request: ServiceRequest): Promise<ServiceResponse | ServiceError> {
	return await send(request).catch(async (error: unknown) =>
		isNotReady(error) ? error : await Promise.reject(error as Error),
	);
}

/** @throws ServiceError once the limit is over, saying what was waited for */
async function waitFor(
	send: Send,
	request: ServiceRequest,
	expedientNumber: string,
	limit: number,
	signal?: AbortSignal,
): Promise<ServiceResponse> {
	const begun = clock.now();
	let next = FIRST_PAUSE;
	for (let tries = 1; ; tries++) {
		const result = await ask(send, request);
		if (!(result instanceof ServiceError)) return result;
		const left = limit - (clock.now() - begun);
		if (left <= 0) {
			throw new ServiceError({
				...result.failure,
				message: messages.waitedInVain(expedientNumber, Math.round(limit / 1000), tries),
				advice: messages.waitedAdvice(result.failure.message),
			});
		}
		await pause(Math.min(next, left), signal);
		next = Math.min(LONGEST_PAUSE, next * 1.5);
	}
}

/** The name that the service gives the file, where it gives one. */
function givenName(disposition: string | undefined): string | undefined {
	const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
	const plain = /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
	const name = encoded && !/%(?![0-9a-f]{2})/i.test(encoded) ? decodeURIComponent(encoded) : plain;
	return name?.replace(/[/\\]/g, '_').trim() || undefined;
}

async function fileOutput(
	context: IExecuteFunctions,
	answer: ServiceResponse,
	format: string,
	expedientNumber: string,
	field: string,
): Promise<Output> {
	const { file, headers } = answer;
	// JSON or text in place of a file could be an address or a notice: shown as it is, not as a broken file
	if (!file) return { expedientNumber, format, answer: answer.body ?? null };
	const name =
		givenName(headers['content-disposition']) ??
		`defense-${expedientNumber.replace(/[^\w.-]/g, '_')}.${format.toLowerCase()}`;
	const data = await context.helpers.prepareBinaryData(file, name, MIME_TYPES[format]);
	return new FileOutput({ expedientNumber, format, fileName: name, bytes: file.length }, { [field]: data });
}

export const download: ItemOperation = {
	value: 'download',
	name: 'Download',
	action: 'Download defense',
	description: 'Get the written defense of a case as a file',
	effect: 'read',
	fields: [
		expedientNumberField,
		{
			displayName: 'Format',
			name: 'format',
			type: 'options',
			options: FORMATS,
			default: 'PDF',
			required: true,
			description: 'The kind of file',
		},
		{
			displayName: 'Put Output File in Field',
			name: 'outputField',
			type: 'string',
			default: 'data',
			required: true,
			hint: 'The name of the output binary field to put the file in',
		},
		{
			displayName: 'Wait Until Ready',
			name: 'waitUntilReady',
			type: 'boolean',
			default: false,
			description:
				'Whether to ask again, with growing pauses, until Kloutit has written the defense. The execution waits meanwhile.',
		},
		{
			displayName: 'Wait Limit',
			name: 'waitLimit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 3600 },
			displayOptions: { show: { waitUntilReady: [true] } },
			default: 120,
			description: 'How many seconds to wait at the most',
		},
	],
	sample: { parameters: { expedientNumber: '{generatedCase}', format: 'PDF' } },
	prepare: (item) => {
		const expedientNumber = item.requiredText('expedientNumber', expedientNumberField.displayName);
		const format = item.requiredText('format', 'Format').toUpperCase();
		const known = FORMATS.map(({ value }) => String(value));
		if (!known.includes(format)) throw check.invalid('Format', messages.choiceRule(known), format);
		const field = item.requiredText('outputField', 'Put Output File in Field');
		const limit = item.flag('waitUntilReady')
			? check.numberBetween(item.value('waitLimit'), 'Wait Limit', 1, 3600) * 1000
			: undefined;
		const request: ServiceRequest = {
			method: 'POST',
			path: path`/case/download-defense/${format}/${expedientNumber}`,
			expect: 'file',
			fileSignature: BEGINNINGS[format],
		};
		return async (send, context) => {
			if (limit !== undefined) {
				const answer = await waitFor(send, request, expedientNumber, limit, context.getExecutionCancelSignal());
				return await fileOutput(context, answer, format, expedientNumber, field);
			}
			const answer = await ask(send, request);
			if (answer instanceof ServiceError) {
				const { failure } = answer;
				throw new ServiceError({
					...failure,
					message: messages.notReady(expedientNumber),
					advice: `${failure.message}. ${messages.notReadyAdvice}`,
				});
			}
			return await fileOutput(context, answer, format, expedientNumber, field);
		};
	},
};
