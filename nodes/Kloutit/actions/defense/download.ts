import type { INodeProperties } from 'n8n-workflow';

import { ServiceError, withAdvice } from '../../../common/errors/errors';
import { path } from '../../../common/http/url';
import {
	FileOutput,
	type ItemOperation,
	type Send,
	type ServiceRequest,
	type ServiceResponse,
} from '../../../common/operation';
import { poll } from '../../../common/run/poll';
import { type Choice, numberBetween, oneOf } from '../../../common/values/validate';
import { problems } from '../../problems';
import { expedientNumberField } from '../expedientNumber';

const formatField: INodeProperties = {
	displayName: 'Format',
	name: 'format',
	type: 'options',
	options: [
		{ name: 'PDF', value: 'PDF', description: 'To file without changes' },
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

/** The formats, and what their files begin with. Contract: 7 */
const FORMATS: Record<string, { mimeType: string; fileSignature: string }> = {
	PDF: { mimeType: 'application/pdf', fileSignature: '%PDF' },
	DOCX: { mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', fileSignature: 'PK' },
};

/** The statuses that Kloutit may return while there is no defense; undocumented. Contract: 9 (10). */
const NOT_READY = [400, 404, 409, 425];
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 15_000;

function isNotReady(error: unknown): error is ServiceError {
	return error instanceof ServiceError && NOT_READY.includes(error.failure.status ?? 0);
}

/** The defense, asked for once. @throws ServiceError that says so if it is not ready */
async function ask(send: Send, request: ServiceRequest, expedientNumber: string): Promise<ServiceResponse> {
	return await send(request).catch((error: unknown) => {
		if (!isNotReady(error)) throw error;
		const problem = problems.defenseNotReady(expedientNumber, error.message);
		throw new ServiceError({ ...error.failure, problem, details: { expedientNumber } });
	});
}

/** The defense, asked for again and again until it is ready. @param limit milliseconds @throws ServiceError if it is not */
async function waitFor(
	send: Send,
	request: ServiceRequest,
	expedientNumber: string,
	limit: number,
	signal?: AbortSignal,
): Promise<ServiceResponse> {
	const { ended, value, failure, looks } = await poll({
		send,
		look: async (bounded) => await bounded(request),
		isEnough: () => true,
		interval: (count) => Math.min(LONGEST_PAUSE, FIRST_PAUSE * 1.5 ** (count - 1)),
		limit,
		notYet: NOT_READY,
		signal,
	});
	if (value !== undefined) return value;
	const details = { expedientNumber };
	if (ended === 'refused' && failure) {
		const problem = withAdvice(failure.failure.problem, problems.defenseWaitRefused(expedientNumber).message);
		throw new ServiceError({ ...failure.failure, problem, details });
	}
	const problem = problems.defenseWaitOver(expedientNumber, Math.round(limit / 1000), looks, failure?.message);
	throw new ServiceError({ status: failure?.failure.status, code: failure?.failure.code, problem, details });
}

/** The file's name in the response, if it has one. */
function fileNameIn(disposition: string | undefined): string | undefined {
	const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
	const plain = /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
	const name = encoded && !/%(?![0-9a-f]{2})/i.test(encoded) ? decodeURIComponent(encoded) : plain;
	return name?.replace(/[/\\]/g, '_').trim() || undefined;
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
			description: 'Whether to wait until Kloutit has written the defense, at most for the seconds in Wait Limit',
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
		const typed = item.requiredText(formatField).toUpperCase();
		const format = oneOf(typed, formatField.displayName, formatField.options as Choice[]);
		const { mimeType, fileSignature } = FORMATS[format];
		const field = item.requiredText(outputField);
		const limit = item.flag('waitUntilReady')
			? numberBetween(item.value('waitLimit'), 'Wait Limit', 1, 3600) * 1000
			: undefined;
		const url = path`/case/download-defense/${format}/${expedientNumber}`;
		const request: ServiceRequest = { method: 'POST', path: url, expect: 'file', fileSignature };
		return async (send, context) => {
			const { file, headers, body } =
				limit === undefined
					? await ask(send, request, expedientNumber)
					: await waitFor(send, request, expedientNumber, limit, context.getExecutionCancelSignal());
			// JSON or text instead of a file could be an address or a notice: it is returned as it is, not as a broken file
			if (!file) return { expedientNumber, format, answer: body ?? null };
			const ownName = `defense-${expedientNumber.replace(/[^\w.-]/g, '_')}.${format.toLowerCase()}`;
			const fileName = fileNameIn(headers['content-disposition']) ?? ownName;
			const data = await context.helpers.prepareBinaryData(file, fileName, mimeType);
			return new FileOutput({ expedientNumber, format, fileName, bytes: file.length }, { [field]: data });
		};
	},
};
