// The page: what the terminal tells goes onto it, what is pressed goes back.

import * as cards from "./cards.js";
import * as displays from "./displays.js";
import * as keypad from "./keypad.js";
import * as paper from "./paper.js";
import { post } from "./post.js";
import * as sound from "./sound.js";

const at = (id) => document.getElementById(id);
const words = document.body.dataset;
const lampWords = { off: words.lampOff, green: words.lampGreen, red: words.lampRed, amber: words.lampAmber };

function show(state) {
  document.body.dataset.power = "on";
  displays.draw(at("operator"), state.operator);
  displays.draw(at("member"), state.member);
  at("lamp").dataset.lamp = state.lamp;
  at("lamp").setAttribute("aria-label", lampWords[state.lamp]);
  at("spoken").textContent = state.spoken.sentence;
  at("spoken").lang = state.spoken.language;
  at("clock").textContent = state.clock;
  cards.draw(state.cards, state.on_reader);
  for (const lever of document.querySelectorAll("[data-lever]")) {
    lever.setAttribute("aria-checked", String(state.levers[lever.dataset.lever]));
  }
}

function listen() {
  const source = new EventSource("events");
  const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  on("state", show);
  on("roll", () => at("roll").replaceChildren());
  on("slip", (slip) => paper.print(at("roll"), slip));
  on("beep", sound.beep);
  on("speech", sound.speak);
  source.addEventListener("error", () => {
    document.body.dataset.power = "off";
    at("lamp").dataset.lamp = "off";
    at("spoken").textContent = words.noPower;
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 500);
  });
}

function buttons() {
  for (const lever of document.querySelectorAll("[data-lever]")) {
    lever.addEventListener("click", () => {
      post(`lever/${lever.dataset.lever}/${lever.getAttribute("aria-checked") === "true" ? "off" : "on"}`);
    });
  }
  for (const jump of document.querySelectorAll("[data-jump]")) {
    jump.addEventListener("click", () => post(`clock/${jump.dataset.jump}`));
  }
  at("power").addEventListener("click", () => post("power"));
  at("help").addEventListener("click", () => at("guide").showModal());
  at("sound").addEventListener("click", (event) => {
    const on = event.target.getAttribute("aria-pressed") !== "true";
    event.target.setAttribute("aria-pressed", String(on));
    sound.silence(!on);
  });
  at("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme !== "dark"));
}

function theme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  at("theme").setAttribute("aria-pressed", String(dark));
}

theme(window.matchMedia("(prefers-color-scheme: dark)").matches);
buttons();
keypad.start(at("keypad"), { p: cards.toggle });
listen();
