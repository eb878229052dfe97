// @ts-check
/** Pointing at charts, with a pointer or with arrow keys: the numbers of a mark, from the table of the chart; and lines that are brought forward. */
// No module: a page that is opened from a folder may load none.
"use strict";

const [HTML, SVG] = ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"];
/** How far from a mark one may point, in units of the drawing. */
const REACH = 40;

/**
 * @typedef {object} Mark a place in a drawing, and the numbers that it stands for
 * @property {number} x @property {number} y
 * @property {number} row of the table @property {number | null} column of it; none where it stands for the whole row
 * @property {number} run marks of a run follow each other @property {string} hue classes of its series
 */

/** @param {SVGSVGElement} drawing @returns {Mark[]} */
function marksOf(drawing) {
  return [...drawing.querySelectorAll(".hit")].flatMap((group, run) => {
    const { row, column, at } = /** @type {SVGElement} */ (group).dataset;
    const hue = [...group.classList].filter((name) => name !== "hit").join(" ");
    // Path data: the first place, and from each to the next.
    const steps = (at?.match(/-?[\d.]+/g) ?? []).map(Number);
    let [x, y] = [0, 0];
    return Array.from({ length: steps.length / 2 }, (_, index) => {
      [x, y] = [x + steps[2 * index], y + steps[2 * index + 1]];
      return { x, y, row: Number(row ?? 0) + index, column: column === undefined ? null : Number(column), run, hue };
    });
  });
}

/** @param {string} namespace @param {string} tag @param {Record<string, string | number>} attributes @param {(string | Node)[]} children */
function element(namespace, tag, attributes, ...children) {
  const made = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** The text of a cell, a measured number to three digits; counts are whole numbers, and stay as they are. @param {HTMLTableCellElement} cell */
function rounded(cell) {
  const text = (cell.textContent ?? "").trim();
  if (!/^[−-]?[\d,]*\.\d+$/.test(text)) return text;
  const value = Number(text.replace("−", "-").replaceAll(",", ""));
  return value.toLocaleString("en", { minimumSignificantDigits: 3, maximumSignificantDigits: 3 }).replace("-", "−");
}

/** The name of a mark, and its numbers with their labels. @param {HTMLTableElement} table @param {Mark} mark */
function told(table, mark) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell) => (cell.textContent ?? "").trim());
  const cells = [...(table.tBodies[0]?.rows[mark.row]?.cells ?? [])];
  const columns = mark.column === null ? cells.map((_, index) => index).slice(1) : [mark.column];
  const numbers = columns.map((index) => ({ label: heads[index], value: rounded(cells[index]) }));
  return { name: (cells[0]?.textContent ?? "").trim(), numbers: numbers.filter(({ value }) => value !== "") };
}

/**
 * Returns the top of a note that no finger hides: below the drawing, or at the end of the window if that is nearer,
 * but above the mark if it would lie on it.
 * @param {SVGSVGElement} drawing @param {HTMLElement} note @param {number} y of the mark
 */
function dock(drawing, note, y) {
  const below = drawing.getBoundingClientRect().bottom + 4;
  const last = innerHeight - note.offsetHeight - 8;
  if (below <= last || y + REACH / 2 < last) return Math.min(below, last);
  return y - REACH / 2 - note.offsetHeight;
}

/** @param {HTMLElement} figure @param {HTMLTableElement} table */
function animate(figure, table) {
  const chosen = new Set(/** @type {number[]} */ ([]));
  const note = /** @type {HTMLElement} */ (element(HTML, "div", { class: "told", role: "status" }));
  note.hidden = true;
  figure.append(note);

  /** @param {SVGSVGElement} drawing */
  function prepare(drawing) {
    const marks = marksOf(drawing);
    const front = element(SVG, "g", {});
    /** @type {Mark | null} */
    let pointed = null;
    let isTouched = false;
    drawing.append(front);
    if (marks.length > 0) drawing.setAttribute("tabindex", "0");

    function draw() {
      const columns = new Set(chosen);
      if (pointed !== null && pointed.column !== null) columns.add(pointed.column);
      drawing.classList.toggle("has-chosen", columns.size > 0);
      const names = new Set([...columns].map((column) => (table.tHead?.rows[0].cells[column].textContent ?? "").trim()));
      const ofRow = pointed !== null && pointed.column === null ? pointed.row : null;
      for (const [index, text] of [...drawing.querySelectorAll(".name text")].entries()) {
        text.classList.toggle("near", index === ofRow);
        const written = (text.textContent ?? "").replace(/…$/, "");
        const isCut = text.textContent !== written;
        const isNamed = [...names].some((name) => name === written || (isCut && name.startsWith(written)) || written.startsWith(`${name}, `));
        text.classList.toggle("chosen", isNamed);
        // A line has its value where it has its name, in the group before.
        const [group, before] = [text.parentElement, text.parentElement?.previousElementSibling];
        if (before?.matches(".value")) before.children[[...(group?.children ?? [])].indexOf(text)]?.classList.toggle("chosen", isNamed);
      }
      const shown = marks.filter((mark) => mark.column !== null && columns.has(mark.column));
      const runs = [...new Set(shown.map((mark) => mark.run))].map((run) => shown.filter((mark) => mark.run === run));
      front.replaceChildren(...runs.map((run) =>
        element(SVG, "g", { class: `chosen line ${run[0].hue}` },
          element(SVG, "polyline", { points: run.map(({ x, y }) => `${x},${y}`).join(" ") }))));
      if (pointed !== null) {
        front.append(element(SVG, "g", { class: `pointed ${pointed.hue}` }, element(SVG, "circle", { cx: pointed.x, cy: pointed.y, r: 6 })));
      }
    }

    /** @param {Mark | null} mark */
    function point(mark) {
      if (mark === pointed) return;
      pointed = mark;
      draw();
      note.hidden = mark === null;
      if (mark === null) return;
      const { name, numbers } = told(table, mark);
      note.replaceChildren(element(HTML, "b", {}, name), ...numbers.flatMap(({ label, value }) => [
        element(HTML, "span", {}, ` ${label} `), element(HTML, "span", { class: "number" }, value)]));
      place(mark);
    }

    /** Puts the note beside the mark, within the figure; for a finger, clear of the drawing. @param {Mark} mark */
    function place(mark) {
      const matrix = drawing.getScreenCTM();
      if (matrix === null) return;
      const at = new DOMPoint(mark.x, mark.y).matrixTransform(matrix);
      const around = figure.getBoundingClientRect();
      note.classList.toggle("docked", isTouched);
      if (isTouched) {
        note.style.left = "0";
        note.style.top = `${dock(drawing, note, at.y) - around.top}px`;
        return;
      }
      // Names stand at the left of rows and at the right of lines, where the note would cover them.
      const x = at.x - around.left;
      const hasRoom = { left: x - 12 - note.offsetWidth >= 0, right: x + 12 + note.offsetWidth <= around.width };
      const isRight = mark.column === null ? hasRoom.right : hasRoom.right && !(hasRoom.left && x > around.width / 3);
      const left = isRight ? x + 12 : x - 12 - note.offsetWidth;
      note.style.left = `${Math.max(0, Math.min(left, around.width - note.offsetWidth))}px`;
      note.style.top = `${Math.max(0, at.y - around.top - note.offsetHeight / 2)}px`;
    }

    /** @param {PointerEvent | MouseEvent} event */
    function nearest(event) {
      const matrix = drawing.getScreenCTM();
      if (matrix === null) return null;
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
      // A row of a ranking is pointed at anywhere along it.
      const isRow = drawing.matches(".ranking, .bars");
      const across = (/** @type {Mark} */ mark) => (isRow ? 0 : mark.x - at.x);
      const reach = isRow ? REACH / 2 : REACH;
      const near = marks.map((mark) => ({ mark, far: Math.hypot(across(mark), mark.y - at.y) })).filter(({ far }) => far < reach);
      return near.reduce((best, one) => (best === null || one.far < best.far ? one : best), /** @type {{mark: Mark, far: number} | null} */ (null))?.mark ?? null;
    }

    for (const kind of ["pointerdown", "pointermove"]) {
      drawing.addEventListener(kind, (event) => (isTouched = /** @type {PointerEvent} */ (event).pointerType === "touch"));
    }
    drawing.addEventListener("keydown", () => (isTouched = false));
    drawing.addEventListener("pointermove", (event) => point(nearest(event)));
    drawing.addEventListener("pointerleave", () => point(null));
    drawing.addEventListener("click", (event) => {
      const mark = nearest(event);
      point(mark);
      if (mark !== null && mark.column !== null) choose(mark.column);
    });
    drawing.addEventListener("focus", () => {
      if (drawing.matches(":focus-visible")) point(pointed ?? marks[0]);
    });
    drawing.addEventListener("blur", () => point(null));
    drawing.addEventListener("keydown", (event) => {
      const next = step(marks, pointed, event.key);
      if (next === undefined) return;
      event.preventDefault();
      if (event.key === "Enter" && next !== null && next.column !== null) choose(next.column);
      point(next);
    });
    return draw;
  }

  const drawings = [...figure.querySelectorAll("svg.drawing")].map((drawing) => prepare(/** @type {SVGSVGElement} */ (drawing)));
  const buttons = [...figure.querySelectorAll("button[data-column]")].map((button) => /** @type {HTMLButtonElement} */ (button));

  /** @param {number} column */
  function choose(column) {
    if (!chosen.delete(column)) chosen.add(column);
    remember();
    show();
  }

  function show() {
    for (const button of buttons) button.setAttribute("aria-pressed", String(chosen.has(Number(button.dataset.column))));
    for (const draw of drawings) draw();
  }

  /** The lines of all charts of the page are in its address. */
  function remember() {
    const query = new URLSearchParams(location.search);
    const pressed = [...document.querySelectorAll("button[data-line]")].map((it) => /** @type {HTMLButtonElement} */ (it));
    const kept = pressed.filter((it) => (buttons.includes(it) ? chosen.has(Number(it.dataset.column)) : it.getAttribute("aria-pressed") === "true"));
    query.delete("lines");
    const lines = kept.map((it) => it.dataset.line).join();
    const others = query.toString();
    const all = [others, lines === "" ? "" : `lines=${lines}`].filter(Boolean).join("&");
    history.replaceState(null, "", (all === "" ? location.pathname : `?${all}`) + location.hash);
  }

  const asked = (new URLSearchParams(location.search).get("lines") ?? "").split(",");
  for (const button of buttons) {
    const column = Number(button.dataset.column);
    if (asked.includes(button.dataset.line ?? "")) chosen.add(column);
    button.addEventListener("click", () => choose(column));
  }
  if (chosen.size > 0) show();
}

/**
 * Where a key leads: along a line to the left and right, to another line up and down.
 * @param {Mark[]} marks @param {Mark | null} from @param {string} key
 * @returns {Mark | null | undefined} undefined: the key means nothing here
 */
function step(marks, from, key) {
  if (from === null) return ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"].includes(key) ? marks[0] : undefined;
  const line = marks.filter((mark) => (from.column === null ? mark.run === from.run : mark.column === from.column));
  const index = line.indexOf(from);
  switch (key) {
    case "Escape": return null;
    case "Enter": return from;
    case "Home": return line[0];
    case "End": return line[line.length - 1];
    case "ArrowLeft": return line[Math.max(0, index - 1)];
    case "ArrowRight": return line[Math.min(line.length - 1, index + 1)];
    case "ArrowUp": case "ArrowDown": {
      const others = marks.filter((mark) => !line.includes(mark));
      if (others.length === 0) return line[Math.max(0, Math.min(line.length - 1, index + (key === "ArrowUp" ? -1 : 1)))];
      const beyond = others.filter((mark) => (key === "ArrowUp" ? mark.y < from.y : mark.y > from.y));
      const far = (/** @type {Mark} */ mark) => 4 * Math.abs(mark.x - from.x) + Math.abs(mark.y - from.y);
      return beyond.reduce((best, mark) => (far(mark) < far(best) ? mark : best), beyond[0] ?? from);
    }
    default: return undefined;
  }
}

for (const figure of document.querySelectorAll("figure.chart")) {
  const table = figure.querySelector("table");
  if (table !== null) animate(/** @type {HTMLElement} */ (figure), table);
}
