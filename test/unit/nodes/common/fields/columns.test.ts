import { Columns, isTableColumn } from '../../../../../nodes/common/fields/columns';

const columns = new Columns(['descriptor', 'psp_name', 'orderNumber']);

test.each([
	['descriptor', 'descriptor'],
	['\ufeffdescriptor', 'descriptor'],
	[' descriptor\u00a0', 'descriptor'],
	['DESCRIPTOR', 'descriptor'],
	['Psp_Name', 'psp_name'],
	['\u200bOrderNumber', 'orderNumber'],
])('marks, blanks and case around %j do not matter', (column, name) => {
	expect(columns.nameOf(column)).toBe(name);
	expect(columns.nearlyNameOf(column)).toBeUndefined();
});

test.each([
	['Order Number', 'orderNumber'],
	['order_number', 'orderNumber'],
	['\ufeffPSP Name', 'psp_name'],
	['psp-name', 'psp_name'],
])('%j is nearly %s', (column, name) => {
	expect(columns.nameOf(column)).toBeUndefined();
	expect(columns.nearlyNameOf(column)).toBe(name);
	expect(columns.meantBy(name, ['x', column])).toBe(column);
});

test('other names are unknown', () => {
	for (const column of ['', 'x', 'descriptors', 'constructor', '__proto__']) {
		expect(columns.nameOf(column)).toBeUndefined();
		expect(columns.nearlyNameOf(column)).toBeUndefined();
	}
	expect(columns.meantBy('descriptor', ['x', 'y'])).toBeUndefined();
});

test('the columns that tables add are known', () => {
	for (const column of ['row_number', 'id', 'createdAt', 'updatedAt']) expect(isTableColumn(column)).toBe(true);
	for (const column of ['ID', 'identifier', 'orderNumber']) expect(isTableColumn(column)).toBe(false);
});
