/** `npm run pictures`: runs the browser level, which takes the screenshots in `docs/pictures/` again. */
process.env.WRITE_PICTURES = '1';
process.argv.splice(2, Infinity, 'browser');
await import('../run.mjs');
