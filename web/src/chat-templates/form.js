// The messages as a form: each has a role and a text, and thoughts if the template reads them; a
// reader can add, remove and move them.
import { fromData, dumps } from "./jinja/values.js";

const { element } = nlpjourney;
const ROLES = ["system", "user", "assistant", "tool"];
const THOUGHTS = "reasoning_content";
const MOST = 100; // messages that are shown; the JSON view has all

/**
 * Draw the messages into `place`. The reader's edits change them; then `changed` is called with
 * them.
 *
 * @param messages an array of maps, as `json.js` reads them
 * @param thoughts whether the assistant's messages have a field for thoughts
 */
export function drawForm(place, messages, thoughts, changed) {
  const draw = () => {
    const shown = messages.slice(0, MOST).map((message, index) => card(message, index));
    const more = messages.length > MOST
      ? [element("p", { className: "playground-note" }, `${messages.length - MOST} more messages: see the JSON.`)] : [];
    place.replaceChildren(...shown, ...more, add);
  };

  /** Change the list, and keep the focus where the reader works: on the first of these that exists. */
  const rearrange = (act, ...focused) => {
    act();
    draw();
    focused.map((selector) => place.querySelector(selector)).concat(add).find(Boolean).focus();
    changed(messages);
  };

  const button = (label, text, disabled, act) => {
    const made = element("button", { type: "button", className: "playground-button", ariaLabel: label, disabled },
      text);
    made.addEventListener("click", act);
    return made;
  };

  const add = button("Add a message", "Add a message", false, () => {
    const role = messages.at(-1)?.get("role") === "user" ? "assistant" : "user";
    const message = new Map([["role", role], ["content", ""]]);
    rearrange(() => messages.push(message), `[data-message="${messages.length}"] textarea`);
  });

  function card(message, index) {
    const number = index + 1;
    const move = (by, name) => rearrange(
      () => messages.splice(index + by, 0, ...messages.splice(index, 1)),
      `[data-message="${index + by}"] [data-act="${name}"]:enabled`,
      `[data-message="${index + by}"] select`,
    );
    const acts = [
      button(`Move message ${number} up`, "↑", index === 0, () => move(-1, "up")),
      button(`Move message ${number} down`, "↓", index === messages.length - 1, () => move(1, "down")),
      button(`Remove message ${number}`, "Remove", false, () => {
        rearrange(() => messages.splice(index, 1),
          `[data-message="${Math.min(index, messages.length - 2)}"] [data-act="remove"]`);
      }),
    ];
    ["up", "down", "remove"].forEach((name, which) => (acts[which].dataset.act = name));
    const made = element("div", { className: "chat-message", role: "group", ariaLabel: `Message ${number}` },
      element("div", { className: "chat-message-bar" }, roleOf(message, index), ...acts),
      ...thoughtsOf(message, number), ...contentOf(message, number));
    made.dataset.message = index;
    return made;
  }

  function roleOf(message, index) {
    const role = message.get("role");
    const select = element("select", { ariaLabel: `Role of message ${index + 1}` });
    const others = typeof role === "string" && !ROLES.includes(role) ? [role] : [];
    select.append(...[...ROLES, ...others]
      .map((name) => element("option", { value: name, selected: name === role }, name)));
    select.addEventListener("change",
      () => rearrange(() => message.set("role", select.value), `[data-message="${index}"] select`));
    return select;
  }

  /** The assistant's thoughts have their own key; the message lacks the key if they are empty. */
  function thoughtsOf(message, number) {
    const given = message.get(THOUGHTS);
    if (!hasThoughts(message)) return [];
    const area = element("textarea",
      { rows: 1, id: `chat-thoughts-${number}`, ariaLabel: `Thoughts of message ${number}`, spellcheck: false,
        value: given ?? "" });
    area.addEventListener("input", () => {
      if (area.value) message.set(THOUGHTS, area.value);
      else message.delete(THOUGHTS);
      changed(messages);
    });
    return [element("label", { htmlFor: area.id, className: "chat-label-text" }, THOUGHTS), area];
  }

  const hasThoughts = (message) => thoughts && message.get("role") === "assistant"
    && typeof (message.get(THOUGHTS) ?? "") === "string";

  function contentOf(message, number) {
    const content = message.get("content") ?? "";
    const isText = typeof content === "string";
    const area = element("textarea",
      { rows: 2, ariaLabel: `Text of message ${number}`, spellcheck: false, disabled: !isText });
    area.value = isText ? content : dumps(fromData(content));
    area.addEventListener("input", () => {
      message.set("content", area.value);
      changed(messages);
    });
    const further = [...message.keys()].filter((key) => key !== "role" && key !== "content"
      && !(key === THOUGHTS && hasThoughts(message)));
    const notes = [
      ...(isText ? [] : ["the content is not a text"]),
      ...(further.length ? [`also has ${further.join(", ")}`] : []),
    ];
    return [area,
      ...(notes.length
        ? [element("p", { className: "playground-note" }, `${notes.join("; ")}: change it in the JSON.`)]
        : [])];
  }

  draw();
}
