import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib';

import type { DefenseText } from './text';

const WIDTH = 595;
const HEIGHT = 842;
const MARGIN = 56;
const LABEL_WIDTH = 150;
const SIZE = 10;
const LINE = 14;
/** More characters than fit on any line. */
const LONGEST_LINE = 300;

/** Lays a defense out on A4 pages with numbers. */
export async function renderPdf(text: DefenseText): Promise<Buffer> {
	const document = await PDFDocument.create();
	const layout = new Layout(
		document,
		await document.embedFont(StandardFonts.Helvetica),
		await document.embedFont(StandardFonts.HelveticaBold),
	);
	layout.heading(text.title, 16);
	for (const { heading, onNewPage, paragraphs, rows } of text.sections) {
		if (onNewPage) layout.newPage();
		layout.heading(heading, 12);
		for (const paragraph of paragraphs) layout.paragraph(paragraph);
		for (const [label, value] of rows) layout.row(label, value);
	}
	layout.numberPages();
	document.setTitle(text.title);
	document.setProducer('Kloutit sandbox');
	document.setCreationDate(new Date(text.at));
	document.setModificationDate(new Date(text.at));
	return Buffer.from(await document.save());
}

/** Writes from the top of the page down and turns to the next one when it is full. */
class Layout {
	private page: PDFPage;

	private y = HEIGHT - MARGIN;

	private readonly writable: Set<number>;

	constructor(
		private readonly document: PDFDocument,
		private readonly regular: PDFFont,
		private readonly bold: PDFFont,
	) {
		this.page = document.addPage([WIDTH, HEIGHT]);
		this.writable = new Set(regular.getCharacterSet());
	}

	newPage(): void {
		this.page = this.document.addPage([WIDTH, HEIGHT]);
		this.y = HEIGHT - MARGIN;
	}

	heading(text: string, size: number): void {
		this.y -= size;
		for (const line of this.wrap(text, this.bold, size, WIDTH - 2 * MARGIN)) {
			this.line(line, MARGIN, this.bold, size);
			this.y -= size + 4;
		}
	}

	paragraph(text: string): void {
		for (const line of this.wrap(text, this.regular, SIZE, WIDTH - 2 * MARGIN)) {
			this.line(line, MARGIN, this.regular, SIZE);
			this.y -= LINE;
		}
		this.y -= LINE / 2;
	}

	row(label: string, value: string): void {
		const labels = this.wrap(label, this.bold, SIZE, LABEL_WIDTH - 10);
		const values = this.wrap(value, this.regular, SIZE, WIDTH - 2 * MARGIN - LABEL_WIDTH);
		for (let index = 0; index < Math.max(labels.length, values.length); index += 1) {
			this.line(labels[index] ?? '', MARGIN, this.bold, SIZE);
			this.line(values[index] ?? '', MARGIN + LABEL_WIDTH, this.regular, SIZE);
			this.y -= LINE;
		}
	}

	numberPages(): void {
		const pages = this.document.getPages();
		for (const [index, page] of pages.entries()) {
			const text = `${index + 1} / ${pages.length}`;
			page.drawText(text, { x: WIDTH - MARGIN - 30, y: MARGIN / 2, size: 8, font: this.regular });
		}
	}

	private line(text: string, x: number, font: PDFFont, size: number): void {
		if (this.y < MARGIN) this.newPage();
		if (text !== '') this.page.drawText(text, { x, y: this.y, size, font, color: rgb(0.1, 0.1, 0.1) });
	}

	/** Breaks a text into lines that fit, words that are too long included; what the font lacks becomes `?`. */
	private wrap(text: string, font: PDFFont, size: number, width: number): string[] {
		const known = [...text.replace(/\s+/g, ' ')].map((one) => (this.writable.has(one.codePointAt(0) ?? 0) ? one : '?'));
		const lines: string[] = [];
		let line = '';
		for (const word of known.join('').split(' ')) {
			let rest = word;
			const joined = line === '' ? word : `${line} ${word}`;
			if (font.widthOfTextAtSize(joined, size) <= width) {
				line = joined;
				continue;
			}
			if (line !== '') lines.push(line);
			while (font.widthOfTextAtSize(rest, size) > width) {
				let count = Math.min(rest.length - 1, LONGEST_LINE);
				while (font.widthOfTextAtSize(rest.slice(0, count), size) > width) count -= 1;
				lines.push(rest.slice(0, count));
				rest = rest.slice(count);
			}
			line = rest;
		}
		return [...lines, line];
	}
}
