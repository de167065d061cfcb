// What the playgrounds share: the state in the address, and turns for the browser.

/** The state that the address carries after its #, by name. */
export function fromAddress() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

/** Put `state` into the address, so that it can be shared, without empty values. */
export function toAddress(state) {
  const kept = Object.entries(state).filter(([, value]) => value !== "" && value != null);
  const hash = new URLSearchParams(kept).toString();
  history.replaceState(history.state, "", hash ? `#${hash}` : location.pathname + location.search);
}

/** A function that calls `act` after no call of it for `milliseconds`. */
export function afterTyping(act, milliseconds = 150) {
  let waiting;
  return (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(act, milliseconds, ...given);
  };
}

/** Let the browser respond to the reader before continuing. */
export function turn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
