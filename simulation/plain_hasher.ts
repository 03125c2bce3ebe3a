// Passwords in a simulation: real hashing takes real time, which it does not have.
import type { PasswordHasher } from "../service/identity/password.ts";

export const plainHasher: PasswordHasher = {
  hash: (password: string) => Promise.resolve(`plain ${password}`),
  matches: (password: string, stored: string | null) =>
    Promise.resolve({ right: stored === `plain ${password}` }),
};
