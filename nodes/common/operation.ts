import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	INodeProperties,
} from 'n8n-workflow';

import type { Problem } from './errors/problem';
import type { Item } from './run/item';
import type { Json, JsonRecord } from './values/json';

/**
 * What may be sent twice:
 * `read`: reads, lists, checks and downloads; on transport errors, 408, 429 and 5xx.
 * `write`: whatever creates, changes, moves money or answers an alert; only when the request cannot have been acted on.
 * `none`: sends no request to the service.
 */
export type Effect = 'read' | 'write' | 'none';

/** What an answer's body must be. `emptyOrAny`: the service may answer with nothing at all;
 * `anything`: with text that is no JSON too. `file`: bytes, or JSON in their place. */
export type Expected = 'object' | 'list' | 'objectOrList' | 'emptyOrAny' | 'anything' | 'file';

/** A body that is not JSON, or must not be written anew. */
export class Bytes {
	constructor(
		readonly content: Buffer,
		readonly contentType: string,
	) {}

	/** JSON that is written already. */
	static json(written: string | Buffer): Bytes {
		return new Bytes(typeof written === 'string' ? Buffer.from(written, 'utf8') : written, 'application/json');
	}
}

/** A request, described; `common/http/client.ts` alone sends it. */
export interface ServiceRequest {
	method: IHttpRequestMethods;
	/** Below the base URL, made by `path`, so that no value leaves its place. */
	path: string;
	query?: Record<string, string>;
	/** Serialised once; these bytes are signed and sent. Bytes go out as they are. */
	body?: Json | Bytes;
	expect: Expected;
	/** What an expected file begins with: what does not is JSON or text, whatever the service says of its type. */
	fileSignature?: string;
	/** Statuses beside 2xx that are an answer and no refusal. */
	accept?: number[];
	/** What a 404 says is unknown, such as `alert 11111111-…`. */
	subject?: string;
	/** Left out, the credential authorizes the request; otherwise a token of its own does, or nothing where the body carries the keys. */
	authorization?: { bearer: string } | 'none';
	/** A read among the steps of a write. */
	effect?: 'read';
}

export interface ServiceResponse {
	status: number;
	headers: Record<string, string>;
	/** Parsed, or text where that will do; `undefined` where the body was empty, or is a file. */
	body: Json | undefined;
	/** The body as it came, where a file was expected. */
	file?: Buffer;
}

/** An output item with files. */
export class FileOutput {
	constructor(
		readonly json: IDataObject,
		readonly binary: IBinaryKeyData,
	) {}
}

/** What one input item becomes: one output item, or several. */
export type Output = IDataObject | FileOutput | Array<IDataObject | FileOutput>;

/** Sends one request on behalf of one item (or of the items of one batch). */
export type Send = (plan: ServiceRequest) => Promise<ServiceResponse>;

/** A request and what its answer becomes. */
export interface SingleRequest {
	request: ServiceRequest;
	output: (answer: ServiceResponse) => Output;
}

/** Several requests, or something else than a request. */
export type Steps = (send: Send, context: IExecuteFunctions) => Promise<Output>;

interface OperationBase {
	/** Stored in workflows: never changes once released. */
	value: string;
	name: string;
	action: string;
	description: string;
	effect: Effect;
	/** The notice of an operation that cannot be undone; such an operation is refused to AI agents unless allowed. */
	irreversible?: string;
	/** The operation's fields, without the conditions on resource and operation. */
	fields: INodeProperties[];
	/** Parameters, or columns of the input, by which a message names an item: the most telling first. */
	identifiedBy?: string[];
	/** Additions to the Options collection. */
	options?: INodeProperties[];
	/** Parameters with which the operation runs against the sandbox: for tests and docs that walk the registry. */
	sample: Sample;
}

export interface Sample {
	parameters: IDataObject;
	/** Input items; one empty item where left out. */
	input?: IDataObject[];
	/** Files of each item, by binary field: the name of the sample file. */
	files?: Record<string, string>;
}

/** Every item is a request, or steps, of its own. */
export interface ItemOperation extends OperationBase {
	/** Reads and checks an item's parameters. Nothing is sent here: all items are planned before the first is sent. */
	prepare: (item: Item) => SingleRequest | Steps | Promise<SingleRequest | Steps>;
}

/** Items are gathered into requests. */
export interface BatchOperation extends OperationBase {
	/** Reads and checks one item, which gives one entry or several. Nothing is sent here. */
	rows: (item: Item) => JsonRecord | JsonRecord[];
	/** Entries per request where the user does not choose. */
	batchSize: number;
	/** Entries per request that a user may choose at most. */
	maxBatchSize: number;
	/** Bytes per request where the user does not choose, whole body; without it only the count matters. An entry alone may have more. */
	maxBatchBytes?: number;
	/** @param entries those of one batch as JSON, with commas in between: a body of two holds that of each, letter by letter, and a comma */
	request: (entries: string) => ServiceRequest & { body: Bytes };
	/** One output per entry, in the order of the entries; or one for the whole batch, paired to all its items. */
	outputs:
		| ((answer: ServiceResponse, entries: JsonRecord[]) => IDataObject[])
		| { ofBatch: (answer: ServiceResponse, entries: JsonRecord[]) => IDataObject };
	/** True where a batch that is refused for what it holds is sent once more, entry by entry: one bad entry keeps no other back. */
	splitWhenRejected?: boolean;
}

export type Operation = ItemOperation | BatchOperation;

export interface Resource {
	value: string;
	name: string;
	description: string;
	/** In menu order. */
	operations: Operation[];
}

/** What the service said in a refusal. */
export interface ErrorBody {
	message?: string;
	code?: string;
	fields?: Record<string, string>;
	/** Advice that fits this refusal better than the general one. */
	advice?: string;
	/** A problem that fits this refusal better than the general one: its code and advice count. */
	problem?: Problem;
}

export interface RequestSettings {
	/** Milliseconds until an unanswered request is given up (option Timeout). */
	timeout: number;
	/** Milliseconds that one item may spend in pauses (option Max Retry Wait). */
	maxRetryWait: number;
	/** Requests in flight at once (option Max Concurrent Requests). */
	concurrency: number;
}

/** A service: how it is reached and how it refuses. */
export interface Service {
	name: string;
	credential: string;
	/** The base URL without a slash at the end, from the decrypted credential. */
	baseUrl: (credential: IDataObject) => string;
	/** What a message calls the environment of a credential, such as its address. */
	environment: (credential: IDataObject) => string;
	/** The values of the credential that nobody may see. */
	secrets: (credential: IDataObject) => string[];
	readError: (body: Json | undefined, status: number) => ErrorBody;
	/** True where the body of a 2xx says that something went wrong all the same. */
	reportsErrors: (body: Json | undefined) => boolean;
	/** Where n8n fetches the token, of an OAuth2 credential. */
	tokenUrl?: (credential: IDataObject) => string;
	/** The token that n8n holds in an OAuth2 credential; undefined before its first use, and where it is known to have expired. */
	tokenOf?: (credential: IDataObject) => string | undefined;
	/** True where a refusal means that the token is stale, though its status is not 401: the token is renewed and the request sent once more. */
	isStaleToken?: (status: number, text: string) => boolean;
	/** True where n8n fetches a token before the first request, and another after a 401, by the `preAuthentication` of the credential. */
	isRenewedByN8n?: boolean;
	/** What differs by credential, such as the names and paths of an API revision: every item has it as `variant`. */
	variant?: (credential: IDataObject) => unknown;
	resources: Resource[];
}

export function isBatch(operation: Operation): operation is BatchOperation {
	return 'rows' in operation;
}

/** Every operation of a registry with its resource. */
export function everyOperation(resources: Resource[]): Array<{ resource: Resource; operation: Operation }> {
	return resources.flatMap((resource) => resource.operations.map((operation) => ({ resource, operation })));
}
