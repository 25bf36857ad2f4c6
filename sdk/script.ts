/** JSON that no HTML parser sees anything in: neither an end of the script nor a comment nor an entity. */
export function scriptText(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Data for the page under the id `tramo`: nothing in it is run. `parts` are made by `scriptText`. */
export function scriptOf(parts: Readonly<Record<string, string | undefined>>, nonce: string | undefined): string {
  const told = Object.entries(parts).flatMap(([name, text]) => (text === undefined ? [] : `"${name}":${text}`));
  const marked =
    nonce === undefined ? '' : ` nonce="${nonce.replaceAll(/["&<>]/g, (found) => `&#${found.charCodeAt(0)};`)}"`;
  return `<script type="application/json" id="tramo"${marked}>{${told.join()}}</script>`;
}
