// Where a bank is, when nothing else is said.

/** Of TCP and UDP alike. */
export const DEFAULT_PORT = 7400;

export const DEFAULT_HTTP_PORT = 7480;
