// Steps through a block's recorded trace (nlpjourney/testing/tracing.py describes a step): the line
// that runs next, the variables that changed, the output so far.
const { element, load, parts } = window.nlpjourney;

const traces = new Map();
window.nlpjourney.trace = (snippet, trace) => traces.set(snippet, trace);

const TOP_LEVEL = "__main__";
const SECONDS_A_STEP = 1;
const LONGEST_SPOKEN = 80;

/** The functions that are open at a step, outermost first, each with its variables by name: their
 * values, their values before (null for a new one), and whether the step changed them. */
function openFunctions(steps, current) {
  const open = [];
  for (const [line, name, depth, , changes] of steps.slice(0, current + 1)) {
    open.length = Math.min(open.length, depth + 1);
    if (!open[depth] || open[depth].variables.has("return")) open[depth] = { name, variables: new Map() };
    const { variables } = open[depth];
    open[depth].line = line;
    for (const one of open) for (const variable of one.variables.values()) variable.changed = false;
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) variables.delete(name);
      else variables.set(name, { value, before: variables.get(name)?.value ?? null, changed: true });
    }
  }
  return open;
}

const SEPARATOR = /[\s,:()[\]{}]+/;
const words = (text) => text.split(new RegExp(`(${SEPARATOR.source})`)).filter(Boolean);

/** The words of `now`; marked are those outside the longest common subsequence with `before`. */
function compared(before, now) {
  const [a, b] = [words(before), words(now)];
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1)); // of what follows i and j
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const parts = [];
  let i = 0;
  b.forEach((word, j) => {
    while (i < a.length && a[i] !== word && common[i + 1][j] >= common[i][j + 1]) i++;
    const isKept = a[i] === word;
    if (isKept) i++;
    parts.push(isKept || SEPARATOR.test(word) ? word : element("mark", {}, word));
  });
  return parts;
}

function shownValue({ value, before, changed }) {
  return element("code", {}, ...(changed && before !== null ? compared(before, value) : [value]));
}

const place = ({ name, line }) => (name === TOP_LEVEL ? `line ${line}` : `line ${line} in ${name}`);

function shownFunction(open) {
  const rows = [...open.variables].map(([name, variable]) =>
    element("div", { className: variable.changed ? "step-changed" : "" },
      element("dt", {}, name === "return" ? "returns" : name), element("dd", {}, shownValue(variable))));
  const title = open.name === TOP_LEVEL ? "Variables" : `Variables of ${open.name}`;
  return element("div", {}, element("p", { className: "step-function" }, title), element("dl", {}, ...rows));
}

/** A step in words. */
function said(open, isLast) {
  const { variables } = open.at(-1);
  if (variables.has("return")) return `${open.at(-1).name} returns`;
  return isLast ? "The end" : `Next: ${place(open.at(-1))}`;
}

function changesInWords(open) {
  const changed = [...open.at(-1).variables].filter(([, variable]) => variable.changed);
  return changed.map(([name, { value }]) => {
    if (value.length > LONGEST_SPOKEN) return name === "return" ? "It returns a long value." : `${name} changed.`;
    return `${name === "return" ? "It returns" : `${name} is`} ${value}.`;
  });
}

class Stepper {
  constructor(block, steps, close) {
    this.steps = steps;
    this.code = block.querySelector(".highlight:not(.language-text) code");
    this.lines = this.code.textContent.split("\n");
    const printed = block.querySelector(".language-text code").textContent.replace(/^.*\n/, ""); // below the command
    this.printed = new TextEncoder().encode(printed);
    this.slider = element("input", {
      type: "range", min: 0, max: steps.length - 1, step: 1, ariaLabel: "Step", className: "step-slider",
    });
    this.slider.addEventListener("input", () => this.show(this.slider.valueAsNumber));
    this.count = element("span", { className: "step-count" });
    this.now = element("span", { className: "step-now" });
    this.variables = element("div",
      { className: "step-variables", tabIndex: 0, role: "group", ariaLabel: "Variables" });
    this.output = element("code", { tabIndex: 0, role: "group", ariaLabel: "Output so far" });
    this.output.style.setProperty("--lines", printed.split("\n").length);
    this.status = element("div", { className: "visually-hidden", role: "status" });
    this.play = element("button", { type: "button", className: "step-button step-play", ariaLabel: "Play" });
    this.play.addEventListener("click", () => this.setPlaying(!this.playing));
    this.panel = element("div", { className: "step-panel", role: "group", ariaLabel: "Steps of the program" },
      element("div", { className: "step-controls" },
        this.button("First step", "step-first", () => 0),
        this.button("Step back", "step-back", () => this.current - 1),
        ...(matchMedia("(prefers-reduced-motion: reduce)").matches ? [] : [this.play]),
        this.button("Next step", "step-next", () => this.current + 1),
        this.button("Last step", "step-last", () => Infinity),
        this.slider, this.count),
      element("p", { className: "step-line" }, this.now), this.variables,
      element("p", { className: "step-function" }, "Output so far"),
      element("div", { className: "language-text highlight" }, element("pre", {}, this.output)),
      this.status);
    this.panel.addEventListener("keydown", (event) => this.onKey(event, close));
  }

  button(name, className, target) {
    const made = element("button", { type: "button", className: `step-button ${className}`, ariaLabel: name });
    made.addEventListener("click", () => this.show(target()));
    return made;
  }

  onKey(event, close) {
    const targets = { ArrowLeft: this.current - 1, ArrowRight: this.current + 1, Home: 0, End: Infinity };
    if (event.key === "Escape") close();
    else if (event.target.matches("button") && event.key in targets) this.show(targets[event.key]);
    else return;
    event.preventDefault();
  }

  setPlaying(playing) {
    clearInterval(this.playing);
    this.playing = playing && setInterval(() => this.show(this.current + 1, true), SECONDS_A_STEP * 1000);
    this.play.ariaLabel = playing ? "Pause" : "Play";
    this.play.classList.toggle("step-pause", playing);
    if (playing && this.current === this.steps.length - 1) this.show(0, true);
  }

  show(wanted, isPlaying = false) {
    const last = this.steps.length - 1;
    this.current = Math.max(0, Math.min(wanted, last));
    if (this.playing && (!isPlaying || this.current === last)) this.setPlaying(false);
    const [line, , , printed] = this.steps[this.current];
    const open = openFunctions(this.steps, this.current);
    const isLast = this.current === last;
    this.mark(line, this.steps[this.current - 1]?.[0] ?? -9); // -9: no line ran, so the mark is out of sight
    this.slider.value = this.current;
    this.slider.ariaValueText = this.count.textContent = `Step ${this.current + 1} of ${last + 1}`;
    this.now.textContent = said(open, isLast);
    this.variables.replaceChildren(...open.toReversed().map(shownFunction));
    this.reveal(this.variables.querySelector(".step-changed"));
    this.output.textContent = new TextDecoder().decode(this.printed.subarray(0, printed));
    if (isPlaying) return;
    const step = `${said(open, isLast)}: ${this.lines[line - 1].trim()}`;
    this.status.textContent = [step, ...changesInWords(open)].join(" ");
  }

  /** Scroll only the variables to one that is out of sight. */
  reveal(row) {
    if (!row) return;
    const [box, place] = [this.variables, row].map((one) => one.getBoundingClientRect());
    if (place.top < box.top || place.bottom > box.bottom) this.variables.scrollTop += place.top - box.top - 8;
  }

  /** Mark the line that runs next and the one that ran, behind the text of the code. */
  mark(next, ran) {
    const { lineHeight, paddingTop } = getComputedStyle(this.code);
    const height = parseFloat(lineHeight);
    const top = parseFloat(paddingTop) + (next - 1) * height;
    this.code.style.setProperty("--next", next);
    this.code.style.setProperty("--ran", ran);
    const { scrollTop, clientHeight } = this.code;
    if (top < scrollTop + height || top > scrollTop + clientHeight - 2 * height)
      this.code.scrollTop = top - clientHeight / 2;
  }
}

/** Start in `bar`, the strip below a block's code: open the steps, and let its button close them. */
parts.stepper = async (bar) => {
  const block = bar.closest(".block");
  const button = bar.querySelector("button");
  await load(bar.dataset.trace);
  const { steps } = traces.get(bar.dataset.trace.match(/snippets\/(.*)\.trace\.js/)[1] + ".py");
  const toggle = (open) => {
    block.classList.toggle("stepping", open);
    button.ariaExpanded = open;
    stepper.panel.hidden = !open;
    if (!open) return stepper.setPlaying(false);
    block.scrollIntoView();
    stepper.slider.focus({ preventScroll: true });
  };
  const close = () => {
    toggle(false);
    button.focus();
  };
  const stepper = new Stepper(block, steps, close);
  bar.after(stepper.panel);
  toggle(true);
  stepper.show(0);
  button.addEventListener("click", () => toggle(stepper.panel.hidden));
};
