// The two character displays. A screen reader gets the lines as text, not the cells; it is told of those that changed.

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
  const spoken = element.querySelector("p") ?? told(lines.length);
  lines.forEach((cells, place) => {
    const line = text(cells) + (place < lines.length - 1 ? "\n" : "");
    if (spoken.children[place].textContent !== line) spoken.children[place].textContent = line;
  });
  for (const old of element.querySelectorAll(".row")) old.remove();
  element.prepend(...rows);
  if (!spoken.isConnected) element.append(spoken);
}

// It must stay in the page: a live region that comes with its text is not read aloud.
function told(count) {
  const spoken = document.createElement("p");
  spoken.className = "unseen";
  spoken.setAttribute("aria-live", "polite");
  spoken.append(...Array.from({ length: count }, () => document.createElement("span")));
  return spoken;
}
