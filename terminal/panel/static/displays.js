// The two character displays. A screen reader gets the lines as text, not the cells.

import { row, text } from "./cells.js";

export function draw(element, lines) {
  const shown = JSON.stringify(lines);
  if (element.dataset.shown === shown) return;
  element.dataset.shown = shown;
  element.style.setProperty("--columns", lines[0].length);
  const rows = lines.map((cells) => {
    const line = row(cells);
    line.setAttribute("aria-hidden", "true");
    return line;
  });
  const spoken = document.createElement("p");
  spoken.className = "unseen";
  spoken.setAttribute("aria-live", "polite");
  spoken.textContent = lines.map(text).join("\n");
  element.replaceChildren(...rows, spoken);
}
