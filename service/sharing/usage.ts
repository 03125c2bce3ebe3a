// What is used of a budget at this moment, as metrics show it.

export interface Usage {
  /** As a metric calls it. */
  readonly name: string;
  readonly unit: string;
  readonly max: number;
  readonly used: number;
  /** Most at once, since the start. */
  readonly peak: number;
  /** Not given to who asked for it, or taken from who had it so that others get some, since the start. */
  readonly refused: number;
}

export interface Budget {
  usage(): Usage;
}
