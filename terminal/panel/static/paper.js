// The paper roll, drawn from what the printer's bytes mean: lines, QR codes, cuts, the drawer.

import { row, text } from "./cells.js";

const words = document.body.dataset;
const SVG = "http://www.w3.org/2000/svg";

export function print(roll, slip) {
  const paper = document.createElement("article");
  paper.className = "slip";
  paper.style.setProperty("--columns", slip.columns);
  paper.append(...slip.elements.map(element));
  roll.append(paper);
  roll.scrollTop = paper.offsetTop - roll.firstElementChild.offsetTop;
}

function element(part) {
  if (part.kind === "qr") return code(part);
  if (part.kind === "line") return line(part);
  const mark = document.createElement("div");
  mark.className = "mark";
  mark.textContent = part.kind === "cut" ? `✂ ${words.cut}` : words.drawer;
  return mark;
}

function line(part) {
  const styles = ["bold", "double"].filter((style) => part[style]);
  const drawn = row(part.cells, styles);
  const holder = document.createElement("div");
  drawn.setAttribute("aria-hidden", "true");
  const spoken = document.createElement("span");
  spoken.className = "unseen";
  spoken.textContent = text(part.cells);
  holder.append(drawn, spoken);
  return holder;
}

function code(part) {
  const drawing = document.createElementNS(SVG, "svg");
  const size = part.modules.length;
  drawing.setAttribute("viewBox", `0 0 ${size} ${size}`);
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", `${words.qr}: ${part.text}`);
  drawing.setAttribute("shape-rendering", "crispEdges");
  const path = document.createElementNS(SVG, "path");
  const dots = part.modules.flatMap((bits, y) => [...bits].map((bit, x) => (bit === "1" ? `M${x} ${y}h1v1h-1z` : "")));
  path.setAttribute("d", dots.join(""));
  drawing.append(path);
  return drawing;
}
