// Sets by key, of which none is ever empty.

/** Makes the set where the key has none. */
export function add<K, T>(sets: Map<K, Set<T>>, key: K, value: T): void {
  const known = sets.get(key);
  if (known) known.add(value);
  else sets.set(key, new Set([value]));
}

/** A set that becomes empty goes with its key. */
export function remove<K, T>(sets: Map<K, Set<T>>, key: K, value: T): void {
  const known = sets.get(key);
  known?.delete(value);
  if (known?.size === 0) sets.delete(key);
}
