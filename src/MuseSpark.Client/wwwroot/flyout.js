// Puts an opened flyout beside its button, and inside the window. On a phone the style makes it a sheet at the bottom instead.
const gap = 6, edge = 8;
const sheet = matchMedia("(max-width: 719.98px)");

const buttonOf = panel => document.querySelector(`[popovertarget="${panel.id}"]`);

function place(panel) {
  const button = buttonOf(panel);
  if (!button || sheet.matches) {
    panel.style.left = panel.style.top = "";
    return;
  }
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = at.bottom + gap;
  const fits = below + height <= innerHeight - edge || at.top < height + gap;
  panel.style.left = `${Math.max(edge, Math.min(at.left, innerWidth - width - edge))}px`;
  panel.style.top = `${Math.max(edge, fits ? Math.min(below, innerHeight - height - edge) : at.top - gap - height)}px`;
}

// Neither event bubbles, but both can be caught on their way down.
document.addEventListener("beforetoggle", event => {
  if (event.target.classList?.contains("flyout")) event.target.classList.toggle("placed", false);
}, true);

document.addEventListener("toggle", event => {
  const panel = event.target;
  if (!panel.classList?.contains("flyout")) return;
  const open = event.newState === "open";
  buttonOf(panel)?.setAttribute("aria-expanded", open);
  if (!open) return;
  place(panel);
  panel.classList.add("placed");
  panel.querySelector("input:checked, input[type=range], select, button, textarea")?.focus({ preventScroll: true });
}, true);

// Something chosen that ends the choosing
document.addEventListener("click", event => event.target.closest?.(".flyout [data-closes]")?.closest(".flyout").hidePopover());

for (const happening of ["resize", "scroll"]) {
  addEventListener(happening, () => document.querySelectorAll(".flyout:popover-open").forEach(place), { passive: true, capture: true });
}
