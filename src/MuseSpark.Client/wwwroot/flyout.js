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

// Opened here and not by the browser, which tells of it only with the next frame: on a busy machine the key that follows would still go to the
// button, and close the panel again. Closing is left to the browser.
document.addEventListener("click", event => {
  const button = event.target.closest?.("[popovertarget]");
  const panel = button && document.getElementById(button.getAttribute("popovertarget"));
  if (!panel?.classList.contains("flyout") || panel.matches(":popover-open")) return;
  event.preventDefault();
  panel.showPopover({ source: button });
  place(panel);
  panel.querySelector("input:checked, input[type=range], select, button, textarea")?.focus({ preventScroll: true });
});

// It does not bubble, but it can be caught on its way down.
document.addEventListener("beforetoggle", event => {
  if (event.target.classList?.contains("flyout")) buttonOf(event.target)?.setAttribute("aria-expanded", event.newState === "open");
}, true);

// Something chosen that ends the choosing
document.addEventListener("click", event => event.target.closest?.(".flyout [data-closes]")?.closest(".flyout").hidePopover());

for (const happening of ["resize", "scroll"]) {
  addEventListener(happening, () => document.querySelectorAll(".flyout:popover-open").forEach(place), { passive: true, capture: true });
}
