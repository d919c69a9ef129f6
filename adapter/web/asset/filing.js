// Comfort for the filing form: what is written is saved by itself, pictures are cut with the mouse or the arrow keys, and a reader is
// led to what is wrong. The form does all of its work without.
"use strict";

const form = document.querySelector("form[data-draft]");
const version = form?.elements.namedItem("version");
const saved = document.getElementById("saved");

// A summary of problems is what a reader looks for first.
document.querySelector(".summary")?.focus();

// Saving by itself: two seconds after the last change, without files, and only while nobody else has written.
let waiting = 0, busy = false;

async function save() {
  if (busy || !form.dataset.changed) return;
  busy = true;
  delete form.dataset.changed;
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.set("do", "autosave");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (answer.ok) {
      const told = await answer.json();
      version.value = told.version;
      saved.textContent = told.saved;
    }
  } catch { /* the button saves as well */ }
  busy = false;
}

// Rows are counted by the page; while one is added or a picker is open, only the buttons save.
if (form && version && !form.querySelector("[name='goods.find'], [name='sign.name']")) {
  form.addEventListener("input", (e) => {
    if (e.target.type === "file" || e.target.name.startsWith("crop.")) return;
    form.dataset.changed = "1";
    clearTimeout(waiting);
    waiting = setTimeout(save, 2000);
  });
  form.addEventListener("submit", () => { clearTimeout(waiting); delete form.dataset.changed; });
}

// Words of the abstract, while they are written.
const abstract = document.getElementById("invention-abstract");
const count = abstract?.closest("fieldset").querySelector(".count");
if (count) {
  const pattern = count.textContent;
  abstract.addEventListener("input", () => {
    const n = abstract.value.split(/\s+/).filter(Boolean).length;
    count.textContent = pattern.replace(/\d+/, String(n));
  });
}

// Cutting a picture: a frame over it that can be dragged, moved by the arrow keys, and made smaller or larger by them with Shift.
const figure = document.querySelector("[data-crop]");
if (figure) {
  const img = figure.querySelector("img");
  const fields = ["x", "y", "width", "height"].map((n) => document.getElementById("crop-" + n));
  const plane = document.createElement("div"), frame = document.createElement("div");
  plane.className = "plane";
  frame.className = "frame";
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", img.alt);
  img.before(plane);
  plane.append(img, frame);
  const wide = Number(img.getAttribute("width")), high = Number(img.getAttribute("height"));
  const least = 30;
  const read = () => fields.map((f) => Number.parseInt(f.value, 10) || 0);
  const clamp = (v, low, top) => Math.max(low, Math.min(top, Math.round(v)));
  const draw = () => {
    const scale = img.clientWidth / wide, [x, y, w, h] = read();
    frame.style.setProperty("left", x * scale + "px");
    frame.style.setProperty("top", y * scale + "px");
    frame.style.setProperty("width", w * scale + "px");
    frame.style.setProperty("height", h * scale + "px");
  };
  const put = (x, y, w, h) => {
    w = clamp(w, least, wide); h = clamp(h, least, high);
    [clamp(x, 0, wide - w), clamp(y, 0, high - h), w, h].forEach((v, i) => { fields[i].value = v; });
    draw();
  };
  frame.addEventListener("keydown", (e) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (!step) return;
    e.preventDefault();
    const [x, y, w, h] = read(), by = Math.max(1, Math.round(wide / 100));
    if (e.shiftKey) put(x, y, w + step[0] * by, h + step[1] * by);
    else put(x + step[0] * by, y + step[1] * by, w, h);
  });
  let from = null;
  plane.addEventListener("pointerdown", (e) => {
    const box = img.getBoundingClientRect(), scale = wide / img.clientWidth;
    from = [(e.clientX - box.left) * scale, (e.clientY - box.top) * scale];
    plane.setPointerCapture(e.pointerId);
    e.preventDefault();
  });
  plane.addEventListener("pointermove", (e) => {
    if (!from) return;
    const box = img.getBoundingClientRect(), scale = wide / img.clientWidth;
    const to = [(e.clientX - box.left) * scale, (e.clientY - box.top) * scale];
    put(Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]));
  });
  plane.addEventListener("pointerup", () => { from = null; });
  fields.forEach((f) => f.addEventListener("input", draw));
  figure.closest("details").addEventListener("toggle", draw);
  addEventListener("resize", draw);
  draw();
}
