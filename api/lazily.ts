// What is made when it is asked for first, and once: the shapes of all methods take longer to make than a prompt may take to come,
// and a program that starts needs few of them.
import type { Method } from "./fields.ts";

export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

type Makers = Readonly<Record<string, () => Method>>;
type Made<M extends Makers> = { readonly [N in keyof M]: ReturnType<M[N]> };

/** A table of methods: its names are there, each of its records comes into being when it is looked at. */
export function lazily<const M extends Makers>(makers: M): Made<M> {
  const table: PropertyDescriptorMap = {};
  for (const [name, make] of Object.entries(makers)) {
    table[name] = { enumerable: true, get: once(make) };
  }
  return Object.defineProperties({}, table) as Made<M>;
}

type Tables = readonly Readonly<Record<string, Method>>[];
type Joined<T extends Tables> = T extends readonly [infer First, ...infer Rest extends Tables]
  ? First & Joined<Rest>
  : unknown;

/** One table of several, as lazy as they are. */
export function joined<const T extends Tables>(...tables: T): Joined<T> {
  const all = tables.map((table) => Object.getOwnPropertyDescriptors(table));
  return Object.defineProperties({}, Object.assign({}, ...all)) as Joined<T>;
}
