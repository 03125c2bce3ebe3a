// Which verbs a path has: one that is asked for with another verb is there all the same (RFC 9110, 15.5.6).

interface Route {
  readonly method: string;
  /** `:name` stands for one segment. */
  readonly path: string;
}

/** @returns in the order of the alphabet; empty where nothing is there. `HEAD` goes with `GET`. */
export function allowedVerbs(routes: readonly Route[], path: string): string[] {
  const asked = path.split("/");
  const verbs = new Set<string>();
  for (const { method, path: known } of routes) {
    const segments = known.split("/");
    const fits = method !== "ALL" && segments.length === asked.length &&
      segments.every((segment, place) => segment === asked[place] || isAny(segment, asked[place]!));
    if (fits) verbs.add(method);
  }
  if (verbs.has("GET")) verbs.add("HEAD");
  return [...verbs].sort();
}

function isAny(segment: string, asked: string): boolean {
  return segment.startsWith(":") && asked !== "";
}
