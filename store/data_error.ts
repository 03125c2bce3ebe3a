/** What is wrong with the files of a bank, and what to do about it, in words for its operator. */
export class DataError extends Error {
  override readonly name = "DataError";
}
