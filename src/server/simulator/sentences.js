// What one can say now: answers while something is asked, and otherwise a tour of what there is.
// Every sentence here is said to the server in a test, in its language.

const ENGLISH = {
  currency: { EUR: "euros", GBP: "pounds", USD: "dollars" },
  open: "open Banter Bank",
  yes: "yes",
  no: "no",
  more: "more",
  tour: [
    "what's my balance",
    "send Anna fifty {currency}",
    "show my latest transactions",
    "how much did I spend on groceries last month",
    "move one hundred {currency} to my savings",
    "freeze my card",
    "unlock my card",
    "cancel my last payment",
    "call me back",
    "help",
  ],
  slots: {
    amount: ["fifty {currency}", "twelve fifty"],
    card: ["debit card", "credit card"],
    from: ["my checking account", "my savings"],
    to: ["my savings", "my checking account"],
    account: ["my checking account", "my savings"],
    date: ["tomorrow", "on Friday"],
    period: ["last month", "this week"],
    topic: ["a payment"],
  },
};

const GERMAN = {
  currency: { EUR: "Euro", GBP: "Pfund", USD: "Dollar" },
  open: "öffne Banter Bank",
  yes: "ja",
  no: "nein",
  more: "mehr",
  tour: [
    "wie ist mein Kontostand",
    "überweise Anna fünfzig {currency}",
    "was waren meine letzten Umsätze",
    "wie viel habe ich letzten Monat für Lebensmittel ausgegeben",
    "überweise hundert {currency} auf mein Sparkonto",
    "sperr meine Karte",
    "entsperr meine Karte",
    "storniere meine letzte Überweisung",
    "ruf mich bitte zurück",
    "Hilfe",
  ],
  slots: {
    amount: ["fünfzig {currency}", "zwölf fünfzig"],
    card: ["Girocard", "Kreditkarte"],
    from: ["mein Girokonto", "mein Sparkonto"],
    to: ["mein Sparkonto", "mein Girokonto"],
    account: ["mein Girokonto", "mein Sparkonto"],
    date: ["morgen", "am Freitag"],
    period: ["letzten Monat", "diese Woche"],
    topic: ["eine Zahlung"],
  },
};

const IN_BRITAIN = { from: ["my current account", "my savings"] };

const of = (locale) => {
  if (locale.startsWith("de")) return GERMAN;
  if (locale !== "en-GB") return ENGLISH;
  const slots = { ...ENGLISH.slots, ...IN_BRITAIN, account: IN_BRITAIN.from };
  slots.to = [...IN_BRITAIN.from].reverse();
  return { ...ENGLISH, slots };
};

const said = (text) => ({ label: text, say: { text } });
const opened = (language) => ({ label: language.open, say: { launch: true } });

/** What the words are to the device: Alexa opens the skill herself, everything else she passes on. */
export const asSaid = (text, locale) => {
  const opens = text.trim().toLocaleLowerCase() === of(locale).open.toLocaleLowerCase();
  return opens ? { launch: true } : { text };
};

/** What the last answer asked for, as Alexa is told: a slot of an intent, or a yes. */
const asked = (last) => {
  const directives = last?.answer?.body?.response?.directives ?? [];
  const slot = directives.find((directive) => directive.type === "Dialog.ElicitSlot");
  if (slot) {
    const heard = slot.updatedIntent?.slots?.[slot.slotToElicit]?.value;
    return { slot: slot.slotToElicit, heard };
  }
  const confirm = directives.some((directive) => directive.type === "Dialog.ConfirmIntent");
  return { yes: confirm || Boolean(last?.trace?.session?.question) };
};

/** Those whose name has the word in it that was heard, or the first few. */
const fitting = (payees, heard) => {
  const word = heard?.toLocaleLowerCase();
  const fit = payees.filter((name) => word && name.toLocaleLowerCase().includes(word));
  return (fit.length > 0 ? fit : payees.slice(0, 4)).map(said);
};

/** The whole tour of a language, amounts in the customer's currency. */
export const tour = (locale, currency = "EUR") => {
  const language = of(locale);
  return language.tour.map((text) => text.replace("{currency}", language.currency[currency]));
};

/**
 * What to offer for a tap: `{ title, sentences: [{ label, say }] }`.
 * `news` says that the phone has just settled something that the assistant can tell about.
 */
export const sayable = ({ locale, currency = "EUR", payees = [], last, news, linked }) => {
  const language = of(locale);
  const filled = (text) => said(text.replace("{currency}", language.currency[currency]));
  const wanted = last?.listening ? asked(last) : {};
  if (wanted.yes) {
    return { title: "It asks: yes or no?", sentences: [said(language.yes), said(language.no)] };
  }
  if (wanted.slot === "payee") {
    return { title: "It asks who", sentences: fitting(payees, wanted.heard) };
  }
  if (wanted.slot && language.slots[wanted.slot]) {
    return { title: "It asks for one thing", sentences: language.slots[wanted.slot].map(filled) };
  }
  const open = opened(language);
  if (news) {
    const rest = language.tour.slice(0, 4).map(filled);
    return { title: "Done on the phone. Ask again", sentences: [open, ...rest] };
  }
  const tours = language.tour.map(filled);
  if (last?.listening && last?.trace?.session?.page) tours.unshift(said(language.more));
  return { title: "You could say", sentences: linked ? [open, ...tours] : [open] };
};
