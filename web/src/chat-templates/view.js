// The elements of the playground, and their content.
import { placeIn } from "./json.js";
import { LOSSES } from "./loss.js";
import { drawMarked } from "./marks.js";

const { element } = nlpjourney;
const MOST_PARTS = 20; // parts with loss that are listed
const LONGEST_PART = 200; // characters

/**
 * Draw the playground into `place`.
 *
 * @param offered the templates to choose from
 * @param changed called with the parts of the state that the reader changed
 */
export function drawPlayground(place, offered, changed) {
  const fields = {};

  /** A field for one part of the state, with its label. */
  function field(name, label, made, event = "input", read = () => made.value) {
    made.id = `chat-${name}`;
    made.addEventListener(event, () => changed({ [name]: read() }));
    fields[name] = made;
    return element("label", { htmlFor: made.id, className: `chat-label-${made.type}` }, label);
  }

  const select = (options) => {
    const made = element("select");
    made.append(...options.map(([value, text]) => element("option", { value }, text)));
    return made;
  };
  const area = (rows) => element("textarea", { rows, spellcheck: false, autocomplete: "off" });
  const box = () => element("input", { type: "checkbox" });
  const line = () => element("input", { type: "text", spellcheck: false, autocomplete: "off" });
  const part = (...children) => element("div", { className: "playground-part" }, ...children);
  const button = (text, properties = {}) =>
    element("button", { type: "button", className: "playground-button", ...properties }, text);

  // Above: the choices

  const names = offered.map(({ name, title }) => [name, title]);
  const templateLabel = field("template", "Template", select([...names, ["own", "your own"]]), "change");
  const ticked = (name, text) => {
    const label = field(name, text, box(), "change", () => (fields[name].checked ? "1" : ""));
    return element("span", { className: "chat-tick" }, fields[name], label);
  };
  const thinkingLabel = field("thinking", "enable_thinking",
    select([["", "not given"], ["true", "True"], ["false", "False"]]), "change");
  const bar = element("div", { className: "playground-bar" },
    element("span", {}, templateLabel, " ", fields.template), ticked("prompt", "add_generation_prompt"),
    ticked("continued", "continue_final_message"),
    element("span", { className: "chat-option" }, thinkingLabel, " ", fields.thinking));

  // The messages, in two views

  const form = element("div", { className: "chat-form" });
  const views = ["form", "json"].map((view) => {
    const made = button(view === "form" ? "Form" : "JSON");
    made.addEventListener("click", () => changed({ view }));
    return made;
  });
  const messagesLabel = field("messages", "Messages, as JSON", area(12));
  const messagesHead = element("div", { className: "chat-head" },
    element("span", { className: "chat-title" }, "Messages"), ...views);
  const json = element("div", {}, messagesLabel, fields.messages);

  // Tools and template, closed at first

  const toolsLabel = field("tools", "A list of JSON schemas", area(6));
  const tools = element("details", {}, element("summary", {}, "Tools"), toolsLabel, fields.tools);
  const sourceLabel = field("source", "Jinja; a change makes it your own", area(14));
  const tokens = [["bos", "bos_token"], ["eos", "eos_token"],
    ["special", "Special tokens, a space between them"]].map(([name, text]) => {
    const label = field(name, text, line());
    return element("span", {}, label, fields[name]);
  });
  const source = element("details", {}, element("summary", {}, "Template"), sourceLabel, fields.source,
    element("div", { className: "chat-tokens" }, ...tokens));

  // Problems, each below its field

  const problems = Object.fromEntries(["messages", "tools", "source"].map((name) => {
    const shown = element("p", { className: "playground-problem", id: `chat-problem-${name}`, hidden: true });
    shown.setAttribute("role", "alert");
    fields[name].setAttribute("aria-describedby", shown.id);
    return [name, shown];
  }));

  /** Show the problem of a field: { message, offset in it } or null. */
  function problem(name, error) {
    const shown = problems[name];
    const field = fields[name];
    const place = error?.offset === undefined ? null : placeIn(field.value, error.offset);
    const text = !error ? "" : place ? `Line ${place.line}, column ${place.column}: ${error.message}` : error.message;
    field.setAttribute("aria-invalid", String(Boolean(error)));
    if (shown.dataset.text === text) return;
    shown.dataset.text = text;
    shown.hidden = !error;
    shown.replaceChildren(text);
    if (!place) return;
    const show = button("Show");
    show.addEventListener("click", () => {
      const details = field.closest("details");
      if (details) details.open = true;
      if (name === "messages") changed({ view: "json" });
      field.focus();
      field.setSelectionRange(error.offset, error.offset + 1);
    });
    shown.append(" ", show);
  }

  // The text

  const copy = button("Copy the text");
  const summary = element("output", { className: "chat-summary" });
  const note = element("p", { className: "playground-note" });
  const text = element("pre", { className: "chat-text", tabIndex: 0, role: "group", ariaLabel: "Rendered text" });
  const lossLabel = field("loss", "Loss, with", select(Object.entries(LOSSES)), "change");
  const lossNote = element("p", { className: "playground-note" });
  const lossParts = element("ol", { className: "chat-parts" });
  const legend = element("p", { className: "playground-note chat-legend" },
    element("mark", { className: "chat-special" }, "special token"), " ",
    element("mark", { className: "chat-special chat-forged" }, "special token that a message spells"), " ",
    element("span", { className: "chat-learnt" }, "carries loss"));
  let whole = "";
  copy.addEventListener("click", async () => {
    const said = await nlpjourney.copy(whole).then(() => "Copied", () => "Not copied");
    copy.textContent = said;
    setTimeout(() => (copy.textContent = "Copy the text"), 2000);
  });

  // The tokens, counted on demand: the tokenizer is large

  const countButton = button("Count the tokens");
  const counted = element("output", { className: "chat-summary" });
  const counting = element("div", { className: "chat-head" }, countButton, counted);
  const root = element("div", { className: "playground chat" }, bar,
    part(messagesHead, form, json, problems.messages), part(tools, problems.tools), part(source, problems.source),
    part(element("div", { className: "chat-head" }, element("span", { className: "chat-title" }, "Rendered text"),
      summary, copy), text, legend, note),
    part(element("div", { className: "chat-head" }, lossLabel, fields.loss), lossNote, lossParts), part(counting));
  place.append(root);

  return {
    form, problem, countButton,

    /** Show the state in the fields, except in the one where the reader is typing. */
    show(state, template, loss) {
      const values = {
        ...state, loss, template: template.name, source: template.source, bos: template.tokens.bos_token,
        eos: template.tokens.eos_token, special: template.special.join(" "),
      };
      for (const [name, made] of Object.entries(fields)) {
        if (made.type === "checkbox") made.checked = Boolean(values[name]);
        else if (made !== document.activeElement && made.value !== values[name]) made.value = values[name];
      }
      const isForm = state.view !== "json";
      form.hidden = !isForm;
      json.hidden = isForm;
      views.forEach((view, which) => (view.ariaPressed = String((which === 0) === isForm)));
    },

    canBeForm(can) {
      views[0].disabled = !can;
    },

    /** Say whether the shown text belongs to the current fields. */
    current(is) {
      root.classList.toggle("chat-stale", !is);
      if (!is) summary.textContent = whole ? "from before the problem" : "";
    },

    result(rendered, marks, loss, notes) {
      whole = rendered;
      const complete = drawMarked(text, rendered, { ...marks, learnt: loss.parts });
      summary.textContent =
        `${count([...rendered].length, "character")}, ${count(marks.special.length, "special token")}`;
      note.textContent = [...notes,
        ...(complete ? [] : ["Not everything is shown or marked; the button copies everything."])].join(" ");
      lossNote.textContent = loss.note;
      const shown = loss.parts.slice(0, MOST_PARTS).map(([start, end]) =>
        element("li", {}, element("code", {}, shortened(rendered.slice(start, end)))));
      const more = loss.parts.length - shown.length;
      lossParts.replaceChildren(...shown, ...(more > 0 ? [element("li", {}, `and ${more} more`)] : []));
    },

    counted({ all, learnt, problem: why }) {
      counted.textContent = why
        ?? `${count(all, "token")} of SmolLM2's tokenizer, ${learnt.toLocaleString("en")} with loss`;
    },

    counting() {
      countButton.ariaPressed = "true";
      counted.textContent = "Counting …";
    },

    note(words) {
      note.textContent = `${note.textContent} ${words}`.trim();
    },
  };
}

const count = (number, what) => `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;

function shortened(text) {
  const middle = text.length > LONGEST_PART ? `${text.slice(0, LONGEST_PART / 2)} … ${text.slice(-LONGEST_PART / 2)}`
    : text;
  return middle.replaceAll("\n", "↵");
}
