/** A text with a sign in place of each invisible character. */
export function visible(text) {
  return text.replace(/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu, (char) =>
    char === " " ? "␣" : char === "\n" ? "⏎" : `⟨${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}
