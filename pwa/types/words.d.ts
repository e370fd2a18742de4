/** The interface words that scripts say: written at publish, from the content (server/render/app_shell.py). */
export const words: Record<string, string>;
