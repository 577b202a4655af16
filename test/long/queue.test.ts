import { crashInQueueMode } from '../queue/crash';
import { openInstallation, type Installation } from '../queue/installation';
import { repliesInQueueMode } from '../queue/replies';
import { tokensInQueueMode } from '../queue/tokens';
import { triggersInQueueMode } from '../queue/triggers';

jest.setTimeout(600_000);

let installation: Installation;
beforeAll(async () => {
	installation = await openInstallation();
}, 1_800_000);
afterAll(async () => await installation?.close(), 120_000);

const opened = (): Installation => installation;
triggersInQueueMode(opened);
repliesInQueueMode(opened);
tokensInQueueMode(opened);
crashInQueueMode(opened);
