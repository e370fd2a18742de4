// What the server stamps before sw.js (server/worker.py).
declare const RELEASE: {
  id: string;
  published: string;
  types: string[];
  files: [path: string, sha256: string, bytes: number, type: number, tier: number][];
  packs: Record<number, [sha256: string, sent: number]>;
  headers: Record<string, string>;
  lastResort: string;
};
