// The rooms of the house, and which others each may import.

/** The rooms, by where a path begins (the longest wins), and which others each may import. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  bank: [],
  store: ["bank", "store/private_files.ts"],
  "store/private_files.ts": ["bank", "store"],
  api: ["bank"],
  service: ["bank", "api"],
  net: ["bank", "api", "service"],
  "net/client": ["bank", "api", "net"],
  papers: ["bank", "api"],
  web: ["bank", "api", "service", "net", "papers"],
  console: ["bank", "api", "net", "net/client", "store/private_files.ts"],
  server: ["bank", "store", "store/private_files.ts", "api", "service", "net", "web", "console"],
  simulation: ["bank", "store", "api", "service", "net", "net/client", "web", "server", "console"],
  terminal: ["bank", "api", "net", "net/client", "console", "papers", "store/private_files.ts"],
  commands: [
    "bank",
    "store",
    "store/private_files.ts",
    "api",
    "service",
    "net",
    "net/client",
    "web",
    "server",
    "simulation",
    "terminal",
    "console",
  ],
  "main.ts": ["bank", "net", "console", "commands", "deno.json"],
};

export function roomOf(path: string): string {
  const rooms = Object.keys(MAY_IMPORT).filter((room) =>
    path === room || path.startsWith(`${room}/`)
  );
  return rooms.sort((one, other) => other.length - one.length)[0] ?? path;
}
