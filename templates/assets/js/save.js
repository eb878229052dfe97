// @ts-check
/** Files of a chart, made from the page: its drawing as SVG and PNG, its numbers as CSV and JSON. */
// No module: a page that is opened from a folder may load none.
"use strict";

/** Saves a chart as a file in one of four forms: "png", "svg", "csv" or "json". */
const saveChart = (() => {
  /** Style that a drawing has from the page, and needs in a file: as attributes, since pages allow no style of their own. */
  const STYLE = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "paint-order", "opacity",
    "font-family", "font-size", "font-weight", "font-variant-numeric"];
  /** Ground around the drawing and heights of lines, in its units: those of pipeline/charts/src/standalone_svg.rs. */
  const [MARGIN, GAP] = [16, 14];
  const LETTERS = { title: { size: 15, line: 21, weight: 600 },  note: { size: 12, line: 16, weight: 400 } };
  /** Pixels of a picture in a unit of the drawing. */
  const SCALE = 2;

  /** @param {Element | null} found @returns {string} */
  const textOf = (found) => (found?.textContent ?? "").trim().replaceAll(/\s+/g, " ");

  /** @param {HTMLElement} figure */
  function described(figure) {
    const page = document.querySelector("link[rel=canonical]")?.getAttribute("href") ?? location.href;
    return {
      title: textOf(figure.querySelector("figcaption b")),
      subtitle: textOf(figure.querySelector("figcaption p")),
      source: textOf(figure.querySelector(".source")),
      url: `${page}#${figure.id}`,
    };
  }

  /** The number of a cell as it was measured, or else its text, with a minus that programs read. @param {HTMLTableCellElement} cell */
  const full = (cell) => (cell.querySelector(".short") ? "" : cell.dataset.value ?? textOf(cell).replace(/^−(?=\d)/, "-"));

  /**
   * Columns and rows of a table, each end of an interval in a column of its own, as in pipeline/site/src/exported_table.rs.
   * @param {HTMLElement} figure
   */
  function numbers(figure) {
    const table = /** @type {HTMLTableElement} */ (figure.querySelector("table"));
    const labels = [...(table.tHead?.rows[0]?.cells ?? [])].map(textOf);
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells]);
    const isInterval = labels.map((_, index) => rows.some((row) => row[index].dataset.ends !== undefined));
    const columns = labels.flatMap((label, index) => {
      if (!isInterval[index]) return [label];
      // Intervals that share a label are named after the number before them.
      const isShared = labels.filter((other) => other === label).length > 1;
      const name = isShared && index > 0 ? labels[index - 1] : label;
      return [`${name} low`, `${name} high`];
    });
    const cells = (/** @type {HTMLTableCellElement} */ cell, /** @type {number} */ index) =>
      isInterval[index] ? (cell.dataset.ends ?? " ").split(" ") : [full(cell)];
    return { columns, rows: rows.map((row) => row.flatMap(cells)) };
  }

  /** A cell of a CSV file, harmless in a spreadsheet. @param {string} text */
  function quoted(text) {
    const harmless = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
  }

  /** @param {HTMLElement} figure */
  function csv(figure) {
    const { columns, rows } = numbers(figure);
    return [columns, ...rows].map((row) => `${row.map(quoted).join(",")}\n`).join("");
  }

  /** @param {HTMLElement} figure */
  function json(figure) {
    const { columns, rows } = numbers(figure);
    const value = (/** @type {string} */ text) => (text === "" || Number.isNaN(Number(text)) ? text || null : Number(text));
    return `${JSON.stringify({ ...described(figure), licence: "CC-BY-4.0", columns, rows: rows.map((row) => row.map(value)) })}\n`;
  }

  /** Lines of `text` that fit into `width`. @param {string} text @param {number} width @param {{size: number, weight: number}} letters */
  function wrapped(text, width, { size, weight }) {
    const canvas = document.createElement("canvas").getContext("2d");
    if (canvas === null) return [text];
    canvas.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
    const fits = (/** @type {string} */ line) => canvas.measureText(line).width <= width;
    const lines = [""];
    for (const word of text.split(" ")) {
      // An address may be longer than a line.
      const parts = fits(word) ? [word] : word.split(/(?<=[/-])/);
      parts.forEach((part, index) => {
        const last = lines[lines.length - 1];
        const longer = index === 0 ? `${last} ${part}`.trim() : last + part;
        if (fits(longer)) lines[lines.length - 1] = longer;
        else lines.push(part);
      });
    }
    return lines.filter(Boolean);
  }

  /** Writes the style of `from` and all in it onto the copy `to`, where it differs from `inherited`. @param {Element} from @param {Element} to @param {Record<string, string>} inherited */
  function dress(from, to, inherited) {
    const style = getComputedStyle(from);
    const own = Object.fromEntries(STYLE.map((name) => [name, style.getPropertyValue(name)]));
    for (const name of STYLE) {
      if (own[name] !== (name === "opacity" ? "1" : inherited[name])) to.setAttribute(name, own[name]);
    }
    [...from.children].forEach((child, index) => dress(child, to.children[index], own));
  }

  /** @param {string} tag @param {Record<string, string | number>} attributes @param {...(string | Node)} children */
  function make(tag, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    made.append(...children);
    return made;
  }

  /** What is written above and below the drawing: its claim, its source, its address and the day. @param {HTMLElement} figure */
  function words(figure) {
    const { url, ...texts } = described(figure);
    const day = new Date().toISOString().slice(0, 10);
    return { ...texts, origin: `${textOf(document.querySelector(".brand"))}, CC BY 4.0: ${url}, saved ${day}` };
  }

  /** The drawing that is shown, in light colours on white, with its claim above and its origin below. @param {HTMLElement} figure */
  function svg(figure) {
    const drawings = [...figure.querySelectorAll("svg")].map((it) => /** @type {SVGSVGElement} */ (it));
    const shown = drawings.find((it) => it.getClientRects().length > 0) ?? drawings[0];
    const { width, height } = shown.viewBox.baseVal;
    const { title, subtitle, source, origin } = words(figure);
    const lines = (/** @type {keyof typeof LETTERS} */ kind, /** @type {string[]} */ ...texts) =>
      texts.flatMap((text) => wrapped(text, width, LETTERS[kind])).map((text) => ({ kind, text }));
    const above = [...lines("title", title), ...lines("note", subtitle)];
    const below = lines("note", source, origin);
    const tall = (/** @type {typeof above} */ some) => some.reduce((sum, { kind }) => sum + LETTERS[kind].line, 0);
    const top = -MARGIN - GAP - tall(above);
    const size = { width: width + 2 * MARGIN, height: height + GAP + tall(below) + MARGIN - top };
    const write = (/** @type {typeof above} */ some, /** @type {number} */ from) =>
      some.map(({ kind, text }, index) =>
        make("g", { class: kind }, make("text", { x: 0, y: from + tall(some.slice(0, index)) + 0.75 * LETTERS[kind].line }, text)));
    // For a moment they are part of the page, which gives them its style. No frame is painted meanwhile.
    const added = [...write(above, top + MARGIN), ...write(below, height + GAP)];
    shown.append(...added);
    const copy = /** @type {SVGSVGElement} */ (shown.cloneNode(true));
    shown.style.colorScheme = "light";
    shown.style.setProperty("--ground", "#fff");
    dress(shown, copy, {});
    shown.removeAttribute("style");
    for (const line of added) line.remove();
    for (const left of copy.querySelectorAll(".hit, .pointed")) left.remove();
    copy.removeAttribute("tabindex");
    for (const [name, value] of Object.entries({ viewBox: [-MARGIN, top, size.width, size.height].join(" "), ...size })) {
      copy.setAttribute(name, String(value));
    }
    copy.prepend(make("rect", { x: -MARGIN, y: top, ...size, fill: "#fff", stroke: "none" }));
    return { text: new XMLSerializer().serializeToString(copy), size };
  }

  /** @param {HTMLElement} figure @returns {Promise<Blob>} */
  async function png(figure) {
    const { text, size } = svg(figure);
    const image = new Image();
    // The policy of the pages allows pictures of this kind of address alone.
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [SCALE * size.width, SCALE * size.height].map(Math.ceil);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/png"));
  }

  /** @type {Record<string, (figure: HTMLElement) => Blob | Promise<Blob>>} */
  const FORMS = {
    png,
    svg: (figure) => new Blob([svg(figure).text], { type: "image/svg+xml" }),
    csv: (figure) => new Blob([csv(figure)], { type: "text/csv" }),
    json: (figure) => new Blob([json(figure)], { type: "application/json" }),
  };

  /** @param {HTMLElement} figure @param {string} form */
  return async (figure, form) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await FORMS[form](figure));
    const page = location.pathname.split("/").filter((part) => part !== "" && part !== "index.html").pop();
    link.download = `${page ?? "chart"}-${figure.id}.${form}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
})();
