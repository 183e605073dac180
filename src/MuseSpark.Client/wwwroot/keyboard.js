// Turns key strokes into the shortcuts of Layout/Shortcuts.cs. Letters are left alone while someone types.
const pages = { c: "GoCreate", l: "GoLibrary", m: "GoModels", s: "GoSettings" };
const waitForLetter = 1200;

let dotnet = null;
let goPressedAt = -Infinity;

const isTyping = target => target.closest?.("input, textarea, select, [contenteditable=true]") !== null;
const somethingIsOpen = () => document.querySelector(".mud-dialog, .mud-popover-open, dialog[open], :popover-open") !== null;

function shortcutFor(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return document.querySelector(".mud-dialog") ? null : "Make";
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  if (event.key === "Escape") return somethingIsOpen() ? null : "Stop";
  if (isTyping(event.target) || somethingIsOpen()) return null;
  if (event.key === "/") return "Search";
  if (event.key === "?") return "Help";
  if (event.key === "g") { goPressedAt = event.timeStamp; return null; }
  return event.timeStamp - goPressedAt < waitForLetter ? pages[event.key] ?? null : null;
}

function pressed(event) {
  if (event.defaultPrevented || event.repeat) return;
  const shortcut = shortcutFor(event);
  if (shortcut === null) return;
  goPressedAt = -Infinity;
  if (shortcut !== "Stop") event.preventDefault();
  dotnet.invokeMethodAsync("Pressed", shortcut);
}

export function listen(receiver) {
  if (dotnet === null) document.addEventListener("keydown", pressed);
  dotnet = receiver;
}
