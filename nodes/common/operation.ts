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
 * Whether a request may be sent twice:
 * `read`: reads, lists, checks and downloads. Yes, after transport errors, 408, 429 and 5xx.
 * `write`: creates, changes, moves money or responds to an alert. Only if the request cannot have been processed.
 * `none`: sends no request to the service.
 */
export type Effect = 'read' | 'write' | 'none';

/** `emptyOrAny`: the body may be empty. `anything`: it may also be text that is not JSON. `file`: bytes, or JSON instead. */
export type Expected = 'object' | 'list' | 'objectOrList' | 'emptyOrAny' | 'anything' | 'file';

/** A body that is not JSON, or must not be serialized again. */
export class Bytes {
	/** @param shown what a dry run shows instead of bytes that nobody can read, such as the names and sizes of files */
	constructor(
		readonly content: Buffer,
		readonly contentType: string,
		readonly shown?: JsonRecord,
	) {}

	/** JSON that is serialized already. */
	static json(written: string | Buffer): Bytes {
		return new Bytes(typeof written === 'string' ? Buffer.from(written, 'utf8') : written, 'application/json');
	}
}

/** A record with the most useful fields: flat, and all of them always there. */
export type Simplified = (record: JsonRecord) => IDataObject;

/** Describes a request; only `common/http/client.ts` sends it. */
export interface ServiceRequest {
	method: IHttpRequestMethods;
	/** Relative to the base URL. Built by `path`, so that no value leaves its segment. */
	path: string;
	query?: Record<string, string>;
	/** Serialized once; these bytes are signed and sent. `Bytes` are sent unchanged. */
	body?: Json | Bytes;
	expect: Expected;
	/** The first characters of an expected file. A body without them is JSON or text, whatever type the service declares. */
	fileSignature?: string;
	/** Statuses besides 2xx that are valid responses and not errors. */
	accept?: number[];
	/** What was not found if the service returns 404, such as `alert 11111111-…`. */
	subject?: string;
	/** If omitted, the credential authorizes the request. Otherwise its own token does, or nothing if the body contains the keys. */
	authorization?: { bearer: string } | 'none';
	/** A read among the steps of a write. */
	effect?: 'read';
	/** When nobody waits for the response any more, by the steady clock: it is not sent after that, and no try lasts longer. */
	deadline?: number;
	/** For a call that fetches an access token: whether its response contains one. If not, what needs the token was not sent. */
	hasToken?: (body: Json | undefined) => boolean;
	/** What the next step gets instead of the response in a dry run. If omitted, the steps end where they read the response. */
	inDryRun?: Json;
	/** What the node does after the response, for the user of a dry run. */
	next?: string;
}

export interface ServiceResponse {
	status: number;
	headers: Record<string, string>;
	/** Parsed, or text if that is accepted; `undefined` if the body was empty, or is a file. */
	body: Json | undefined;
	/** The unparsed body, if a file was expected. */
	file?: Buffer;
}

/** An output item with files. */
export class FileOutput {
	constructor(
		readonly json: IDataObject,
		readonly binary: IBinaryKeyData,
	) {}
}

/** The output of one input item: one item, or several. */
export type Output = IDataObject | FileOutput | Array<IDataObject | FileOutput>;

/** Sends one request on behalf of one item (or of the items of one batch). */
export type Send = (request: ServiceRequest) => Promise<ServiceResponse>;

/** A request and how its response becomes output. */
export interface SingleRequest {
	request: ServiceRequest;
	output: (response: ServiceResponse) => Output;
}

/** Something other than a request that takes effect, such as a reply to a request that waits for one. */
export interface Deed<Result> {
	/** What it sends. */
	body: Json;
	/** What a dry run says about it. */
	inDryRun: string;
	/** What a dry run's output contains too. */
	known?: IDataObject;
	act: () => Promise<Result>;
}

/** Does it, unless this is a dry run. */
export type Perform = <Result>(deed: Deed<Result>) => Promise<Result>;

/** Several requests, or something other than a request. */
export type Steps = (send: Send, context: IExecuteFunctions, perform: Perform) => Promise<Output>;

interface OperationBase {
	/** Stored in workflows: never changes once released. */
	value: string;
	name: string;
	action: string;
	description: string;
	effect: Effect;
	/** The notice of an operation that cannot be undone. */
	irreversible?: string;
	/** True for a read whose output a model should not see. AI agents may not run it, or any write, unless allowed to. */
	confidential?: true;
	/** The operation's fields, without the conditions on resource and operation. */
	fields: INodeProperties[];
	/** What Simplify makes of a record. An operation with the field Simplify has it. */
	simplified?: Simplified;
	/** Parameters or input columns by which a message names an item, the most telling first. */
	identifiedBy?: string[];
	/**
	 * Puts input items together that are sent as one, such as the rows of one order. The first of them is read, and has the others
	 * in `together`; all of them get the result.
	 */
	sentTogether?: {
		/** @param item any item: the answer is the same for all */
		isOn: (item: Item) => boolean;
		/** What the items have in common; empty for one that stands alone. @throws InputError if it cannot be told */
		keyOf: (item: Item) => string;
	};
	/** Additions to the Options collection. */
	options?: INodeProperties[];
	/** Parameters with which the operation runs against the sandbox: for tests and docs that walk the registry. */
	sample: Sample;
}

export interface Sample {
	parameters: IDataObject;
	/** Input items; one empty item if omitted. */
	input?: IDataObject[];
	/** Files of each item, by binary field: the name of the sample file. */
	files?: Record<string, string>;
}

/** Every item is its own request, or its own steps. */
export interface ItemOperation extends OperationBase {
	/** Reads and checks an item's parameters. It sends nothing: all items are prepared before the first is sent. */
	prepare: (item: Item) => SingleRequest | Steps | Promise<SingleRequest | Steps>;
}

/** Items are grouped into requests. */
export interface BatchOperation extends OperationBase {
	/** Reads and checks one item, which becomes one row or several. It sends nothing. */
	rows: (item: Item) => JsonRecord | JsonRecord[];
	/** Default number of rows per request. */
	batchSize: number;
	/** The most rows per request that a user may choose. */
	maxBatchSize: number;
	/** Default bytes per request (whole body); if omitted, only the row count matters. A single row may have more. */
	maxBatchBytes?: number;
	/**
	 * @param rows one batch's rows as JSON, separated by commas. The body of two rows must contain each row's body text
	 *   unchanged, plus one comma
	 */
	request: (rows: string) => ServiceRequest & { body: Bytes };
	/** One output per row, in the order of the rows; or one for the whole batch, paired to all its items. */
	outputs:
		| ((response: ServiceResponse, rows: JsonRecord[]) => IDataObject[])
		| { ofBatch: (response: ServiceResponse, rows: JsonRecord[]) => IDataObject };
	/**
	 * True if a batch with rejected content is sent once more, row by row, even if the run ends after a failure: one bad row must
	 * not hold up the others. Otherwise it is sent without its bad rows, if the node continues after failures.
	 */
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

/** What the service said in an error response. */
export interface ErrorBody {
	message?: string;
	code?: string;
	fields?: Record<string, string>;
	/** Advice that fits this error better than the general advice. */
	advice?: string;
	/** A problem that fits this error better than the general one; only its code and advice are used. */
	problem?: Problem;
}

export interface RequestSettings {
	/** Milliseconds until a request without a response is given up (option Timeout). */
	timeout: number;
	/** Milliseconds that one item may spend in pauses (option Max Retry Wait). */
	maxRetryWait: number;
	/** The most requests in flight at once (option Max Concurrent Requests); undefined: see `slotRange`. */
	concurrency?: number;
}

/** How to reach a service, and how to read its errors. */
export interface Service {
	name: string;
	credential: string;
	/** The base URL without a trailing slash, from the decrypted credential. */
	baseUrl: (credential: IDataObject) => string;
	/** What a message calls the environment of a credential, such as its address. */
	environment: (credential: IDataObject) => string;
	/** The credential's values that must stay secret. */
	secrets: (credential: IDataObject) => string[];
	/** What authorizes one request and must stay secret too, such as its signature. */
	proofs?: (credential: IDataObject, request: { method: string; body?: Buffer }) => string[];
	readError: (body: Json | undefined, status: number) => ErrorBody;
	/** True if the body of a 2xx reports an error. */
	reportsErrors: (body: Json | undefined) => boolean;
	/** The URL from which n8n fetches an OAuth2 credential's token. */
	tokenUrl?: (credential: IDataObject) => string;
	/** The token that n8n stores in an OAuth2 credential; undefined before its first use, and if it is known to have expired. */
	tokenOf?: (credential: IDataObject) => string | undefined;
	/** True if an error other than 401 means that the token is stale: it is renewed and the request sent once more. */
	isStaleToken?: (status: number, text: string) => boolean;
	/** True if n8n fetches a token before the first request and after a 401, through the credential's `preAuthentication`. */
	isRenewedByN8n?: boolean;
	/** That token, if the credential contains one. */
	renewedTokenOf?: (credential: IDataObject) => string | undefined;
	/** What differs by credential, such as the names and paths of an API revision: every item has it as `variant`. */
	variant?: (credential: IDataObject) => unknown;
	resources: Resource[];
}

/** True for an operation that takes effect: it changes something at the service, or gives an answer that is final. */
export function takesEffect({ effect, irreversible }: Operation): boolean {
	return effect === 'write' || irreversible !== undefined;
}

export function isBatch(operation: Operation): operation is BatchOperation {
	return 'rows' in operation;
}

/** Every operation of a registry with its resource. */
export function everyOperation(resources: Resource[]): Array<{ resource: Resource; operation: Operation }> {
	return resources.flatMap((resource) => resource.operations.map((operation) => ({ resource, operation })));
}
