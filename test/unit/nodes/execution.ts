import type { IDataObject, IExecuteFunctions, IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';

import { Item, Parameters } from '../../../nodes/common/run/item';

/** A parameter: a fixed value, or a function that stands for an expression. */
type Given = unknown | ((index: number) => unknown);

export interface HttpResponse {
	statusCode: number;
	headers?: Record<string, string>;
	body?: unknown;
}

export interface Execution {
	parameters: Record<string, Given>;
	items?: IDataObject[];
	answer?: (options: IHttpRequestOptions, count: number) => Promise<HttpResponse> | HttpResponse;
	goesOn?: boolean;
	signal?: AbortSignal;
	type?: string;
	credential?: IDataObject;
}

/** How an error with an answer comes out of n8n's helper: wrapped, the HTTP client's error as its cause. */
export function httpFault(members: {
	code?: string;
	message?: string;
	isAxiosError?: boolean;
	response?: unknown;
}): Error {
	const inner = Object.assign(new Error(members.message ?? members.code ?? 'fault'), {
		isAxiosError: true,
		...members,
	});
	return new Error('wrapped', { cause: inner });
}

type Expression = (index: number) => unknown;

/** A parameter with its expression replaced. */
function withExpression(value: unknown, replaced: (expression: Expression) => unknown): unknown {
	return typeof value === 'function' ? replaced(value as Expression) : value;
}

/** The same for the Options, in which each may be an expression. Other values may have functions of their own, such as dates. */
function withExpressions(name: string, value: unknown, replaced: (expression: Expression) => unknown): unknown {
	if (name !== 'options' || typeof value !== 'object' || value === null) return withExpression(value, replaced);
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withExpression(inner, replaced)]));
}

/** As much of n8n's `this` as the modules under test use, and the requests that went out over it. */
export function execution(given: Execution): {
	context: IExecuteFunctions;
	sent: IHttpRequestOptions[];
	hints: string[];
	/** What was written to n8n's log. */
	logged: string[];
} {
	const logged: string[] = [];
	const sent: IHttpRequestOptions[] = [];
	const hints: string[] = [];
	const stored = Object.fromEntries(
		Object.entries(given.parameters).map(([name, value]) => [
			name,
			withExpressions(name, value, () => '={{ expression }}'),
		]),
	);
	const node = {
		id: '1',
		name: 'Chargebackhit',
		type: given.type ?? 'n8n-nodes-chargeback.chargebackhit',
		typeVersion: 1,
		position: [0, 0],
		parameters: stored,
	};
	const context = {
		getNode: () => node,
		getInputData: (): INodeExecutionData[] => (given.items ?? [{}]).map((json) => ({ json })),
		continueOnFail: () => given.goesOn === true,
		getExecutionCancelSignal: () => given.signal,
		getExecutionId: () => '1',
		getMode: () => 'trigger',
		getWorkflow: () => ({ id: 'workflow-1' }),
		logger: { warn: (message: string) => logged.push(message) },
		getNodeParameter: (name: string, index: number, fallback?: unknown) => {
			const [first, ...rest] = name.split('.');
			const found = rest.reduce((outer, inner) => (outer as Record<string, unknown>)[inner], given.parameters[first]);
			return withExpressions(name, found ?? fallback, (expression) => expression(index));
		},
		getCredentials: async () =>
			await Promise.resolve(
				given.credential ?? { publicKey: 'pk_demo_1', secretKey: 'sk_demo_secret_1', baseUrl: 'http://127.0.0.1:9' },
			),
		addExecutionHints: (...more: Array<{ message: string }>) => hints.push(...more.map(({ message }) => message)),
		helpers: {
			httpRequest: async (options: IHttpRequestOptions) => {
				sent.push(options);
				if (!given.answer) throw new Error('No request was expected');
				return await given.answer(options, sent.length);
			},
			httpRequestWithAuthentication: async (_credential: string, options: IHttpRequestOptions) => {
				sent.push(options);
				if (!given.answer) throw new Error('No request was expected');
				return await given.answer(options, sent.length);
			},
		},
	};
	return { context: context as unknown as IExecuteFunctions, sent, hints, logged };
}

/** One input item with these parameters. */
export function itemOf(parameters: Record<string, Given>, json: IDataObject = {}, index = 0): Item {
	return new Item(index, { json }, new Parameters(execution({ parameters }).context));
}

/** The JSON that a request carried. */
export function bodyOf(options: IHttpRequestOptions): unknown {
	return JSON.parse(String(options.body));
}
