"""What is wrong with a page as it is drawn: each finding is a line that names the place."""

from playwright.sync_api import Page

_TOOLS = """
  const named = (element) => {
    const words = (element.innerText || element.value || "").trim().replace(/\\s+/g, " ").slice(0, 40);
    const id = element.id ? "#" + element.id : "";
    const classes = [...element.classList].map((name) => "." + name).join("");
    return `${element.localName}${id}${classes} "${words}"`;
  };
  const all = (query) => [...document.querySelectorAll(query)];
  const unseen = ".hidden, [hidden], [aria-hidden=true], svg *, option";
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(unseen);
  const inline = (element) => getComputedStyle(element).display.startsWith("inline");
  const inSentence = (element) => {
    if (!inline(element) || element.matches(".button")) return false;
    let block = element;
    while (inline(block)) block = block.parentElement;
    return block.innerText.trim().length > element.innerText.trim().length;
  };
  const floats = (element) => {
    for (let place = element; place; place = place.parentElement)
      if (["sticky", "fixed"].includes(getComputedStyle(place).position)) return true;
    return false;
  };
  const rgba = (colour) => {
    const canvas = Object.assign(new OffscreenCanvas(1, 1).getContext("2d"), { fillStyle: colour });
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [red, green, blue] = rgba(colour).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [lighter, darker] = [light(one), light(other)].sort((a, b) => b - a);
    return (lighter + 0.05) / (darker + 0.05);
  };
  const paper = (element) => {
    for (let place = element; place; place = place.parentElement) {
      const { backgroundColor } = getComputedStyle(place);
      if (rgba(backgroundColor)[3] === 255) return backgroundColor;
    }
    return "Canvas";
  };
"""

_FIT = """() => {
  const found = [];
  const boxes = [];
  const edge = document.documentElement.clientWidth;
  for (const element of all("body, body *").filter(seen)) {
    const { display, overflowY, textOverflow } = getComputedStyle(element);
    const { left, right, top, bottom, width } = element.getBoundingClientRect();
    const outside = width && (left < -1 || right > edge + 1) && !element.matches(".skip");
    if (outside) found.push([element, "overhangs"]);
    if (display === "inline" || display === "contents") continue;
    const wider = element.clientWidth && element.scrollWidth > element.clientWidth + 1;
    const higher = element.scrollHeight > element.clientHeight + 1;
    if (wider && element.localName !== "input") found.push([element, "wider than its box"]);
    if (higher && !["visible", "auto"].includes(overflowY)) found.push([element, "cut off below"]);
    if (textOverflow === "ellipsis") found.push([element, "may be cut off"]);
    if (element.matches("a, button, summary, input") && !floats(element))
      boxes.push([element, left, top, right, bottom]);
  }
  boxes.forEach(([one, left, top, right, bottom], index) => {
    for (const [other, otherLeft, otherTop, otherRight, otherBottom] of boxes.slice(index + 1)) {
      const across = Math.min(right, otherRight) - Math.max(left, otherLeft);
      const down = Math.min(bottom, otherBottom) - Math.max(top, otherTop);
      if (across > 1 && down > 1 && !one.contains(other)) found.push([one, `overlaps ${named(other)}`]);
    }
  });
  const innermost = ([element]) => !found.some(([other]) => other !== element && element.contains(other));
  return found.filter(innermost).map(([element, why]) => `${why}: ${named(element)}`);
}"""

_TARGETS = """() => all("a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex='0']")
  .filter((element) => seen(element) && !inSentence(element) && !element.matches(".skip"))
  .flatMap((element) => {
    const { width, height } = (element.closest("label") ?? element).getBoundingClientRect();
    return width < 24 || height < 24 ? [`${width.toFixed(1)}×${height.toFixed(1)}: ${named(element)}`] : [];
  })"""

_REMEMBER = """() => {
  window.before = null;
  window.rings = new Map(all("a, button, summary, input, [tabindex]").flatMap((element) =>
    [element, element.closest("label")].filter(Boolean).map((place) => [place, ring(place)])));
}"""

_STOP = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const found = [];
  const places = [element, element.closest("label")].filter(Boolean);
  const ringed = places.find((place) => ring(place) !== "none" && ring(place) !== window.rings.get(place));
  if (!ringed) found.push("not seen to have the focus");
  else {
    const { outlineColor, outlineWidth } = getComputedStyle(ringed);
    const against = contrast(outlineColor, paper(ringed.parentElement));
    if (parseFloat(outlineWidth) < 2) found.push(`the ring is ${outlineWidth} thin`);
    if (against < 3) found.push(`the ring's contrast is ${against.toFixed(1)}`);
  }
  const [box] = element.getClientRects();
  if (!box) return [...found, "takes no room"].map((fault) => `${fault}: ${named(element)}`);
  const shown = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const place = element.closest("label") ?? element;
  if (!shown || !(place.contains(shown) || shown.contains(place)))
    found.push(`hidden by ${shown ? named(shown) : "the window's edge"}`);
  if (!floats(element) && !element.matches(".skip")) {
    const { left, right, top, bottom } = place.getBoundingClientRect();
    const backwards = document.documentElement.dir === "rtl";
    const [start, end] = backwards ? [-right, -left] : [left, right];
    const now = { start, end, top: top + scrollY, bottom: bottom + scrollY, name: named(element) };
    const before = window.before;
    const middle = (now.top + now.bottom) / 2;
    const above = before && middle < before.top && start < before.end; // not the top of the next column
    const sameLine = before && middle > before.top && now.bottom < before.bottom + 4;
    if (above || (sameLine && start < before.start)) found.push(`comes after ${before.name}`);
    window.before = now;
  }
  return found.map((fault) => `${fault}: ${named(element)}`);
}"""

_RING = """
  const ring = (element) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    const none = outlineStyle === "none" || outlineWidth === "0px";
    return none ? "none" : [outlineStyle, outlineWidth, outlineColor].join();
  };
"""

_MOST_STOPS = 80


def misfits(page: Page) -> list[str]:
    """Return what does not fit: overhanging the window, cut off, wider than its box, or lying on something else."""
    return _asked(page, _FIT)


def small_targets(page: Page) -> list[str]:
    """Return what is to be pressed and is less than 24 by 24 CSS pixels; links within a sentence may be."""
    return _asked(page, _TARGETS)


def focus_faults(page: Page) -> list[str]:
    """Go through the page by Tab; return where it cannot be seen what has the focus, or where it goes astray.

    It goes down line by line, along each line as the language is read, and in the end out of the page.
    """
    page.evaluate(_with_tools(_REMEMBER))
    page.evaluate("document.activeElement.blur()")
    faults: list[str] = []
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(_with_tools(_STOP))
        if found is None:
            return faults
        faults += found
    return [*faults, "the keyboard does not come out of the page"]


def _asked(page: Page, question: str) -> list[str]:
    answer: list[str] = page.evaluate(_with_tools(question))
    return answer


def _with_tools(question: str) -> str:
    return f"(() => {{ {_TOOLS} {_RING} return ({question})() }})()"
