// The sandbox's telephone: what the bank's app shows, fresh every second.

import { ask, byId, make, money, words } from "./page.js";
import { phoneWords } from "./phone-words.js";

const EVERY_MS = 1000;

const FAILURES = {
  slow: "answer six seconds late",
  server_error: "answer with an error",
  lost_answer: "do it, but lose the answer",
  consent_expired: "ask to be linked again",
  rate_limited: "say that it is asked too often",
  insufficient_funds: "find no money for a payment",
  name_close: "find the payee's name close",
  name_no_match: "find that the name does not match",
  name_not_possible: "be unable to check the name",
  status_not_found: "not find the payment yet",
  unknown_status: "report a state nobody knows",
  wrong_echo: "repeat another amount",
};

const ending = (digits) => `•••• ${digits}`;

/** The phone of whoever is chosen. `changed` is told what it shows, `decided` of every decision. */
export class Phone {
  #customer;
  #locale;
  #words = phoneWords();
  #shown = "";
  #view;
  #changed;
  #decided;

  constructor({ changed, decided }) {
    this.#changed = changed;
    this.#decided = decided;
    byId("give-consent").addEventListener("click", () => this.#consent());
    byId("fail").addEventListener("submit", (event) => this.#fail(event));
    for (const [name, text] of Object.entries(FAILURES)) {
      byId("failure").append(make("option", { value: name }, text));
    }
    setInterval(() => {
      this.#tick();
      if (!document.hidden) this.refresh();
    }, EVERY_MS);
    document.addEventListener("visibilitychange", () => this.refresh());
    this.#tick();
  }

  /** What it shows now; nothing for nobody. */
  get view() {
    return this.#view;
  }

  async of(customer, locale) {
    this.#customer = customer;
    this.#locale = locale;
    this.#words = phoneWords(locale);
    for (const part of document.querySelectorAll("[data-word]")) {
      part.textContent = this.#words[part.dataset.word];
    }
    document.querySelector(".app").lang = locale;
    byId("approvals").replaceChildren();
    this.#shown = "";
    this.#view = undefined;
    byId("told").textContent = "";
    byId("failing").textContent = "";
    const nobody = !customer;
    document.querySelector(".app").hidden = nobody;
    byId("fail").hidden = nobody;
    byId("no-app").hidden = !nobody;
    await this.refresh();
  }

  async refresh() {
    const customer = this.#customer;
    if (!customer) {
      this.#changed(undefined);
      return;
    }
    try {
      const view = await ask(`/sandbox/app/${encodeURIComponent(customer)}`);
      if (customer === this.#customer) this.#show(view);
    } catch (error) {
      byId("told").textContent = error.message;
      this.#shown = "";
    }
  }

  #show(view) {
    const text = JSON.stringify([view, this.#locale]);
    if (text === this.#shown) return;
    // What was wrong is over once the bank answers again.
    if (this.#shown === "") byId("told").textContent = "";
    this.#shown = text;
    this.#view = view;
    byId("owner").textContent = view.name;
    this.#showConsent(view);
    this.#showApprovals(view.approvals);
    byId("accounts").replaceChildren(...view.accounts.map((account) => this.#account(account)));
    byId("cards").replaceChildren(...view.cards.map((card) => this.#card(card)));
    byId("notices").replaceChildren(...view.notices.slice(0, 6).map((notice) => this.#notice(notice)));
    byId("notices-part").hidden = view.notices.length === 0;
    byId("payees").replaceChildren(...(view.payees ?? []).map((name) => make("li", {}, name)));
    byId("payees-part").hidden = !view.payees?.length;
    const set = view.failures.map(({ what, times }) =>
      `${FAILURES[what] ?? words(what)}${times === "always" ? ", always" : times > 1 ? `, ${times} times` : ""}`);
    byId("failing").textContent = set.length > 0 ? `The bank will ${set.join(", and ")}.` : "";
    this.#changed(view);
  }

  #showConsent({ consent }) {
    byId("consent").hidden = consent === "active";
    byId("consent-text").textContent =
      consent === "expired" ? this.#words.expired : this.#words.withdrawn;
  }

  /** Questions keep their buttons while they wait, so that a refresh takes nobody's focus away. */
  #showApprovals(approvals) {
    const list = byId("approvals");
    const waiting = new Set(approvals.map(({ id }) => id));
    for (const item of [...list.children]) {
      if (!waiting.has(item.dataset.id)) {
        if (item.contains(document.activeElement)) byId("phone").focus();
        item.remove();
      }
    }
    for (const approval of approvals) {
      const there = [...list.children].some((item) => item.dataset.id === approval.id);
      if (!there) list.append(this.#approval(approval));
    }
    byId("nothing").hidden = approvals.length > 0;
    this.#tick();
  }

  #approval(approval) {
    const title = `title-${approval.id}`;
    const text = this.#words;
    const payment = approval.what === "payment";
    const amount = payment && money(approval.amount, this.#locale);
    const card = payment ? undefined : this.#named(approval.card);
    const head = payment
      ? [
          make("p", { class: "kind" }, text.payment),
          make("p", { class: "amount", id: title }, amount),
          make("p", { class: "whom" }, `${text.to} `, make("strong", {}, approval.payee),
            ` ${ending(approval.payee_ends_in)}`),
          make("p", { class: "faint" }, `${text.from} ${this.#named(approval.account)}`),
        ]
      : [
          make("p", { class: "kind" }, text.unlock),
          make("p", { class: "amount", id: title }, card),
          make("p", { class: "faint" }, ending(approval.card.ends_in)),
        ];
    const about = payment ? `${amount} ${text.to} ${approval.payee}` : text.unlocking(card);
    const button = (decision, kind) =>
      make("button", {
        type: "button",
        class: kind,
        "aria-label": `${text[decision]}: ${about}`,
        onclick: () => this.#decide(approval, decision, about),
      }, text[decision]);
    const item = make("li", { "aria-labelledby": title }, ...head,
      make("p", { class: "left", "data-deadline": approval.deadline }),
      make("div", { class: "choice" }, button("decline", "quiet"), button("approve", "main")));
    item.dataset.id = approval.id;
    return item;
  }

  async #decide(approval, decision, about) {
    const told = byId("told");
    try {
      const path = `/sandbox/app/${encodeURIComponent(this.#customer)}/approvals/${encodeURIComponent(approval.id)}`;
      const view = await ask(path, { decision });
      this.#show(view);
      told.textContent = `${this.#words[`${decision}d`]}: ${about}.`;
      this.#decided(decision);
    } catch (error) {
      told.textContent = error.message;
      this.#shown = "";
      await this.refresh();
    }
  }

  async #consent() {
    try {
      this.#show(await ask(`/sandbox/app/${encodeURIComponent(this.#customer)}/consent`, {}));
      byId("told").textContent = this.#words.allowed;
      byId("phone").focus();
    } catch (error) {
      byId("told").textContent = error.message;
    }
  }

  async #fail(event) {
    event.preventDefault();
    try {
      const what = byId("failure").value;
      this.#show(await ask("/sandbox/failures", { customer: this.#customer, what, times: 1 }));
    } catch (error) {
      byId("failing").textContent = error.message;
    }
  }

  #account(account) {
    const { balance } = account;
    return make("li", {},
      make("span", { class: "name" }, this.#named(account), make("small", {}, ending(account.ends_in))),
      make("span", { class: balance.minor_units < 0 ? "sum owed" : "sum" }, money(balance, this.#locale)));
  }

  #card(card) {
    const state = card.locked ? this.#words.locked : this.#words.active;
    return make("li", {},
      make("span", { class: "name" }, this.#named(card), make("small", {}, ending(card.ends_in))),
      make("span", { class: card.locked ? "lock locked" : "lock" }, state));
  }

  /** The customer's own name for it, or what its kind is called. */
  #named({ name, kind }) {
    return name || this.#words.kinds[kind] || words(kind);
  }

  #notice({ at, text }) {
    const when = new Intl.DateTimeFormat(this.#locale, { timeStyle: "short" }).format(new Date(at));
    return make("li", {}, make("time", { datetime: at }, when), make("span", { lang: "en" }, text));
  }

  #tick() {
    const now = new Date();
    byId("clock").textContent = new Intl.DateTimeFormat(this.#locale, { timeStyle: "short" }).format(now);
    for (const left of document.querySelectorAll("[data-deadline]")) {
      const seconds = Math.max(0, Math.round((new Date(left.dataset.deadline) - now) / 1000));
      const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      left.textContent = this.#words.left(clock);
    }
  }
}
