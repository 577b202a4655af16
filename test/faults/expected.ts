import type { Expected, ServiceRequest } from '../../nodes/common/operation';
import { builtModule } from '../engine/engine';
import type { Walked } from './services';
import type { Harness } from './trial';

interface ResponseModule {
	readResponse: (raw: unknown, context: { request: ServiceRequest }) => unknown;
}

const known = new Map<string, Expected>();

/** What an operation expects as the response to its request, as it says itself while it runs. Its call for a token does not count. */
export async function expectedResponse(harness: Harness, walked: Walked): Promise<Expected> {
	const name = `${walked.service.name} ${walked.name}`;
	const found = known.get(name);
	if (found) return found;
	const module = builtModule<ResponseModule>('nodes/common/http/response.js');
	const { readResponse } = module;
	const sent: ServiceRequest[] = [];
	module.readResponse = (raw, context) => {
		sent.push(context.request);
		return readResponse(raw, context);
	};
	try {
		const { requests } = await harness.run(walked, { items: 1 });
		const own = sent.find(({ path }) => requests.some((request) => request.path.split('?', 1)[0].endsWith(path)));
		if (!own) throw new Error(`${name} sent nothing`);
		known.set(name, own.expect);
		return own.expect;
	} finally {
		module.readResponse = readResponse;
	}
}
