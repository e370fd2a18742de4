// What pages and their worker say to each other, each question by a message channel of its own.

/** How many files, by tier. */
type ByTier = Record<Tier, number>;

export type Tier = 1 | 2;

/** What is whole on this phone, from bytes read back and hashed. */
export interface State {
  release: string;
  published: string;
  whole: ByTier;
  all: ByTier;
  pages: [whole: number, all: number];
  bytes: number;
}

export interface Notice {
  id: string;
  kind: 'info' | 'safety';
  title: string;
  until: string; // its last day, as YYYY-MM-DD
  text: string[];
}

/** What a page asks the worker, and what is answered; null if the worker cannot. */
export interface Answers {
  state: State;
  'save the rest': State; // what is there after it
  notices: { notices: Notice[] };
  'take over': boolean; // false if another page is in use
}

/** What the worker asks each page, with its base behind it; answered by whether nobody is using the page. */
export type IdleQuestion = `idle?${string}`;
