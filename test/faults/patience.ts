/** Jest takes a time limit only for all floors together; some faults are played several times in one test. */
jest.setTimeout(60_000);
