declare module 'regexpu-core' {
  /** The pattern of an expression, without what the options transform. */
  export default function rewritePattern(
    pattern: string,
    flags: string,
    options: Readonly<
      Partial<Record<'dotAllFlag' | 'unicodeFlag' | 'unicodePropertyEscapes', 'transform'>>
    >,
  ): string;
}
