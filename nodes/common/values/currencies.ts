/** The codes of ISO 4217, also recently retired ones, by the number of decimals that amounts in them have. */
const BY_DECIMALS: Record<number, string> = {
	0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
	2: `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
		CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK
		HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
		MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
		SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER
		ZAR ZMW ZWG ZWL`,
	3: 'BHD IQD JOD KWD LYD OMR TND',
	4: 'CLF UYW',
};

const DECIMALS = new Map(
	Object.entries(BY_DECIMALS).flatMap(([decimals, codes]) =>
		codes.split(/\s+/).map((code): [string, number] => [code, Number(decimals)]),
	),
);

/** True for an upper-case code of ISO 4217. */
export function isCurrency(code: string): boolean {
	return DECIMALS.has(code);
}

/**
 * The most decimals that an amount in a currency has, as ISO 4217 says. Without a currency, two: a third one may be the point
 * that separates thousands.
 */
export function decimalsOf(currency: string | undefined): number {
	return DECIMALS.get(currency ?? '') ?? 2;
}
