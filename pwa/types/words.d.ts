/** The interface words that scripts say: written at publish, from the content (server/shell.py). */
export const words: Record<string, string>;
