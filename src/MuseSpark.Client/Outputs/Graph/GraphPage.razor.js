// Moves and scales the drawing in its window: wheel, pinch and buttons zoom, dragging moves, and what is focused comes into sight.

const smallest = 0.15, largest = 2.5;
const margin = 24;
const step = 1.3;

export function createView(svg, width, height) {
  const view = svg.querySelector(".view");
  const listen = (name, does, options) => svg.addEventListener(name, does, options);
  const pointers = new Map();
  let scale = 1, x = 0, y = 0;
  let dragged = false;
  let chosen = false;    // by the person, so that a turned phone leaves it

  const between = (value, low, high) => Math.min(Math.max(value, low), high);
  const show = () => view.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);

  // Keeps the point (px, py) of the window where it is.
  function zoom(factor, px = svg.clientWidth / 2, py = svg.clientHeight / 2) {
    const next = between(scale * factor, smallest, largest);
    x = px - (px - x) * next / scale;
    y = py - (py - y) * next / scale;
    scale = next;
    chosen = true;
    show();
  }

  // Everything, but not larger than life, and at first not too small to read: then the work that was asked about is in the middle.
  function fit(least = smallest) {
    const whole = Math.min((svg.clientWidth - 2 * margin) / width, (svg.clientHeight - 2 * margin) / height, 1);
    scale = Math.max(whole, least);
    x = (svg.clientWidth - width * scale) / 2;
    y = (svg.clientHeight - height * scale) / 2;
    const focus = view.querySelector("[aria-current]");
    if (scale > whole && focus) {
      const { e, f } = focus.transform.baseVal.consolidate().matrix;
      const box = focus.getBBox();
      if (width * scale > svg.clientWidth - 2 * margin) x = svg.clientWidth / 2 - (e + box.width / 2) * scale;
      if (height * scale > svg.clientHeight - 2 * margin) y = svg.clientHeight / 2 - (f + box.height / 2) * scale;
    }
    show();
  }

  const place = event => {
    const box = svg.getBoundingClientRect();
    return { x: event.clientX - box.x, y: event.clientY - box.y };
  };

  listen("wheel", event => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
    const at = place(event);
    zoom(Math.exp(-between(event.deltaY * lines, -200, 200) / 400), at.x, at.y);
  }, { passive: false });

  listen("pointerdown", event => {
    if (event.button !== 0) return;
    if (pointers.size === 0) dragged = false;
    pointers.set(event.pointerId, { ...place(event), from: place(event) });
  });

  listen("pointermove", event => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = place(event);
    // A hand that trembles while it clicks drags nothing.
    if (!dragged && Math.hypot(now.x - before.from.x, now.y - before.from.y) < 5) return;
    dragged = chosen = true;
    svg.setPointerCapture(event.pointerId);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const distance = point => Math.hypot(point.x - other.x, point.y - other.y);
      x += (now.x - before.x) / 2;
      y += (now.y - before.y) / 2;
      zoom(distance(now) / Math.max(distance(before), 1), (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else {
      x += now.x - before.x;
      y += now.y - before.y;
      show();
    }
    Object.assign(before, now);
  });

  const release = event => pointers.delete(event.pointerId);
  listen("pointerup", release);
  listen("pointercancel", release);
  listen("dragstart", event => event.preventDefault());
  listen("click", event => {
    if (!dragged) return;
    dragged = false;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });

  listen("focusin", event => {
    if (!event.target.matches(":focus-visible")) return;
    const seen = svg.getBoundingClientRect(), box = event.target.getBoundingClientRect();
    const shift = (start, end, low, high) => start < low ? low - start : end > high ? Math.max(high - end, low - start) : 0;
    x += shift(box.left, box.right, seen.left + margin, seen.right - margin);
    y += shift(box.top, box.bottom, seen.top + margin, seen.bottom - margin);
    show();
  });

  listen("keydown", event => {
    const does = { "+": () => zoom(step), "=": () => zoom(step), "-": () => zoom(1 / step), 0: () => fit() }[event.key];
    if (!does || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    does();
  });

  new ResizeObserver(() => {
    if (!chosen) fit(0.8);
  }).observe(svg);

  return {
    larger: () => zoom(step),
    smaller: () => zoom(1 / step),
    fit: () => fit(),
  };
}
