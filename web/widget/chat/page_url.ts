/** The page that the visitor is on, as the members are shown it. */

/** Bytes; what is beyond says little, and the server keeps no more. */
const longest = 2_048;

/** Without the fragment, and cut: a browser's addresses are ASCII. */
export const here = (): string => (location.href.split('#')[0] ?? '').slice(0, longest);
