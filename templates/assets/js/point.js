// @ts-check
/** Pointing at a drawing that is made on the page: what chart.js does for those that come with one. */

import { make } from "./dom.js";

/** @typedef {{x: number, y: number, name: string, numbers: () => string[][], hue: string}} Mark */

/** How far from a mark one may point, in units of the drawing. */
const REACH = 30;

/** @param {HTMLElement} figure @param {SVGSVGElement} drawing @param {Mark[]} marks @param {Mark[]} named those that keys lead to, from the left */
export function pointAt(figure, drawing, marks, named) {
  const note = make("div", { class: "told", role: "status" });
  note.hidden = true;
  figure.append(note);
  const ring = document.createElementNS("http://www.w3.org/2000/svg", "g");
  drawing.append(ring);
  /** @type {Mark | null} */
  let pointed = null;
  let isTouched = false;

  /** @param {Mark | null} mark */
  function point(mark) {
    if (mark === pointed) return;
    pointed = mark;
    ring.replaceChildren();
    note.hidden = mark === null;
    if (mark === null) return;
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [name, value] of Object.entries({ cx: mark.x, cy: mark.y, r: 7 })) circle.setAttribute(name, String(value));
    ring.setAttribute("class", `pointed ${mark.hue}`);
    ring.append(circle);
    note.replaceChildren(make("b", {}, mark.name), ...mark.numbers().flatMap(([label, value]) => [
      make("span", {}, ` ${label} `), make("span", { class: "number" }, value)]));
    place(mark);
  }

  /** Puts the note beside the mark, within the figure. @param {Mark} mark */
  function place(mark) {
    const matrix = drawing.getScreenCTM();
    if (matrix === null) return;
    const at = new DOMPoint(mark.x, mark.y).matrixTransform(matrix);
    const around = figure.getBoundingClientRect();
    note.classList.toggle("docked", isTouched);
    if (isTouched) {
      // As in chart.js: a finger hides what is at the mark.
      const last = innerHeight - note.offsetHeight - 8;
      const below = drawing.getBoundingClientRect().bottom + 4;
      const isFree = below <= last || at.y + REACH / 2 < last;
      note.style.left = "0";
      note.style.top = `${(isFree ? Math.min(below, last) : at.y - REACH / 2 - note.offsetHeight) - around.top}px`;
      return;
    }
    const right = at.x - around.left + 14;
    const left = right + note.offsetWidth > around.width ? right - 28 - note.offsetWidth : right;
    note.style.left = `${Math.max(0, Math.min(left, around.width - note.offsetWidth))}px`;
    // Where there is no room aside, it is below the mark or above, and not on it.
    const isOver = left < 0;
    const middle = at.y - around.top - note.offsetHeight / 2;
    const below = at.y - around.top + 14;
    const above = below - 28 - note.offsetHeight;
    note.style.top = `${Math.max(0, isOver ? (above >= 0 ? above : below) : middle)}px`;
  }

  /** @param {MouseEvent} event */
  function nearest(event) {
    const matrix = drawing.getScreenCTM();
    if (matrix === null) return null;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    let [best, least] = [/** @type {Mark | null} */ (null), REACH];
    for (const mark of marks) {
      const far = Math.hypot(mark.x - at.x, mark.y - at.y);
      if (far < least) [best, least] = [mark, far];
    }
    return best;
  }

  for (const kind of ["pointerdown", "pointermove"]) {
    drawing.addEventListener(kind, (event) => (isTouched = /** @type {PointerEvent} */ (event).pointerType === "touch"));
  }
  drawing.addEventListener("keydown", () => (isTouched = false));
  drawing.addEventListener("pointermove", (event) => point(nearest(event)));
  drawing.addEventListener("pointerleave", () => point(null));
  drawing.addEventListener("click", (event) => point(nearest(event)));
  drawing.addEventListener("focus", () => {
    if (drawing.matches(":focus-visible")) point(pointed ?? named[0] ?? null);
  });
  drawing.addEventListener("blur", () => point(null));
  drawing.addEventListener("keydown", (event) => {
    const next = step(named, pointed, event.key);
    if (next === undefined) return;
    event.preventDefault();
    point(next);
  });
}

/** Where a key leads: to the next in cost with left and right, to the next in duration with up and down. @param {Mark[]} named @param {Mark | null} from @param {string} key @returns {Mark | null | undefined} undefined: the key means nothing here */
function step(named, from, key) {
  const by = ["ArrowUp", "ArrowDown"].includes(key) ? [...named].sort((a, b) => a.y - b.y) : named;
  const last = by.length - 1;
  // A dot without a name is left for the first that has one.
  const index = from === null ? -1 : by.indexOf(from);
  switch (key) {
    case "Escape": return null;
    case "Home": return named[0];
    case "End": return named[last];
    case "ArrowLeft": case "ArrowUp": return index === -1 ? named[0] : by[Math.max(0, index - 1)];
    case "ArrowRight": case "ArrowDown": return index === -1 ? named[0] : by[Math.min(last, index + 1)];
    default: return undefined;
  }
}
