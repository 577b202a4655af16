/** Jest has one time limit for all levels together. This level needs a longer one, because a test may play the same fault several times. */
jest.setTimeout(60_000);
