import { createServer } from 'node:http';

import type { IDataObject } from 'n8n-workflow';

/** An address of the shop to which the workflow hands the link; it answers when the payer is through. */
export async function payerDesk(
	serve: (body: IDataObject) => Promise<IDataObject>,
): Promise<{ url: string; close: () => Promise<void> }> {
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			serve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as IDataObject).then(
				(answer) => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)),
				(error: Error) => response.writeHead(500).end(error.message),
			);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as { port: number };
	const close = async () => await new Promise<void>((resolve) => server.close(() => resolve()));
	return { url: `http://127.0.0.1:${port}/link`, close };
}
