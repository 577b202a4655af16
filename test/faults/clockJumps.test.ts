import { nodeClock } from '../engine/clock';
import { everySendingOperation, isError, shapeOf } from './trial';

const MINUTES = 60_000;

/** From the first pause on, the system's clock is set by so much. @returns what sets it back */
function setClockInPause(by: number): { started: () => void; end: () => void } {
	const real = Date.now.bind(Date);
	let isSet = false;
	const mocked = jest.spyOn(Date, 'now').mockImplementation(() => real() + (isSet ? by : 0));
	return {
		// the run has a clock of its own by then
		started: () => {
			const clock = nodeClock();
			const { wait } = clock;
			clock.wait = async (milliseconds) => {
				isSet = true;
				await wait(milliseconds);
			};
		},
		end: () => mocked.mockRestore(),
	};
}

/** Milliseconds that requests, and their deadlines, may move the hurried clock. A pause that went by the system's clock would take 10 minutes more. */
const LATE = 2 * MINUTES;

everySendingOperation((walked, harness) => {
	describe.each([
		['10 minutes ahead', 10 * MINUTES],
		['back by 10 minutes', -10 * MINUTES],
	])('a clock that is set %s', (_name, by) => {
		it('changes no pause and no result', async () => {
			const baseline = await harness().baseline(walked);
			const { started, end } = setClockInPause(by);
			try {
				const faults = [{ status: 429, retryAfter: 4 }];
				const trial = await harness().run(walked, { faults, started });
				expect(trial.items.map(shapeOf)).toEqual(baseline.items.map(shapeOf));
				expect(trial.requests).toHaveLength(baseline.total + 1);
				expect(trial.took).toBeGreaterThanOrEqual(4000);
				expect(trial.took).toBeLessThan(4000 + LATE);
			} finally {
				end();
			}
		});

		it('does not end a wait, and does not prolong it', async () => {
			if (!harness().bench.waits.includes(walked.name)) return;
			const { started, end } = setClockInPause(by);
			try {
				const parameters = { paymentId: '{pendingPayment}', waitLimit: 20, interval: 3 };
				const trial = await harness().run(walked, { items: 1, parameters, started });
				expect(trial.items.map(isError)).toEqual([true]);
				expect(trial.took).toBeGreaterThanOrEqual(20_000);
				expect(trial.took).toBeLessThan(20_000 + LATE);
			} finally {
				end();
			}
		});
	});
});
