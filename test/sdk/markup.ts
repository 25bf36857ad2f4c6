/** Texts that mean something to a parser of HTML, of JSON or of scripts. */
export const MARKUP = [
  '</script>',
  '</SCRIPT\n>',
  '<!--<script>',
  '-->',
  ']]>',
  '&lt;/script&gt;&amp;#60;',
  '\u2028\u2029\u0000\r\n\u000b\ufeff',
  '"\'`\\',
  '\\u003c/script>',
  '<img src=x onerror=alert(1)>',
  '\ud800',
  '🦊€ñ',
];
