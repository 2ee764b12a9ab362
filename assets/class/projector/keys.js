/** The keys of a clicker and of who teaches; what a clicker sends beside them does no harm. */

const COMMANDS = { PageDown: "next", PageUp: "back", a: "again" };
const WRITING = "input:not([type=range]), textarea, select";

/**
 * Listens to them.
 * @param {(command: string) => void} onCommand called with "next", "back" or "again", once for each press.
 */
export function watchKeys(onCommand) {
  addEventListener("keydown", (event) => hear(event, onCommand), { capture: true });
}

/** Space, arrows, Home and End are left to the stage. */
function hear(event, onCommand) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "F5") return event.preventDefault();
  const command = COMMANDS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const writes = event.key.length === 1 && event.target.closest?.(WRITING);
  if (!command || writes) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) onCommand(command);
}
