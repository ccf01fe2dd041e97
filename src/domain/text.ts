/**
 * Text from the chain, made storable: PostgreSQL refuses U+0000, and a lone surrogate is no text.
 * The one becomes U+2400 (the symbol for null), the other U+FFFD; the rest stays as it is, however hostile.
 */
export const readable = (text: string): string => text.replaceAll("\0", "\u2400").toWellFormed();
