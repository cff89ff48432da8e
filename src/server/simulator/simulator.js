// The page: who speaks to what, what is said, and what comes back.

import { inside } from "./inside.js";
import { ask, byId, make } from "./page.js";
import { Phone } from "./phone.js";
import { asSaid, sayable } from "./sentences.js";
import { hush, read, startVoice } from "./voice.js";

const ABOUT = {
  nora: "consent has run out",
  sam: "slow bank",
  kim: "fails on request",
};
const NOBODY = "nobody";
const DEVICES = { speaker: "Speaker", screen: "Screen", shared: "Shared room" };
const STATES = { idle: "Ready", listening: "Listening", thinking: "Thinking", speaking: "Speaking" };

const chosen = { customer: "mia", locale: "en-US", device: "speaker" };
let conversation;
let last;
/** Whether the phone settled something since the assistant last spoke. */
let news = false;
let busy = false;
/** Whether the question has been asked a second time. */
let reprompted = false;
let quiet;

const customer = () => (chosen.customer === NOBODY ? null : chosen.customer);
const state = (name) => {
  byId("stage").dataset.state = name;
  byId("state").textContent = STATES[name];
};

/* ── what can be said ─────────────────────────────────────────────────────────────────────── */

const offer = () => {
  const view = phone.view;
  const { title, sentences } = sayable({
    locale: chosen.locale,
    currency: view?.accounts?.[0]?.balance.currency,
    payees: view?.payees,
    linked: customer() !== null,
    last,
    news,
  });
  const taps = sentences.map(({ label, say }) => ({ label, press: () => take(say, label) }));
  if (last?.listening) taps.push({ label: "Say nothing", press: silence, aside: true });
  const key = JSON.stringify([title, taps]);
  const list = byId("try");
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  byId("try-title").textContent = title;
  list.replaceChildren(...taps.map(({ label, press, aside }) =>
    make("li", {}, make("button", {
      type: "button",
      class: aside && "aside",
      id: aside && "silence",
      lang: aside ? "en" : chosen.locale,
      onclick: (event) => {
        // Pressed with a key: the button will be gone, so the focus goes where one would type.
        if (event.detail === 0) byId("text").focus();
        press();
      },
    }, label))));
  list.scrollLeft = 0;
};

/* ── the conversation ─────────────────────────────────────────────────────────────────────── */

const append = (item) => {
  const log = byId("log");
  log.append(item);
  log.scrollTo({ top: log.scrollHeight });
};

const line = (who, name, text) =>
  make("p", { class: who },
    make("span", { class: "unseen" }, `${name}: `),
    make("span", { class: "bubble", lang: chosen.locale }, text));

const wrong = (text) => {
  const place = byId("wrong");
  place.textContent = text ?? "";
  place.hidden = !text;
};

/** What the card says, wherever this kind of card keeps it. */
const cardOf = (card) => {
  if (!card) return undefined;
  if (card.type === "LinkAccount") {
    return { title: "Link your account", text: "Alexa sends the link to the Alexa app on the phone." };
  }
  return { title: card.title ?? "", text: card.text ?? card.content ?? "" };
};

const showCard = (card) => {
  byId("card-title").textContent = card?.title || (card ? "" : "Banter Bank");
  byId("card-text").textContent = card?.text ?? "";
};

/** Says an answer: on the stage, aloud if wanted, and to whoever cannot see it. */
const speak = (text, listening) => {
  const latest = byId("latest");
  latest.textContent = text;
  latest.lang = chosen.locale;
  const announce = byId("announce");
  announce.lang = chosen.locale;
  announce.textContent = text;
  clearTimeout(quiet);
  state("speaking");
  const ended = () => state(listening ? "listening" : "idle");
  if (!read(text, chosen.locale, ended)) quiet = setTimeout(ended, Math.min(600 + 18 * text.length, 4000));
};

const show = (turn, item) => {
  const text = turn.speech?.text ?? "";
  const card = cardOf(turn.card);
  if (text) item.append(line("it", "Banter", text));
  if (card && (chosen.device === "screen" || turn.card.type === "LinkAccount")) {
    item.append(make("div", { class: "card" },
      make("p", { class: "card-title" }, card.title), make("p", { class: "card-text" }, card.text)));
  }
  if (turn.wrong) wrong(`Alexa would not take this answer: ${turn.wrong}.`);
  item.append(inside(turn));
  showCard(card);
  if (text) {
    speak(text, turn.listening);
  } else {
    state("idle");
    byId("latest").textContent = "The session is over.";
  }
};

/** One turn: says it, and shows everything that came of it. */
const take = async (say, label) => {
  if (busy) return;
  busy = true;
  hush();
  clearTimeout(quiet);
  wrong();
  state("thinking");
  const item = make("li", { class: "turn" }, line("you", "You", label));
  append(item);
  byId("log").setAttribute("aria-busy", "true");
  try {
    last = await ask("/simulator/turn", { ...chosen, customer: customer(), conversation, say });
    conversation = last.conversation;
    reprompted = false;
    news = false;
    show(last, item);
  } catch (error) {
    state("idle");
    wrong(error.message);
  } finally {
    busy = false;
    byId("log").removeAttribute("aria-busy");
  }
  byId("log").scrollTo({ top: byId("log").scrollHeight });
  offer();
  await phone.refresh();
};

/** Nobody answers: Alexa asks once more, then ends the session. */
const silence = () => {
  if (busy) return;
  const again = last?.reprompt;
  if (again && !reprompted) {
    reprompted = true;
    append(make("li", { class: "turn" }, line("you", "You", "…"), line("it", "Banter", again)));
    speak(again, true);
    return;
  }
  take({ end: false }, "…");
};

const afresh = async () => {
  hush();
  clearTimeout(quiet);
  conversation = undefined;
  last = undefined;
  news = false;
  wrong();
  state("idle");
  showCard();
  byId("stage").dataset.device = chosen.device;
  byId("room").hidden = chosen.device !== "shared";
  byId("log").replaceChildren();
  byId("latest").lang = "en";
  byId("latest").textContent = "Tap a sentence below, type one, or open the skill.";
  byId("announce").textContent = "";
  byId("text").lang = chosen.locale;
  const where = new URLSearchParams(chosen);
  history.replaceState(null, "", `?${where}`);
  await phone.of(customer(), chosen.locale);
  offer();
};

/* ── who speaks ───────────────────────────────────────────────────────────────────────────── */

const options = (id, pairs) => {
  const select = byId(id);
  select.replaceChildren(...pairs.map(([value, text]) => make("option", { value }, text)));
  const wanted = new URLSearchParams(location.search).get(id);
  if (pairs.some(([value]) => value === wanted)) chosen[id] = wanted;
  select.value = chosen[id];
  select.addEventListener("change", () => {
    chosen[id] = select.value;
    afresh();
  });
};

/** "British English", or only "German" where there is no other German. */
const languageOf = (locale, all) => {
  const [language] = locale.split("-");
  const alone = all.filter((other) => other.locale.startsWith(`${language}-`)).length === 1;
  return new Intl.DisplayNames(["en"], { type: "language" }).of(alone ? language : locale);
};

const waiting = (view) => {
  const count = view?.approvals?.length ?? 0;
  const place = byId("waits-here");
  place.hidden = count === 0;
  place.firstElementChild.textContent =
    count === 1 ? "One thing waits for you on the phone" : `${count} things wait for you on the phone`;
  document.querySelector(".hand").classList.toggle("rings", count > 0);
};

const phone = new Phone({
  changed: (view) => {
    waiting(view);
    offer();
  },
  decided: () => {
    news = true;
    offer();
  },
});

const start = async () => {
  state("idle");
  try {
    const people = await ask("/simulator/people");
    options("customer", [
      ...people.customers.map(({ customer: id, name, currency }) =>
        [id, `${name}, ${ABOUT[id] ?? currency}`]),
      [NOBODY, "Nobody linked"],
    ]);
    options("locale", people.locales.map(({ locale }, _, all) => [locale, languageOf(locale, all)]));
    options("device", people.devices.map((device) => [device, DEVICES[device] ?? device]));
  } catch (error) {
    wrong(error.message);
    return;
  }
  byId("say").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = byId("text").value.trim();
    if (busy || text === "") return;
    byId("text").value = "";
    take(asSaid(text, chosen.locale), text);
  });
  byId("afresh").addEventListener("click", afresh);
  startVoice({
    locale: () => chosen.locale,
    began: (hears) => state(hears ? "listening" : "idle"),
    heard: (text) => {
      byId("text").value = "";
      take(asSaid(text, chosen.locale), text);
    },
    failed: wrong,
  });
  await afresh();
  document.documentElement.dataset.ready = "";
};

start();
