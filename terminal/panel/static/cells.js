// Text in cells: a full-width character takes two, and the cell after it comes as "" from the terminal.

export function row(cells, style = []) {
  const line = document.createElement("div");
  line.className = "row";
  for (let place = 0; place < cells.length; place += 1) {
    if (cells[place] === "") continue;
    const cell = document.createElement("span");
    cell.className = ["cell", ...style].join(" ");
    if (cells[place + 1] === "") cell.classList.add("wide");
    cell.textContent = cells[place];
    line.append(cell);
  }
  return line;
}

export function text(cells) {
  return cells.join("").trimEnd();
}
