// The cards: on the tray in the member's hand, or on the reader. They are dragged, clicked, or chosen and laid down with Enter.

import { post } from "./post.js";

const STILL_PX = 6;
const words = document.body.dataset;
const reader = document.getElementById("reader");
const slot = document.getElementById("slot");
const tray = document.getElementById("tray");
const keypad = document.getElementById("keypad");
const announcer = document.getElementById("announcer");
const drawn = new Map();
let laid = null;
let last = null;
let held = null;
let wanted = null;

export function draw(cards, onReader) {
  wanted = { cards, onReader };
  if (held) return;
  for (const card of cards) if (!drawn.has(card.name)) drawn.set(card.name, make(card));
  if (laid !== null && laid !== onReader) move(laid, drawn.get(laid).home, words.inHand);
  if (onReader !== null && laid !== onReader && drawn.has(onReader)) move(onReader, slot, words.onReader);
  laid = onReader;
  last = laid ?? last;
}

export function toggle() {
  const name = laid ?? last ?? drawn.keys().next().value;
  if (name !== undefined) press(name);
}

function move(name, place, said) {
  const { card } = drawn.get(name);
  const focused = document.activeElement === card;
  place.append(card);
  if (focused) card.focus();
  card.setAttribute("aria-pressed", String(place === slot));
  announcer.textContent = `${name}: ${said}`;
}

function press(name) {
  return post(laid === name ? "card/pull" : `card/lay/${encodeURIComponent(name)}`);
}

function make({ name, medium, words: about }) {
  const home = document.createElement("li");
  const card = document.createElement("button");
  card.type = "button";
  card.className = "card";
  card.dataset.medium = medium;
  card.dataset.card = name;
  card.setAttribute("aria-pressed", "false");
  for (const [kind, content] of [["span", ""], ["b", name], ["small", about]]) {
    const part = document.createElement(kind);
    part.textContent = content;
    if (kind === "span") part.className = "chip";
    card.append(part);
  }
  card.title = about;
  listen(card, name);
  home.append(card);
  tray.append(home);
  return { card, home };
}

function listen(card, name) {
  let dragged = false;
  card.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    held = { name, x: event.clientX, y: event.clientY, from: card.getBoundingClientRect(), pulled: false };
    dragged = false;
    card.setPointerCapture(event.pointerId);
  });
  card.addEventListener("pointermove", (event) => {
    if (held?.name !== name) return;
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    if (!dragged && Math.hypot(x, y) < STILL_PX) return;
    dragged = true;
    float(card, x, y);
    const over = inside(event);
    reader.classList.toggle("over", over);
    if (laid === name && !over && !held.pulled) {
      held.pulled = true;
      post("card/pull");
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    card.addEventListener(end, (event) => {
      if (held?.name !== name) return;
      const lay = dragged && inside(event) && (laid !== name || held.pulled) && end === "pointerup";
      held = null;
      rest(card);
      reader.classList.remove("over");
      draw(wanted.cards, wanted.onReader);
      if (lay) post(`card/lay/${encodeURIComponent(name)}`);
    });
  }
  card.addEventListener("click", (event) => {
    if (dragged) {
      dragged = false;
      return;
    }
    press(name);
    if (event.detail === 0) keypad.focus();
  });
}

function float(card, x, y) {
  card.classList.add("dragged");
  Object.assign(card.style, {
    position: "fixed", left: `${held.from.left + x}px`, top: `${held.from.top + y}px`, width: `${held.from.width}px`,
  });
}

function rest(card) {
  card.classList.remove("dragged");
  card.removeAttribute("style");
}

function inside({ clientX, clientY }) {
  const place = reader.getBoundingClientRect();
  return clientX > place.left && clientX < place.right && clientY > place.top && clientY < place.bottom;
}
