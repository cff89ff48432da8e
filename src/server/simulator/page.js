// Small things that every part of the page uses.

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/**
 * A new element. Everything that a person or a bank wrote arrives as a child that is a string, and
 * so as text: nothing on this page is ever read as markup.
 */
export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
};

/** Asks the server. Throws an error whose message is a sentence for the person at the page. */
export const ask = async (path, body) => {
  let answer;
  try {
    answer = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
    });
  } catch {
    throw new Error("The server does not answer. Is it still running?");
  }
  const told = await answer.json().catch(() => undefined);
  if (!answer.ok) {
    throw new Error(`${told?.message ?? "The server could not do that."} (${answer.status})`);
  }
  return told;
};

/** An amount as people of the locale write it. */
export const money = ({ decimal, currency }, locale) =>
  new Intl.NumberFormat(locale, { style: "currency", currency }).format(decimal);

/** "credit_card" as words: "Credit card". */
export const words = (name) => {
  const spaced = name.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};
