/** Builds everything when it has not been built or a source is newer. Returns the path of the built command line. */
export function buildIfStale(): string
