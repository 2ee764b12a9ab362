/** How Streamlit's calls become one lasting picture for each place in the page. */

import { Words } from "./words.js";

const AGAIN = 1000;

/**
 * The function that Streamlit calls at each run of the script and at each change of the theme. A cleanup does not mean
 * that the place is gone: Streamlit also calls that of a call which ends after the next one has been asked for, even
 * before that one comes. Only a place that is out of the page is gone.
 *
 * @param {Promise<new (parent: HTMLElement) => {receive: function, destroy: function}>} loading the picture's class.
 * @returns {(component: {data: any, parentElement: HTMLElement, setTriggerValue: function}) =>
 *   Promise<() => void>} what it resolves to is called when the component leaves the page, and now and then before.
 */
export function mounting(loading) {
  const pictures = new WeakMap();
  const newest = new WeakMap();
  return async ({ data, parentElement, setTriggerValue }) => {
    const turn = {};
    newest.set(parentElement, turn);
    const Picture = await loading;
    if (!pictures.has(parentElement)) pictures.set(parentElement, { picture: new Picture(parentElement), words: new Words() });
    const mounted = pictures.get(parentElement);
    mounted.picture.receive(data, (word, value) => mounted.words.say(word, value, setTriggerValue));
    const leave = () => {
      if (newest.get(parentElement) !== turn || pictures.get(parentElement) !== mounted) return;
      if (parentElement.isConnected) {
        setTimeout(leave, AGAIN);
        return;
      }
      pictures.delete(parentElement);
      mounted.picture.destroy();
    };
    return leave;
  };
}
