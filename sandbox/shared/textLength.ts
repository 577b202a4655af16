/** The length of a text in characters, that is Unicode code points: the unit of every documented size. An emoji is one. */
export const lengthOf = (text: string): number => [...text].length;
