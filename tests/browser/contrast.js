// WCAG contrast of every visible text against what lies behind it, and of links amid text
// against that text: {seen, faint: [...]}. The document is a page or a picture (SVG).
() => {
  const root = document.body ?? document.documentElement;
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const once = (work) => {
    const known = new Map();
    return (of) => known.get(of) ?? known.set(of, work(of)).get(of);
  };
  const rgba = once((colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  });
  const over = ([r, g, b, a], [R, G, B]) =>
    [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const behind = once((element) => {
    const layer = rgba(getComputedStyle(element).backgroundColor);
    const below = element.parentElement;
    return layer[3] === 1 ? layer : over(layer, below ? behind(below) : [255, 255, 255, 1]);
  });
  const luminance = (colour) => {
    const [r, g, b] = colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const opacity = once((element) =>
    getComputedStyle(element).opacity * (element.parentElement ? opacity(element.parentElement) : 1));

  const found = { seen: 0, faint: [] };
  const judge = (element, ink, ground) => {
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const [r, g, b, a] = rgba(ink);
    const measured = ratio(over([r, g, b, a * opacity(element)], ground), ground);
    found.seen += 1;
    if (measured < (large ? 3 : 4.5)) {
      const text = element.textContent.trim().slice(0, 30);
      found.faint.push(`${element.tagName} .${element.getAttribute("class")} "${text}" ${measured.toFixed(2)}`);
    }
  };

  const hasText = (e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
  for (const element of root.querySelectorAll("*")) {
    if (!hasText(element) || element.matches("script, style, title, desc")) continue;
    const style = getComputedStyle(element);
    const svg = element.closest("svg");
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (svg === null) {
      judge(element, style.color, behind(element));
      if (element.matches("pre > code"))
        judge(element, getComputedStyle(element, "::first-line").color, behind(element));
    } else if (element.classList.contains("pic-on-accent")) {
      for (const box of svg.querySelectorAll(".pic-accent, .pic-accent2, .pic-accent3")) {
        judge(element, style.fill, rgba(getComputedStyle(box).fill));
      }
    } else {
      const box = svg.querySelector(".pic-box");
      judge(element, style.fill, behind(svg));
      if (box) judge(element, style.fill, over(rgba(getComputedStyle(box).fill), behind(svg)));
    }
  }

  // A link amid text differs from it by more than a hue: a line, a weight, a ground, or 3:1.
  const looks = (e) => {
    const { fontWeight, fontStyle, fontFamily, backgroundColor, borderBottomStyle } = getComputedStyle(e);
    return [fontWeight, fontStyle, fontFamily, backgroundColor, borderBottomStyle].join();
  };
  for (const link of root.querySelectorAll("a[href]:not(svg a)")) {
    const around = link.parentElement;
    const style = getComputedStyle(link);
    if (!hasText(around) || style.display !== "inline" || style.textDecorationLine !== "none") continue;
    if (looks(link) !== looks(around)
      || !link.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (ratio(rgba(style.color), rgba(getComputedStyle(around).color)) < 3) {
      found.faint.push(`a link like the text around it: "${link.textContent.trim().slice(0, 30)}"`);
    }
  }
  return found;
}
