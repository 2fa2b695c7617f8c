// 工作台的键盘：数字键办这一步，j/k 或上下翻列表，回车打开，/ 去搜索。正在写字时一概不管。
const typing = (node) => node.closest("input, textarea, select, [contenteditable]");

function step(direction) {
  const links = [...document.querySelectorAll(".queue a")];
  if (!links.length) return;
  const current = links.indexOf(document.activeElement);
  const chosen = current >= 0 ? current : links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[Math.min(Math.max(chosen + direction, 0), links.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  "/": () => document.querySelector("[type=search]")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const button = /^[1-9]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  } else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
