import type { Expected, ServiceRequest } from '../../nodes/common/operation';
import { builtModule } from '../engine/engine';
import type { Walked } from './services';
import type { Stage } from './trial';

interface AnswersModule {
	usableAnswer: (raw: unknown, reading: { plan: ServiceRequest }) => unknown;
}

const known = new Map<string, Expected>();

/** What an operation expects in answer to its request, as it says itself while it runs; its call for a token is not meant. */
export async function expectedAnswer(stage: Stage, walked: Walked): Promise<Expected> {
	const name = `${walked.service.name} ${walked.name}`;
	const found = known.get(name);
	if (found) return found;
	const module = builtModule<AnswersModule>('nodes/common/http/response.js');
	const { usableAnswer } = module;
	const plans: ServiceRequest[] = [];
	module.usableAnswer = (raw, reading) => {
		plans.push(reading.plan);
		return usableAnswer(raw, reading);
	};
	try {
		const { requests } = await stage.run(walked, { items: 1 });
		const plan = plans.find(({ path }) => requests.some((request) => request.path.split('?', 1)[0].endsWith(path)));
		if (!plan) throw new Error(`${name} sent nothing`);
		known.set(name, plan.expect);
		return plan.expect;
	} finally {
		module.usableAnswer = usableAnswer;
	}
}
