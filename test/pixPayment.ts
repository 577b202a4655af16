/** The bank of the sandbox in which a person approves payments. */
export const MOCK_BANK = 'c8f0bf49-4744-4933-8960-7add6e590841';

/** The fields of Payment: Create for a payment of 48.00 reais by Ana Souza. Only its reference is missing. */
export const PIX_PAYMENT = {
	operation: 'create',
	participant: { __rl: true, mode: 'id', value: MOCK_BANK },
	method: 'PIX_DICT',
	pixKey: '+5511987654321',
	amount: '48.00',
	payerType: 'person',
	personTaxId: '123.456.789-01',
	personName: 'Ana Souza',
};
