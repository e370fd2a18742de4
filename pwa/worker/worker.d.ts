// The constant that the server puts before sw.js (server/render/service_worker.py).
declare const RELEASE: {
  id: string;
  published: string;
  types: string[];
  paths: string[]; // of each file; the next four are in the same order
  bytes: number[];
  kinds: number[]; // places in types
  tiers: (1 | 2)[];
  hashes: string; // sha256, 64 hexadecimal digits for each file
  packs: Record<number, [sha256: string, sent: number]>;
  headers: Record<string, string>;
  lastResort: string;
  bases: Record<string, string>; // of other languages, with what is said if one is not stored
};
