// Not yet in TypeScript's own library; there from Chrome 144 and Firefox 139 on.
interface Window {
  Temporal?: { Now: { timeZoneId(): string } };
}
