import { asJson, asTable, type Result } from './report';
import type { Measured, Row } from './row';
import { distance } from './rows/distance';
import { enrollment } from './rows/enrollment';
import { reply, slowReply } from './rows/inquiries';
import { kountMapped, kountTyped, kountUpload } from './rows/kount';
import { limiterRows } from './rows/limiters';
import { matching } from './rows/matching';
import { memoryRows } from './rows/memory';
import { pacing, slidingWindow } from './rows/pacing';
import { throughput, throughputDefault } from './rows/throughput';
import { triggerRows } from './rows/triggers';
import { uploadMemory } from './rows/upload';
import { Stage } from './stage';

const ROWS: Row[] = [
	pacing,
	slidingWindow,
	throughput,
	throughputDefault,
	distance,
	...limiterRows,
	enrollment,
	...triggerRows,
	reply,
	slowReply,
	uploadMemory,
	...memoryRows,
	kountUpload,
	kountMapped,
	kountTyped,
	matching,
];

const HELP = `npm run bench                   all rows, as a table
npm run bench -- --json         all rows, as JSON (npm run --silent bench -- --json prints only JSON)
npm run bench -- --only NAME    one row, or several with commas between: ${ROWS.map(({ name }) => name).join(', ')}`;

/** @throws Error with the usage if a word is unknown */
function readWords(words: string[]): { rows: Row[]; forMachines: boolean } {
	let rows = ROWS;
	let forMachines = false;
	for (let place = 0; place < words.length; place++) {
		if (words[place] === '--json') {
			forMachines = true;
		} else if (words[place] === '--only') {
			const names = words[++place]?.split(',') ?? [];
			const unknown = names.find((name) => !ROWS.some((row) => row.name === name));
			if (names.length === 0 || unknown !== undefined)
				throw new Error(
					`${unknown === undefined ? '--only requires the name of a row' : `There is no row ${unknown}`}.\n\n${HELP}`,
				);
			rows = ROWS.filter(({ name }) => names.includes(name));
		} else {
			throw new Error(words[place] === '--help' ? HELP : `Unknown option ${words[place]}.\n\n${HELP}`);
		}
	}
	return { rows, forMachines };
}

/** A row that fails is reported as one that missed its target, so that the figures of the others are not lost. */
async function measured(row: Row, stage: Stage): Promise<Measured> {
	try {
		return await row.measure(stage);
	} catch (error) {
		return { ratio: 0, met: false, raw: { error: error instanceof Error ? error.message : String(error) } };
	}
}

async function main(): Promise<void> {
	const { rows, forMachines } = readWords(process.argv.slice(2));
	// standard output contains only the figures
	const report = (line: string): void => {
		process.stderr.write(`${line}\n`);
	};
	const stage = await Stage.open(report);
	const results: Result[] = [];
	try {
		for (const row of rows) {
			report(`Measuring ${row.name}: ${row.title}`);
			const result = { name: row.name, title: row.title, target: row.target, ...(await measured(row, stage)) };
			results.push(result);
			report(asTable([result]));
		}
	} finally {
		await stage.close();
	}
	process.stdout.write(`${forMachines ? asJson(results) : asTable(results)}\n`);
	process.exitCode = results.every(({ met }) => met) ? 0 : 1;
}

main().then(
	() => process.exit(),
	(error: Error) => {
		process.stderr.write(`${error.message}\n`);
		process.exit(1);
	},
);
