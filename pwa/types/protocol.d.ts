// The messages between pages and their worker; each question has a message channel.

/** How many files, by tier. */
type ByTier = Record<Tier, number>;

export type Tier = 1 | 2;

/** What is intact on this phone, from bytes read back and hashed. */
export interface State {
  release: string;
  published: string;
  whole: ByTier;
  all: ByTier;
  pages: [whole: number, all: number];
  bytes: number;
  elsewhere: number; // windows that show another language
}

export interface Notice {
  id: string;
  kind: 'info' | 'safety';
  title: string;
  until: string; // its last day, as YYYY-MM-DD
  text: string[];
}

/** The worker's answers by question; null if it fails. */
export interface Answers {
  state: State;
  'save the rest': State; // after saving
  notices: { notices: Notice[] };
  'take over': boolean; // false if another page is in use
}

/** The worker's question to each page, with its base; answered by whether the page is idle. */
export type IdleQuestion = `idle?${string}`;
