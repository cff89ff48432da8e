// What went on inside a turn, folded: understood, disclosed, timed, kept, and the raw call.

import { make, words } from "./page.js";

const STEPS = {
  hear: "Hear the words, as Alexa would",
  sign: "Sign the call, as Alexa would",
  call: "Verify, read and write the call",
  load: "Load the session",
  take: "Take the turn",
  save: "Save the session and the ledger",
};

const DECISIONS = {
  say: "say it",
  band: "say a band",
  on_phone: "it is on the phone",
  not_here: "not here",
};

const pretty = (value) => JSON.stringify(value, null, 2);

const raw = (name, text) => make("pre", { tabindex: 0, "aria-label": name }, text);

const part = (title, ...children) =>
  make("section", {}, make("h4", {}, title), ...children);

const table = (heads, rows) =>
  make(
    "div",
    { class: "table" },
    make(
      "table",
      {},
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))))),
    ),
  );

const figure = (micros) =>
  micros < 1000 ? `${micros} µs` : `${(micros / 1000).toLocaleString("en", { maximumFractionDigits: 1 })} ms`;

/** A yes is no intent of ours, but it was heard as one. */
const intentOf = (trace) => trace?.intent ?? trace?.heard?.intent;

/** What the call took here; hearing and signing are Alexa's. */
const ours = (steps) =>
  steps.reduce((sum, { step, micros }) => (step === "hear" || step === "sign" ? sum : sum + micros), 0);

const understood = (trace) => {
  const intent = make("p", {}, make("strong", {}, intentOf(trace) ?? "No intent"));
  const sure = trace.confidence ?? trace.heard?.confidence;
  if (typeof sure === "number") intent.append(`, ${Math.round(sure * 100)} % sure`);
  if (trace.heard && !trace.heard.accepted) {
    intent.append("; too unsure to act on, so Alexa would pass it on as bare words");
  }
  const rows = trace.slots.map((slot) => [slot.name, slot.said, slot.read]);
  return part(
    "Intent and slots",
    intent,
    rows.length > 0 ? table(["slot", "heard", "read as"], rows) : make("p", { class: "faint" }, "No slots."),
  );
};

const disclosed = (trace) => {
  const rows = trace.disclosure.map((entry) => [
    words(entry.sensitivity),
    make("span", { class: `ruling ${entry.decision}` }, DECISIONS[entry.decision] ?? entry.decision),
    entry.reason,
  ]);
  return part(
    "What the disclosure policy decided",
    rows.length > 0
      ? table(["about", "decision", "because of"], rows)
      : make("p", { class: "faint" }, "It was not asked: nothing about the customer was to be said."),
  );
};

const timed = (steps) => {
  const all = steps.reduce((sum, step) => sum + step.micros, 0) || 1;
  const rows = steps.map((step) => {
    const bar = make("i", { class: "bar-of" });
    bar.style.setProperty("--share", `${(100 * step.micros) / all}%`);
    return [STEPS[step.step] ?? words(step.step), figure(step.micros), bar];
  });
  return part("Time of each step", table(["step", "took", "share"], rows));
};

const request = ({ url, headers, body }) => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return raw("The signed request", `POST ${url}\n${lines.join("\n")}\n\n${pretty(body)}`);
};

/** A `<details>` for one turn. */
export const inside = (turn) => {
  const { trace, request: call, answer } = turn;
  const note = [intentOf(trace), trace && figure(ours(trace.steps))];
  const summary = make("summary", {}, "What happened", make("span", {}, note.filter(Boolean).join(" · ")));
  const parts = [];
  if (trace) parts.push(understood(trace), disclosed(trace), timed(trace.steps));
  parts.push(part("The signed request", request(call)));
  parts.push(part(`The answer, status ${answer.status}`, raw("The answer", pretty(answer.body))));
  if (trace) {
    const session = trace.session === null ? "Nothing is kept." : pretty(trace.session);
    parts.push(part("The session after it", raw("The session", session)));
  }
  return make("details", { class: "inside" }, summary, ...parts);
};
