import { Sanitizer } from './sanitize';
import { compare, type Shape } from './shape';

export type Verdict = 'holds' | 'differs' | 'not reached';

/** One thing the contract says, and what the service did. */
export interface Finding {
	/** Section of the contract, such as `2.6`. */
	contract: string;
	/** Numbers of the contract's open doubts that it bears on. */
	doubts: string[];
	/** What the contract says. */
	about: string;
	verdict: Verdict;
	/** What was seen instead, or why nothing was. Contains no value that could be personal. */
	seen: string;
}

/** What a finding is about. */
export interface Claim {
	contract: string;
	doubts?: string[];
	about: string;
}

/** A request; `path` is what is called, `template` what a capture shows of it. */
export interface Call {
	method: string;
	path: string;
	template?: string;
	headers?: Record<string, string>;
	body?: string | Uint8Array<ArrayBuffer>;
}

/** A response, or none: then `status` is 0. */
export interface Exchange {
	status: number;
	type: string;
	text: string;
	/** Parsed; `undefined` when it is empty or no JSON. */
	json: unknown;
	/** Why there is none. */
	unreached?: string;
}

/** A request and its response without keys and persons. */
export interface Capture {
	request: { method: string; path: string };
	response: { status: number; contentType: string; body?: unknown };
}

/** Sends one request and returns its response. Never throws. */
export type Send = (call: Call) => Promise<Exchange>;

const NOTHING: Omit<Exchange, 'unreached'> = { status: 0, type: '', text: '', json: undefined };

/** The statuses that say nothing about the contract: try later. */
const isPassing = (status: number): boolean => status === 429 || status === 408 || status === 502 || status === 503;

/** Calls a service, and writes down what holds, what differs, and what it could not find out. */
export class Inspection {
	readonly findings: Finding[] = [];

	readonly captures: Capture[] = [];

	private readonly sanitizer = new Sanitizer();

	/** @param refusal why nothing is sent at all; `undefined`: requests are sent */
	constructor(
		private readonly send: Send,
		private readonly refusal?: string,
	) {}

	/** An inspection that shares the findings and sends nothing. */
	withoutCalls(reason: string): Inspection {
		const silent = new Inspection(this.send, reason);
		Object.assign(silent, { findings: this.findings, captures: this.captures, sanitizer: this.sanitizer });
		return silent;
	}

	/** Sends a request. @param shape what the contract says about the response, for the capture */
	async call(call: Call, shape?: Shape): Promise<Exchange> {
		if (this.refusal !== undefined) return { ...NOTHING, unreached: this.refusal };
		if (call.path.includes('undefined')) return { ...NOTHING, unreached: 'The account has no record to try it with' };
		const exchange = await this.send(call);
		if (exchange.status !== 0) {
			const body = exchange.json === undefined ? {} : { body: this.sanitizer.clean(exchange.json, shape) };
			this.captures.push({
				request: { method: call.method, path: (call.template ?? call.path).split('?')[0] },
				response: { status: exchange.status, contentType: exchange.type, ...body },
			});
		}
		return exchange;
	}

	/** Judges a response. @param judge true when it is as the contract says, otherwise what it was */
	judge(exchange: Exchange, claim: Claim, judge: (exchange: Exchange) => true | string): void {
		if (exchange.status === 0) return this.note(claim, 'not reached', exchange.unreached ?? '');
		if (isPassing(exchange.status)) return this.note(claim, 'not reached', `The service returned ${exchange.status}`);
		const result = judge(exchange);
		this.note(claim, result === true ? 'holds' : 'differs', result === true ? '' : result);
	}

	/** Judges the status. */
	status(exchange: Exchange, claim: Claim, ...expected: number[]): void {
		this.judge(exchange, claim, ({ status }) => expected.includes(status) || `${status}`);
	}

	/** Judges names, types and closed lists of a response, and the fields that the contract does not name. */
	shape(exchange: Exchange, claim: Claim, shape: Shape): void {
		const differences = compare(exchange.json, shape);
		const few = (all: string[]): string => {
			const different = [...new Set(all.map((one) => one.replace(/\[\d+\]/g, '[]')))];
			return different.slice(0, 8).join('; ') + (different.length > 8 ? `; ${different.length - 8} more` : '');
		};
		const isError = exchange.status >= 400;
		this.judge(exchange, claim, () => {
			if (isError) return `${exchange.status}`;
			return differences.wrong.length === 0 || few(differences.wrong);
		});
		const others: Claim = { contract: claim.contract, about: `${claim.about}: no other fields` };
		if (isError) return this.note(others, 'not reached', `The service returned ${exchange.status}`);
		this.judge(exchange, others, () => differences.unknown.length === 0 || few(differences.unknown));
	}

	/** Notes something that could not be tried. */
	unreached(claim: Claim, reason: string): void {
		this.note(claim, 'not reached', this.refusal ?? reason);
	}

	private note({ contract, doubts = [], about }: Claim, verdict: Verdict, seen: string): void {
		this.findings.push({ contract, doubts, about, verdict, seen });
	}
}
