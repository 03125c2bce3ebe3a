// What goes wrong with the files of a bank.

/** What is wrong, and what to do about it, in words for the operator. */
export class DataError extends Error {
  override readonly name = "DataError";
}
