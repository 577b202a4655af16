import { resources } from '../../nodes/Kloutit/actions';
import { KloutitBench } from './kloutit';
import { testEveryOperation } from './registryRules';

testEveryOperation('Kloutit', resources, async () => await KloutitBench.open());
