import { adyen } from './adyen';
import { braintree } from './braintree';
import type { ExportSource } from './exportSource';
import { payPal } from './payPal';
import { shopify } from './shopify';
import { stripe } from './stripe';
import { wooCommerce } from './wooCommerce';

/** Every export whose columns are known, in alphabetical order. */
export const exportSources: ExportSource[] = [adyen, braintree, payPal, shopify, stripe, wooCommerce];
