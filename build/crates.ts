// The Rust crates of the runtime, as far as an executable names them itself: in the paths of sources that its panics tell, and for
// AWS-LC, which is C, in the prefix of its functions. A crate that does neither is not found, so the list is never called whole.

export interface Crate {
  readonly name: string;
  readonly version: string;
}

/** `registry/src/<index>/<name>-<version>/`, where a version is one of Cargo's (SemVer 2.0.0, sections 2, 9 and 10). */
const SOURCE =
  /registry\/src\/[^/\0]{1,80}\/([A-Za-z0-9_-]{1,64}?)-(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]{1,40})?)\//g;

const AWS_LC = /aws_lc_(\d+)_(\d+)_(\d+)_/g;

/**
 * @param executables their bytes; each processor's compiler leaves out other paths, so all of a release are asked
 * @returns each crate and version once, sorted
 */
export function cratesIn(executables: Iterable<Uint8Array>): Crate[] {
  const found = new Map<string, Crate>();
  const add = (name: string, version: string) => found.set(`${name}@${version}`, { name, version });
  for (const bytes of executables) {
    const text = new TextDecoder("latin1").decode(bytes);
    for (const [, name, version] of text.matchAll(SOURCE)) add(name!, version!);
    for (const [, ...numbers] of text.matchAll(AWS_LC)) add("aws-lc-sys", numbers.join("."));
  }
  return [...found].sort(([a], [b]) => a < b ? -1 : 1).map(([, crate]) => crate);
}
