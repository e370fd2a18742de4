// What the server stamps before sw.js (server/worker.py).
declare const RELEASE: {
  id: string;
  published: string;
  types: string[];
  files: [path: string, bytes: number, type: number, tier: number][];
  hashes: string; // sha256, 64 hexadecimal digits for each file
  packs: Record<number, [sha256: string, sent: number]>;
  headers: Record<string, string>;
  lastResort: string;
};
