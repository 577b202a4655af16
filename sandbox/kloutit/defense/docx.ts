import { Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } from 'docx';

import type { DefenseSection, DefenseText } from './text';

/** Lays a defense out as a Word document. */
export async function renderDocx(text: DefenseText): Promise<Buffer> {
	const document = new Document({
		title: text.title,
		creator: 'Kloutit sandbox',
		sections: [
			{
				children: [
					new Paragraph({ text: text.title, heading: HeadingLevel.TITLE }),
					...text.sections.flatMap(sectionBlocks),
				],
			},
		],
	});
	return await Packer.toBuffer(document);
}

function sectionBlocks({ heading, onNewPage, paragraphs, rows }: DefenseSection): Array<Paragraph | Table> {
	return [
		new Paragraph({ text: heading, heading: HeadingLevel.HEADING_1, pageBreakBefore: onNewPage }),
		...paragraphs.map((paragraph) => new Paragraph(paragraph)),
		...(rows.length === 0 ? [] : [table(rows)]),
	];
}

const table = (rows: DefenseSection['rows']): Table =>
	new Table({
		width: { size: 100, type: WidthType.PERCENTAGE },
		rows: rows.map(
			([label, value]) =>
				new TableRow({ children: [cell(new TextRun({ text: label, bold: true })), cell(new TextRun(value))] }),
		),
	});

const cell = (run: TextRun): TableCell => new TableCell({ children: [new Paragraph({ children: [run] })] });
