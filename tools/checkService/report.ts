import type { Doubt } from './doubts';
import type { Finding, Verdict } from './inspection';

/** What a run found out about one doubt. */
export interface SettledDoubt extends Doubt {
	verdict: Verdict;
}

/** Joins findings to the doubts: one that differs decides, then one that holds. */
export function settle(doubts: readonly Doubt[], findings: readonly Finding[]): SettledDoubt[] {
	return doubts.map((doubt) => {
		const verdicts = findings.filter((finding) => finding.doubts.includes(doubt.number)).map(({ verdict }) => verdict);
		const verdict = (['differs', 'holds'] as const).find((one) => verdicts.includes(one)) ?? 'not reached';
		return { ...doubt, verdict };
	});
}

const clipped = (text: string, width: number): string =>
	text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);

const counted = (verdicts: readonly Verdict[]): string =>
	(['holds', 'differs', 'not reached'] as const)
		.map((verdict) => `${verdicts.filter((one) => one === verdict).length} ${verdict}`)
		.join(', ');

/** The tables for people: what was checked, then the doubts of the contract. */
export function reportText(service: string, findings: readonly Finding[], doubts: readonly SettledDoubt[]): string {
	const checks = findings.map(({ contract, about, verdict, seen }) =>
		`${verdict.padEnd(12)} ${contract.padEnd(6)} ${about}${seen === '' ? '' : ` (${seen})`}`.trimEnd(),
	);
	const open = doubts.map(({ number, issue, verdict }) =>
		`${verdict.padEnd(12)} ${number.padEnd(6)} ${clipped(issue, 100)}`.trimEnd(),
	);
	return [
		`What the contract of ${service} says, and what the service does (section: docs/contracts/${service}.md)`,
		'',
		...checks,
		'',
		counted(findings.map(({ verdict }) => verdict)),
		'',
		'The open doubts of the contract, by number. holds: the interpretation in use is right',
		'',
		...open,
		'',
		counted(doubts.map(({ verdict }) => verdict)),
		'',
	].join('\n');
}
