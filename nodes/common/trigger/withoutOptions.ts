import type { Problem } from '../errors/problem';

/** Their advice is about items and Options, which a trigger does not have. */
const ABOUT_OPTIONS = ['waitTooLong', 'stillBusy', 'serviceFailing', 'timeout'];

/** A problem of a request as a trigger reports it. @param later its message replaces advice that only fits a node with Options */
export const withoutOptions = (problem: Problem, later: Problem): Problem =>
	ABOUT_OPTIONS.includes(problem.code) ? { ...problem, advice: later.message } : problem;
