// Sends what is typed, and shows what is said.
const list = document.querySelector("#conversation");
let conversation;

const line = (text) => {
  const item = document.createElement("li");
  item.textContent = text;
  list.append(item);
};

document.querySelector("#say").addEventListener("submit", async (event) => {
  event.preventDefault();
  const input = document.querySelector("#text");
  const text = input.value;
  input.value = "";
  line(text);
  const answer = await fetch("/simulator/turn", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ customer: "mia", conversation, say: { text } }),
  });
  const said = await answer.json();
  conversation = said.conversation;
  line(said.speech?.text ?? said.message ?? "");
});
