// Writes streamed text into one element: whole words, a few each frame, so that bursts read as an even flow.
// Only ever appends below what is there, so the reader's place in the page stays where it was.

const still = matchMedia("(prefers-reduced-motion: reduce)");

export function createWriter(element) {
  let waiting = [];      // words not shown yet, each with the white space after it
  let partial = "";      // the end of the text, perhaps half a word
  let written = "";      // everything that came
  let paragraph = null;
  let frame = 0;

  function show(word, fade) {
    const [, text, space] = /^([^]*?)(\s*)$/.exec(word);
    const ends = /\n\s*\n/.test(space);
    if (text || !ends) {
      if (!paragraph) {
        if (!text) return;
        paragraph = element.appendChild(document.createElement("p"));
      }
      const shown = text + (ends ? "" : space.replace(/ ?\n ?/, "\n"));
      if (fade) {
        const span = paragraph.appendChild(document.createElement("span"));
        span.className = "fade-in";
        span.textContent = shown;
      } else {
        paragraph.append(shown);
      }
    }
    if (ends) paragraph = null;
  }

  function drain() {
    frame = 0;
    // The further behind, the faster: a backlog is gone in about a fifth of a second.
    const count = Math.max(1, Math.ceil(waiting.length / 12));
    for (const word of waiting.splice(0, count)) show(word, !still.matches);
    if (waiting.length) frame = requestAnimationFrame(drain);
  }

  function flush(fade) {
    cancelAnimationFrame(frame);
    frame = 0;
    if (partial) waiting.push(partial);
    partial = "";
    for (const word of waiting.splice(0)) show(word, fade);
  }

  function clear() {
    cancelAnimationFrame(frame);
    frame = 0;
    waiting = [];
    partial = written = "";
    paragraph = null;
    element.replaceChildren();
  }

  function append(delta, atOnce) {
    written += delta;
    // A word is complete when white space and then another word follow: until then its paragraph may still end.
    const words = (partial + delta).match(/\s*\S+\s*|\s+/g) ?? [];
    partial = words.pop() ?? "";
    waiting.push(...words);
    // Frames don't come in a hidden tab: there nobody sees a fade either.
    if (atOnce || document.hidden) flush(false);
    else if (waiting.length && !frame) frame = requestAnimationFrame(drain);
  }

  function finish(text) {
    if (text != null && text.trim() !== written.trim()) {
      clear();
      append(text, true);
    }
    flush(false);
  }

  return { append, clear, finish };
}
