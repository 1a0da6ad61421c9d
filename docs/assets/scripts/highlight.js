/* Marks the words of a search in the article, whatever their accents or plural. */
const fold = (char) => char.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()[0] ?? char;
const folded = (text) => Array.from({ length: text.length }, (_, i) => fold(text[i])).join('');
const stem = (word) => (word.length > 5 && word.endsWith('es') ? word.slice(0, -2) : word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word);

function ranges(query, within) {
  const stems = folded(query).split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2).map(stem);
  if (!stems.length) return [];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${stems.join('|')})[\\p{L}\\p{N}]*`, 'gu');
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest('svg, script, style')) continue;
    for (const match of folded(node.data).matchAll(pattern)) {
      const range = new Range();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      found.push(range);
    }
  }
  return found;
}

export function highlight(query) {
  const article = document.querySelector('.prose');
  const found = article ? ranges(query, article) : [];
  if (globalThis.Highlight && CSS.highlights) {
    CSS.highlights.set('found', new Highlight(...found));
  } else {
    found.reverse().forEach((range) => range.surroundContents(document.createElement('mark')));
  }
  document.documentElement.dataset.found = found.length;
}
