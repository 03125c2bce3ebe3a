// What logging in and signing up have in common: what a user name is, and saying it to the bank after a long silence.
import { normalUserName, USER_NAME } from "../../bank/credentials.ts";
import { RefusedError } from "../../net/client/client.ts";
import type { Params, Result } from "../../api/methods.ts";
import type { Customer } from "../customer.ts";
import { worthRetrying } from "../retrying.ts";

export const userNameProblem = (text: string): string | null =>
  USER_NAME.test(normalUserName(text))
    ? null
    : "A user name has 3 to 32 of a-z 0-9 . _ - and begins with a letter.";

/** The bank ends the connection of a stranger who says nothing for a minute: what took longer to type is said on a new one. */
export async function said<M extends "logIn" | "signUp" | "recover">(
  customer: Customer,
  method: M,
  params: Params<M>,
): Promise<Result<M>> {
  try {
    return await customer.call(method, params);
  } catch (error) {
    if (error instanceof RefusedError || !worthRetrying(error)) throw error;
    await customer.reconnect();
    return await customer.call(method, params);
  }
}
