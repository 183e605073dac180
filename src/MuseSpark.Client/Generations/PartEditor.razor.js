// Marks a part of a picture with mouse, pen, finger or keyboard. The canvas' alpha is the mask; its stripes show on any picture.

const keptForUndo = 64_000_000;   // bytes
const penEraser = 32;             // the button at the other end of a pen

export async function createEditor(stage, place, dotnet, size, kept) {
  const canvas = stage.querySelector("canvas"), ring = stage.querySelector(".ring");
  const { width, height } = canvas;
  const ink = canvas.getContext("2d", { willReadFrequently: true });
  const stripes = ink.createPattern(tile(Math.max(2, Math.round(Math.max(width, height) / 128))), "repeat");
  const history = [];
  let erases = false;
  let at = { x: width / 2, y: height / 2 };   // of the brush
  let stroke = null;                          // what paints now: a pointer's id or "key"
  let speaks = 0;
  let marked = 0;                             // pixels

  const remember = () => {
    history.push(ink.getImageData(0, 0, width, height));
    while (history.length * width * height * 4 > keptForUndo) history.shift();
  };

  function fill(how) {
    ink.globalCompositeOperation = how;
    ink.fillStyle = stripes;
    ink.fillRect(0, 0, width, height);
  }

  function line(to, rubs) {
    ink.globalCompositeOperation = rubs ? "destination-out" : "source-over";
    ink.strokeStyle = stripes;
    ink.lineWidth = size;
    ink.lineCap = ink.lineJoin = "round";
    ink.beginPath();
    ink.moveTo(at.x, at.y);
    ink.lineTo(to.x + 0.01, to.y);   // a line of no length leaves no dot
    ink.stroke();
  }

  function show() {
    const scale = stage.clientWidth / width;
    ring.style.width = ring.style.height = `${size * scale}px`;
    ring.style.transform = `translate(${at.x * scale}px, ${at.y * scale}px) translate(-50%, -50%)`;
    ring.style.visibility = "visible";
  }

  function tell() {
    const pixels = ink.getImageData(0, 0, width, height).data;
    marked = 0;
    for (let i = 3; i < pixels.length; i += 4) if (pixels[i] > 127) marked++;
    dotnet.invokeMethodAsync("Changed", marked / (width * height), marked > 0 ? inBlackAndWhite(canvas) : null, history.length > 0);
  }

  function end() {
    if (stroke === null) return;
    stroke = null;
    tell();
  }

  const placeOf = event => {
    const box = stage.getBoundingClientRect();
    return { x: (event.clientX - box.x) * width / box.width, y: (event.clientY - box.y) * height / box.height };
  };

  stage.addEventListener("pointerdown", event => {
    if (stroke !== null || (event.button !== 0 && !(event.buttons & penEraser))) return;
    event.preventDefault();
    stage.focus({ preventScroll: true });
    stage.setPointerCapture(event.pointerId);
    remember();
    stroke = event.pointerId;
    at = placeOf(event);
    line(at, erases || event.buttons & penEraser);
    show();
  });

  stage.addEventListener("pointermove", event => {
    if (stroke === event.pointerId) {
      for (const part of event.getCoalescedEvents?.() ?? [event]) {
        const to = placeOf(part);
        line(to, erases || event.buttons & penEraser);
        at = to;
      }
    } else if (stroke === null) {
      at = placeOf(event);
    }
    show();
  });

  const release = event => { if (stroke === event.pointerId) end(); };
  stage.addEventListener("pointerup", release);
  stage.addEventListener("pointercancel", release);
  stage.addEventListener("pointerleave", event => { if (event.pointerType === "mouse" && stroke === null) ring.style.visibility = "hidden"; });

  stage.addEventListener("focus", () => { if (stage.matches(":focus-visible")) show(); });
  stage.addEventListener("blur", () => { ring.style.visibility = "hidden"; if (stroke === "key") end(); });

  stage.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && event.key === "z") { event.preventDefault(); return editor.undo(); }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (way) {
      const far = Math.max(1, size / (event.shiftKey ? 8 : 2));
      const to = { x: Math.min(width, Math.max(0, at.x + way[0] * far)), y: Math.min(height, Math.max(0, at.y + way[1] * far)) };
      if (stroke === "key") line(to, erases);
      at = to;
    } else if (stroke === null) {
      remember();
      stroke = "key";
      line(at, erases);
    }
    show();
    clearTimeout(speaks);
    speaks = setTimeout(say, 200);
  });

  stage.addEventListener("keyup", event => { if (event.key === " " && stroke === "key") end(); });

  function say() {
    const x = Math.min(width - 1, Math.round(at.x)), y = Math.min(height - 1, Math.round(at.y));
    const isMarked = ink.getImageData(x, y, 1, 1).data[3] > 127;
    place.textContent = `${Math.round(100 * at.x / width)}% across, ${Math.round(100 * at.y / height)}% down, ${isMarked ? "marked" : "not marked"}`;
  }

  const whole = how => { remember(); fill(how); tell(); };
  const editor = {
    use: eraser => { erases = eraser; },
    resize: pixels => { size = pixels; show(); },
    undo: () => {
      if (history.length === 0 || stroke !== null) return;
      ink.putImageData(history.pop(), 0, 0);
      tell();
    },
    clear: () => { if (marked > 0) whole("destination-out"); },
    invert: () => whole("source-out"),
  };

  if (kept) {
    await restore(ink, kept);
    fill("source-in");
    tell();
  }
  return editor;
}

// Two bands from corner to corner that meet their neighbours.
function tile(band) {
  const side = 4 * band;
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const ink = canvas.getContext("2d");
  ink.fillStyle = "#FB923C";
  ink.fillRect(0, 0, side, side);
  ink.strokeStyle = "#7C2D12";
  ink.lineWidth = side / Math.SQRT2 / 2;
  for (const shift of [-side, 0, side]) {
    ink.beginPath();
    ink.moveTo(shift - band, side + band);
    ink.lineTo(shift + side + band, -band);
    ink.stroke();
  }
  return canvas;
}

function inBlackAndWhite(mask) {
  const canvas = Object.assign(document.createElement("canvas"), { width: mask.width, height: mask.height });
  const ink = canvas.getContext("2d");
  ink.drawImage(mask, 0, 0);
  for (const [how, colour] of [["source-in", "#fff"], ["destination-over", "#000"]]) {
    ink.globalCompositeOperation = how;
    ink.fillStyle = colour;
    ink.fillRect(0, 0, canvas.width, canvas.height);
  }
  return canvas.toDataURL("image/png");
}

async function restore(ink, kept) {
  const { width, height } = ink.canvas;
  const image = new Image();
  image.src = kept;
  await image.decode();
  ink.drawImage(image, 0, 0, width, height);
  const pixels = ink.getImageData(0, 0, width, height);
  for (let i = 0; i < pixels.data.length; i += 4) pixels.data[i + 3] = pixels.data[i];
  ink.putImageData(pixels, 0, 0);
}
