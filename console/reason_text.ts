// Why the machine could not do something, in words: the platforms' own texts differ and name system calls.

const NO_SUCH_NAME = /ENOTFOUND|EAI_AGAIN|failed to lookup|\bdns\b/i;

/** The first that fits. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [NO_SUCH_NAME, "there is no machine of that name"],
  [/ENOENT|NotFound|No such file/i, "there is no such file"],
  [/EISDIR|is a directory/i, "it is a directory"],
  [/EACCES|EPERM|PermissionDenied|NotCapable|Requires .* access/i, "this user may not"],
  [/ENOSPC|EDQUOT|No space left|quota exceeded/i, "the disk is full"],
  [/EROFS|Read-only file system/i, "its file system is read-only"],
  [/ENOTDIR|Not a directory/i, "a part of its path is a file, not a directory"],
  [/\bEIO\b|Input\/output error/i, "the device does not work"],
  [/ECONNREFUSED|ConnectionRefused|connection refused/i, "no server listens there"],
  [/EHOSTUNREACH|ENETUNREACH|unreachable/i, "there is no way to that address"],
  [/ETIMEDOUT|timed? ?out|TimeoutError|no answer within/i, "no answer came in time"],
  [/ECONNRESET|ConnectionReset|reset by peer/i, "the other side closed the connection"],
];

/** Whether no address was found for a name. */
export function isUnknownName(error: unknown): boolean {
  return NO_SUCH_NAME.test(textOf(error));
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name} ${error.message}` : String(error);
}

/** In plain words where the reason is a known one, else in the platform's own. */
export function reasonText(error: unknown): string {
  const text = textOf(error);
  const known = REASONS.find(([pattern]) => pattern.test(text));
  return known?.[1] ?? (error instanceof Error ? error.message : text);
}
