import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { clock, pause } from '../../../common/clock';
import { rethrow, ServiceError } from '../../../common/errors/errors';
import { path } from '../../../common/http/url';
import {
	FileOutput,
	type ItemOperation,
	type Output,
	type Send,
	type ServiceRequest,
	type ServiceResponse,
} from '../../../common/operation';
import { numberBetween, oneOf } from '../../../common/values/validate';
import { problems } from '../../problems';
import { expedientNumberField } from '../expedientNumber';

/** Contract: 7. */
const formatField: INodeProperties = {
	displayName: 'Format',
	name: 'format',
	type: 'options',
	options: [
		{ name: 'PDF', value: 'PDF', description: 'To read and file' },
		{ name: 'Word Document', value: 'DOCX', description: 'To edit before filing' },
	],
	default: 'PDF',
	required: true,
	description: 'The file type',
};

const outputField: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'outputField',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the output binary field to put the file in',
};

const MIME_TYPES: Record<string, string> = {
	PDF: 'application/pdf',
	DOCX: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** Contract: 7. */
const BEGINNINGS: Record<string, string> = { PDF: '%PDF', DOCX: 'PK' };

/** The statuses that Kloutit may return while there is no defense; undocumented. Contract: 9 (10). */
const NOT_READY = [400, 404, 409, 425];
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 15_000;

function isNotReady(error: unknown): error is ServiceError {
	return error instanceof ServiceError && NOT_READY.includes(error.failure.status ?? 0);
}

/** The response, or the error that says that there is no defense yet; any other error is thrown. */
async function ask(send: Send, request: ServiceRequest): Promise<ServiceResponse | ServiceError> {
	return await send(request).catch((error: unknown) => (isNotReady(error) ? error : rethrow(error)));
}

/** Asks again until the defense is ready. @throws ServiceError once the limit is over, with the last response */
async function waitFor(
	send: Send,
	request: ServiceRequest,
	expedientNumber: string,
	limit: number,
	signal?: AbortSignal,
): Promise<ServiceResponse> {
	const start = clock.now();
	let next = FIRST_PAUSE;
	for (let tries = 1; ; tries++) {
		const result = await ask(send, request);
		if (!(result instanceof ServiceError)) return result;
		const left = limit - (clock.now() - start);
		if (left <= 0) {
			const seconds = Math.round(limit / 1000);
			const problem = problems.defenseWaitOver(expedientNumber, seconds, tries, result.message);
			throw new ServiceError({ ...result.failure, problem });
		}
		await pause(Math.min(next, left), signal);
		next = Math.min(LONGEST_PAUSE, next * 1.5);
	}
}

/** The file's name in the response, if it has one. */
function fileNameIn(disposition: string | undefined): string | undefined {
	const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
	const plain = /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
	const name = encoded && !/%(?![0-9a-f]{2})/i.test(encoded) ? decodeURIComponent(encoded) : plain;
	return name?.replace(/[/\\]/g, '_').trim() || undefined;
}

async function fileOutput(
	context: IExecuteFunctions,
	{ file, headers, body }: ServiceResponse,
	format: string,
	expedientNumber: string,
	field: string,
): Promise<Output> {
	// JSON or text instead of a file could be an address or a notice: it is returned as it is, not as a broken file
	if (!file) return { expedientNumber, format, answer: body ?? null };
	const name =
		fileNameIn(headers['content-disposition']) ??
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
		formatField,
		outputField,
		{
			displayName: 'Wait Until Ready',
			name: 'waitUntilReady',
			type: 'boolean',
			default: false,
			description:
				'Whether to check again, with growing pauses, until Kloutit has written the defense. The execution waits meanwhile.',
		},
		{
			displayName: 'Wait Limit',
			name: 'waitLimit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 3600 },
			displayOptions: { show: { waitUntilReady: [true] } },
			default: 120,
			description: 'Maximum number of seconds to wait',
		},
	],
	identifiedBy: ['expedientNumber'],
	sample: { parameters: { expedientNumber: '{generatedCase}', format: 'PDF' } },
	prepare: (item) => {
		const expedientNumber = item.requiredText(expedientNumberField);
		const format = oneOf(
			item.requiredText(formatField).toUpperCase(),
			formatField.displayName,
			Object.keys(MIME_TYPES),
		);
		const field = item.requiredText(outputField);
		const limit = item.flag('waitUntilReady')
			? numberBetween(item.value('waitLimit'), 'Wait Limit', 1, 3600) * 1000
			: undefined;
		const request: ServiceRequest = {
			method: 'POST',
			path: path`/case/download-defense/${format}/${expedientNumber}`,
			expect: 'file',
			fileSignature: BEGINNINGS[format],
		};
		return async (send, context) => {
			const signal = context.getExecutionCancelSignal();
			const response =
				limit === undefined ? await ask(send, request) : await waitFor(send, request, expedientNumber, limit, signal);
			if (response instanceof ServiceError) {
				const problem = problems.defenseNotReady(expedientNumber, response.message);
				throw new ServiceError({ ...response.failure, problem });
			}
			return await fileOutput(context, response, format, expedientNumber, field);
		};
	},
};
