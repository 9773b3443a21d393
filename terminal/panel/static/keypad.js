// The sixteen keys, by pointer or by the keyboard.

import { post } from "./post.js";

const NAMES = {
  0: "ZERO", 1: "ONE", 2: "TWO", 3: "THREE", 4: "FOUR", 5: "FIVE", 6: "SIX", 7: "SEVEN", 8: "EIGHT", 9: "NINE",
  ".": "POINT", ",": "POINT", "*": "TIMES", x: "TIMES", m: "MENU", c: "CASH", Enter: "ENTER", Backspace: "BACK", Escape: "BACK",
};

export function start(keypad, others) {
  for (const key of keypad.querySelectorAll("[data-key]")) {
    key.addEventListener("pointerdown", (event) => event.preventDefault());
    key.addEventListener("mousedown", (event) => event.preventDefault());
    key.addEventListener("click", () => post(`key/${key.dataset.key}`));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || document.querySelector("dialog[open]")) return;
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (others[pressed]) {
      others[pressed]();
      return;
    }
    const name = NAMES[pressed];
    if (!name || (pressed === "Enter" && onControl())) return;
    event.preventDefault();
    if (onControl()) keypad.focus();
    show(keypad.querySelector(`[data-key="${name}"]`));
    post(`key/${name}`);
  });
}

function onControl() {
  return document.activeElement?.matches("button, a") ?? false;
}

function show(key) {
  key.classList.add("down");
  setTimeout(() => key.classList.remove("down"), 90);
}
