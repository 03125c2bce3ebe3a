// So many of a thing, as people say it.
import { line } from "../../console/screen.ts";

export interface Things {
  readonly quantity: number;
  readonly unit: string;
  readonly item: string;
}

/** `12 blankets`, `5 kg rice`: pieces are what is counted anyway. */
export function thingsText({ quantity, unit, item }: Things): string {
  return unit === "pieces" ? line`${quantity} ${item}` : line`${quantity} ${unit} ${item}`;
}
