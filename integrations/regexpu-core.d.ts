declare module 'regexpu-core' {
  /** Rewrites a regular expression pattern without the features that the options transform. */
  export default function rewritePattern(
    pattern: string,
    flags: string,
    options: Readonly<
      Partial<Record<'dotAllFlag' | 'unicodeFlag' | 'unicodePropertyEscapes', 'transform'>>
    >,
  ): string;
}
