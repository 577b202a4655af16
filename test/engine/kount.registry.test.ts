import { resources } from '../../nodes/Kount/actions';
import { KountBench } from './kount';
import { testEveryOperation } from './registryRules';

testEveryOperation('Kount', resources, async () => await KountBench.open());
