/** `npm run pictures`: the browser floor, which makes the pictures of `docs/pictures/` anew. */
process.env.WRITE_PICTURES = '1';
process.argv.splice(2, Infinity, 'browser');
await import('../run.mjs');
