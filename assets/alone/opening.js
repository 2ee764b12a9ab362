/** Opens a page that stands without a server: unpacks the modules and the picture that it holds, and mounts it. */

(async () => {
  const place = /** @type {HTMLElement} */ (document.querySelector("script[data-picture]"));
  const [program, payload] = place.textContent.split(" ");
  const media = matchMedia("(prefers-color-scheme: dark)");
  const host = hostTheme();
  if (host) document.documentElement.dataset.host = host;
  try {
    const { sheet, modules } = await new Response(inflated(await held(program))).json();
    document.head.append(made("style", { textContent: sheet }));
    const addresses = Object.entries(modules).map(([name, source]) => [name, addressOf(source)]);
    const imports = JSON.stringify({ imports: Object.fromEntries(addresses) });
    document.head.append(made("script", { type: "importmap", textContent: imports }));
    const { default: mount } = await import(place.dataset.picture);
    const data = new Uint8Array(await (await held(payload)).arrayBuffer());
    const draw = () => mount({ data, parentElement: document.body, setTriggerValue() {} });
    media.addEventListener("change", draw);
    await draw();
  } catch (error) {
    document.body.append(made("p", { textContent: `This browser cannot open the page: ${error.message}` }));
  }

  function held(letters) {
    return fetch(`data:application/octet-stream;base64,${letters}`);
  }

  function inflated(response) {
    return response.body.pipeThrough(new DecompressionStream("deflate"));
  }

  /** Pages from a disk cannot import files, but what an address holds. */
  function addressOf(source) {
    return `data:text/javascript,${encodeURIComponent(source)}`;
  }

  function made(tag, fields) {
    return Object.assign(document.createElement(tag), fields);
  }

  /** Whether the notebook that shows the page in a frame is light or dark; empty where none does, or it does not say. */
  function hostTheme() {
    try {
      for (let one = window.frameElement; one; one = one.parentElement) {
        const [red, green, blue, opacity = 1] = getComputedStyle(one).backgroundColor.match(/[\d.]+/g).map(Number);
        if (one.tagName !== "IFRAME" && opacity) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 102 ? "dark" : "light";
      }
    } catch { /* a host of another origin */ }
    return "";
  }
})();
