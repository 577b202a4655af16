import { crashInQueueMode } from './crash';
import { type Installation, openInstallation } from './installation';
import { repliesInQueueMode } from './replies';
import { tokensInQueueMode } from './tokens';
import { triggersInQueueMode } from './triggers';

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

it('no secret stands in what the processes have left', async () => {
	expect(await installation.searchForSecrets()).toEqual([]);
});
