/** Jest has one time limit for all levels together. Restarting an n8n takes longer than the 5 s that the other levels use. */
jest.setTimeout(120_000);
