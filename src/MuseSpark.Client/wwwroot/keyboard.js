// Turns key strokes into the shortcuts of Layout/Shortcuts.cs. Letters are left alone while someone types.
const pages = { c: "GoCreate", l: "GoLibrary", r: "GoReview", n: "GoNotices", m: "GoModels", s: "GoSettings" };
const waitForLetter = 1200;

let dotnet = null;
let goPressedAt = -Infinity;
let own = new Set();   // keys of the page that is open

const isTyping = target => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]") !== null;
const somethingIsOpen = () => document.querySelector(".mud-dialog, .mud-popover-open, dialog[open], :popover-open") !== null;

function shortcutFor(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return document.querySelector(".mud-dialog") ? null : "Make";
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  if (event.key === "Escape") return somethingIsOpen() ? null : "Stop";
  if (isTyping(event.target) || somethingIsOpen()) return null;
  if (event.key === "/") return "Search";
  if (event.key === "?") return "Help";
  if (event.key === "g") { goPressedAt = event.timeStamp; return null; }
  if (event.timeStamp - goPressedAt < waitForLetter) return pages[event.key] ?? null;
  if (!own.has(event.key)) return null;
  // Enter on what can be pressed presses that.
  return event.key === "Enter" && event.target.closest?.("a, button, summary, input") ? null : event.key;
}

function pressed(event) {
  if (event.defaultPrevented || event.repeat) return;
  const shortcut = shortcutFor(event);
  if (shortcut === null) return;
  goPressedAt = -Infinity;
  if (shortcut !== "Stop") event.preventDefault();
  dotnet.invokeMethodAsync("Pressed", shortcut);
}

export function take(keys) {
  own = new Set(keys);
}

export function listen(receiver) {
  if (dotnet === null) document.addEventListener("keydown", pressed);
  dotnet = receiver;
}
