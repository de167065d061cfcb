// On a page that a server shows at any address: links start from the folder that this is in.
if (!document.querySelector("base")) {
  const base = document.createElement("base");
  base.href = new URL("..", document.currentScript.src);
  document.head.append(base);
}
