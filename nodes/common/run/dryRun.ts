import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { rethrow } from '../errors/errors';
import { problems } from '../errors/problems';
import { dryRunOption } from '../fields/options';
import { type DryRequests, TurnedBack, type WouldSend } from '../http/dryRequests';
import { FileOutput, type Operation, type Output, type SingleRequest, type Steps, takesEffect } from '../operation';
import { isRecord } from '../values/json';
import { boolean, isBlank } from '../values/validate';
import { holdsExpression } from './item';
import type { ItemOutput } from './results';

const { name: DRY_RUN, displayName: LABEL } = dryRunOption;
const PARAMETER = `options.${DRY_RUN}`;

/** Which items of a run are only checked. */
export class DryRuns {
	private readonly dry = new Set<number>();
	/** Items whose switch cannot be read: they are refused, because they must not be sent by mistake. */
	readonly refused = new Map<number, unknown>();
	private readonly hints = new Map<number, Set<string>>();

	/** Reads the option of each item. An operation without effect has none. */
	static read(context: IExecuteFunctions, operation: Operation, count: number): DryRuns {
		const runs = new DryRuns(count);
		if (!takesEffect(operation)) return runs;
		const stored: unknown = context.getNode().parameters.options;
		const isWhole = typeof stored === 'string' && holdsExpression(stored);
		if (!isWhole && !(isRecord(stored) && Object.hasOwn(stored, DRY_RUN))) return runs;
		const varies = holdsExpression(isRecord(stored) ? stored[DRY_RUN] : stored);
		let isDry = false;
		for (let index = 0; index < count; index++) {
			try {
				if (index === 0 || varies) isDry = isWhole ? inWholeOptions(context, index) : inOption(context, index);
				if (isDry) runs.dry.add(index);
			} catch (error) {
				runs.refused.set(index, error);
				if (!varies) {
					for (let other = 1; other < count; other++) runs.refused.set(other, error);
					break;
				}
			}
		}
		return runs;
	}

	private constructor(private readonly count: number) {}

	has(index: number): boolean {
		return this.dry.has(index);
	}

	/** How many items are only checked. */
	get size(): number {
		return this.dry.size;
	}

	/** True if no item may be sent. */
	get isWhole(): boolean {
		return this.dry.size + this.refused.size === this.count;
	}

	/** Notes what was told about an item. */
	tell(index: number, message: string): void {
		if (!this.dry.has(index)) return;
		const told = this.hints.get(index);
		if (told) told.add(message);
		else this.hints.set(index, new Set([message]));
	}

	/** What was told about an item. */
	hintsOf(index: number): string[] {
		return [...(this.hints.get(index) ?? [])];
	}
}

/** @throws InputError if the value says neither true nor false */
function inOption(context: IExecuteFunctions, index: number): boolean {
	return boolean(context.getNodeParameter(PARAMETER, index), LABEL);
}

/** The same if one expression returns all Options. */
function inWholeOptions(context: IExecuteFunctions, index: number): boolean {
	const options: unknown = context.getNodeParameter('options', index);
	if (isRecord(options)) return Object.hasOwn(options, DRY_RUN) ? boolean(options[DRY_RUN], LABEL) : false;
	return boolean(isBlank(options) ? undefined : options, LABEL);
}

/** The Options that apply to the whole run. Dry Run is left out if it is an expression, which may fail for single items. */
export function runOptions(context: IExecuteFunctions): IDataObject {
	const stored: unknown = context.getNode().parameters.options;
	if (!isRecord(stored) || !holdsExpression(stored[DRY_RUN]))
		return context.getNodeParameter('options', 0, {}) as IDataObject;
	const names = Object.keys(stored).filter((name) => name !== DRY_RUN);
	return Object.fromEntries(names.map((name) => [name, context.getNodeParameter(`options.${name}`, 0) as never]));
}

/** The output of a request that was not sent. */
export function dryOutput(wouldSend: WouldSend | null, hints: string[]): IDataObject {
	return { dryRun: true, wouldSend: wouldSend as unknown as IDataObject, hints };
}

/**
 * What an item would do: one output for each write. What comes before it, such as fetching a token, is a hint.
 * @param hints what was told about the item, also by its steps
 * @throws whatever ends the steps before they would send anything, as for real
 */
export async function dryOutputs(
	prepared: SingleRequest | Steps,
	requests: DryRequests,
	context: IExecuteFunctions,
	hints: () => string[],
): Promise<ItemOutput[]> {
	const { recorded } = requests;
	let output: Output = [];
	if (typeof prepared === 'function')
		output = await prepared(requests.send, context, requests.perform).catch((error: unknown) =>
			error instanceof TurnedBack ? [] : rethrow(error),
		);
	else await requests.send(prepared.request);
	const outputs: ItemOutput[] = [];
	let told = hints();
	for (const [at, one] of recorded.entries()) {
		const isLast = at === recorded.length - 1;
		if (one.effect === 'read' && !(isLast && outputs.length === 0)) {
			told = [...told, problems.dryRunBefore(one.wouldSend.method ?? '', one.wouldSend.path ?? '').message];
			continue;
		}
		// what follows a read depends on its response
		const hint = one.effect === 'read' ? problems.dryRunUnknown().message : one.hint;
		outputs.push({ ...one.known, ...dryOutput(one.wouldSend, hint === undefined ? told : [...told, hint]) });
	}
	if (recorded.length > 0) return outputs;
	// nothing would be sent, and the output says why
	const more = dryOutput(null, hints());
	return [output]
		.flat()
		.map((one) =>
			one instanceof FileOutput ? new FileOutput({ ...one.json, ...more }, one.binary) : { ...one, ...more },
		);
}
