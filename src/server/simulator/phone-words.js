// What the banking app calls things, in its customer's language.

const ENGLISH = {
  app: "Banking app",
  waiting: "Waiting for you",
  nothing: "Nothing waits for your approval.",
  accounts: "Accounts",
  cards: "Cards",
  notices: "Notices",
  payees: "Saved payees",
  payment: "Payment",
  unlock: "Unlock a card",
  unlocking: (card) => `unlocking the ${card.toLowerCase()}`,
  to: "to",
  from: "from",
  left: (clock) => `${clock} left to decide`,
  approve: "Approve",
  decline: "Decline",
  approved: "Approved",
  declined: "Declined",
  locked: "Locked",
  active: "Active",
  consent: "The assistant may not look",
  expired: "Your consent has run out.",
  withdrawn: "You have withdrawn your consent.",
  allow: "Allow it again",
  allowed: "The assistant may look at your accounts again.",
  kinds: {
    checking: "Current account",
    savings: "Savings account",
    joint: "Joint account",
    credit_card: "Credit card account",
    loan: "Loan",
    fixed: "Fixed-term account",
    debit: "Debit card",
    credit: "Credit card",
  },
};

const AMERICAN = { ...ENGLISH, kinds: { ...ENGLISH.kinds, checking: "Checking account" } };

const GERMAN = {
  app: "Banking-App",
  waiting: "Wartet auf Sie",
  nothing: "Nichts wartet auf Ihre Freigabe.",
  accounts: "Konten",
  cards: "Karten",
  notices: "Mitteilungen",
  payees: "Gespeicherte Empfänger",
  payment: "Zahlung",
  unlock: "Karte entsperren",
  unlocking: (card) => `${card} entsperren`,
  to: "an",
  from: "von",
  left: (clock) => `noch ${clock} Zeit`,
  approve: "Freigeben",
  decline: "Ablehnen",
  approved: "Freigegeben",
  declined: "Abgelehnt",
  locked: "Gesperrt",
  active: "Aktiv",
  consent: "Der Assistent darf nicht nachsehen",
  expired: "Ihre Einwilligung ist abgelaufen.",
  withdrawn: "Sie haben Ihre Einwilligung zurückgezogen.",
  allow: "Wieder erlauben",
  allowed: "Der Assistent darf Ihre Konten wieder einsehen.",
  kinds: {
    checking: "Girokonto",
    savings: "Sparkonto",
    joint: "Gemeinschaftskonto",
    credit_card: "Kreditkartenkonto",
    loan: "Kredit",
    fixed: "Festgeldkonto",
    debit: "Girocard",
    credit: "Kreditkarte",
  },
};

export const phoneWords = (locale) => {
  if (locale?.startsWith("de")) return GERMAN;
  return locale === "en-US" ? AMERICAN : ENGLISH;
};
