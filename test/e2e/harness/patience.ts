/** Jest takes a time limit only for all floors together; starting an n8n again needs more than the 5 s of the others. */
jest.setTimeout(120_000);
