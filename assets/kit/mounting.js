/** How Streamlit's calls become one lasting picture for each place in the page. */

/**
 * The function that Streamlit calls at each run of the script and at each change of the theme. A call that comes while
 * the first one still waits for its modules makes Streamlit call the first one's cleanup: only that of the newest call
 * for a place means that the place is gone.
 *
 * @param {Promise<new (parent: HTMLElement) => {receive: function, destroy: function}>} loading the picture's class.
 * @returns {(component: {data: any, parentElement: HTMLElement, setTriggerValue: function}) =>
 *   Promise<() => void>} what it resolves to is called when the component leaves the page.
 */
export function mounting(loading) {
  const pictures = new WeakMap();
  const newest = new WeakMap();
  return async ({ data, parentElement, setTriggerValue }) => {
    const turn = {};
    newest.set(parentElement, turn);
    const Picture = await loading;
    if (!pictures.has(parentElement)) pictures.set(parentElement, new Picture(parentElement));
    const picture = pictures.get(parentElement);
    picture.receive(data, setTriggerValue);
    return () => {
      if (newest.get(parentElement) !== turn) return;
      pictures.delete(parentElement);
      picture.destroy();
    };
  };
}
